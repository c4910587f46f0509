"""ConsultationService: a professional reads the passport of a person whom he named, for the purpose that he stated."""

from __future__ import annotations

from typing import Any

from passeport.records.v1 import consultation_service_pb2, consultation_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_records.rpc import parse, render
from passeport_records.rpc.callers import calling_consulter
from passeport_records.usecases.list_consulted_entries import list_consulted_entries
from passeport_records.usecases.ports import OpenWork

__all__ = ["ConsultationServicer"]


class ConsultationServicer(consultation_service_pb2_grpc.ConsultationServiceServicer):
    """Serves passeport.records.v1.ConsultationService."""

    def __init__(self, open_work: OpenWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def ListConsultedEntries(  # noqa: N802
        self, request: consultation_service_pb2.ListConsultedEntriesRequest, context: Any
    ) -> consultation_service_pb2.ListConsultedEntriesResponse:
        """Lists the person's active guaranteed entries."""
        limit, after = parse.consulted_page(request)
        page = render.entry_page(
            await list_consulted_entries(
                self._open_work, self._clock, consulter=calling_consulter(), limit=limit, after=after
            )
        )
        return consultation_service_pb2.ListConsultedEntriesResponse(
            entries=page.entries, next_page_token=page.next_page_token
        )
