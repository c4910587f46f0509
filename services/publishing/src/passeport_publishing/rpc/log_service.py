"""LogService: anybody reads the log of publications, by way of the gateway."""

from __future__ import annotations

from typing import Any

from passeport.publishing.v1 import log_service_pb2 as pb
from passeport.publishing.v1 import log_service_pb2_grpc
from passeport_publishing.usecases.ports import PublicLog

__all__ = ["LogServicer"]


class LogServicer(log_service_pb2_grpc.LogServiceServicer):
    """Serves passeport.publishing.v1.LogService: nothing is decided here, so there is no use case in between."""

    def __init__(self, log: PublicLog) -> None:
        self._log = log

    async def GetCheckpoint(self, request: pb.GetCheckpointRequest, context: Any) -> pb.GetCheckpointResponse:  # noqa: N802
        """Gets the last signed checkpoint."""
        return pb.GetCheckpointResponse(note=await self._log.checkpoint())

    async def GetTile(self, request: pb.GetTileRequest, context: Any) -> pb.GetTileResponse:  # noqa: N802
        """Gets a tile or an entry bundle."""
        return pb.GetTileResponse(data=await self._log.tile(request.path))
