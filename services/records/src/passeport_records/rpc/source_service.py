"""SourceService: how far each source has got."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from passeport.records.v1 import source_service_pb2, source_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_records.domain.batch import Feed
from passeport_records.domain.freshness import Freshness
from passeport_records.usecases.list_sources import Sources, list_sources

__all__ = ["SourceServicer"]


class SourceServicer(source_service_pb2_grpc.SourceServiceServicer):
    """Serves passeport.records.v1.SourceService."""

    def __init__(self, sources: Sources, rhythms: Mapping[Feed, timedelta], clock: Clock) -> None:
        self._sources = sources
        self._rhythms = rhythms
        self._clock = clock

    async def ListSources(  # noqa: N802
        self, request: source_service_pb2.ListSourcesRequest, context: Any
    ) -> source_service_pb2.ListSourcesResponse:
        """Lists the sources."""
        now = self._clock()
        found = await list_sources(self._sources, self._rhythms)
        return source_service_pb2.ListSourcesResponse(sources=[_rendered(one, now) for one in found])


def _rendered(value: Freshness, now: datetime) -> source_service_pb2.SourceFreshness:
    message = source_service_pb2.SourceFreshness(
        source=value.source.value,
        rhythm_days=value.rhythm.days if value.rhythm is not None else 0,
        silent=value.is_silent(now),
    )
    if value.last_received is not None:
        message.last_receive_time.FromDatetime(value.last_received)
    return message
