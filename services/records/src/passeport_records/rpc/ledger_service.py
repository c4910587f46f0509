"""LedgerService: anybody reads the ledger, by way of the gateway."""

from __future__ import annotations

from typing import Any

from passeport.records.v1 import ledger_service_pb2, ledger_service_pb2_grpc
from passeport_records.usecases.ports import PublicLedger

__all__ = ["LedgerServicer"]


class LedgerServicer(ledger_service_pb2_grpc.LedgerServiceServicer):
    """Serves passeport.records.v1.LedgerService: nothing is decided here, so there is no use case in between."""

    def __init__(self, ledger: PublicLedger) -> None:
        self._ledger = ledger

    async def GetCheckpoint(  # noqa: N802
        self, request: ledger_service_pb2.GetCheckpointRequest, context: Any
    ) -> ledger_service_pb2.GetCheckpointResponse:
        """Gets the last signed checkpoint."""
        return ledger_service_pb2.GetCheckpointResponse(note=await self._ledger.checkpoint())

    async def GetTile(  # noqa: N802
        self, request: ledger_service_pb2.GetTileRequest, context: Any
    ) -> ledger_service_pb2.GetTileResponse:
        """Gets a tile or an entry bundle."""
        return ledger_service_pb2.GetTileResponse(data=await self._ledger.tile(request.path))
