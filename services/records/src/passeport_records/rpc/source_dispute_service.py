"""SourceDisputeService: the source of an entry reads who contests it, and answers."""

from __future__ import annotations

from typing import Any

from passeport.records.v1 import dispute_service_pb2 as pb
from passeport.records.v1 import dispute_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_chassis.rpc.paging import page_size
from passeport_records.domain.dispute import Dispute
from passeport_records.rpc.callers import calling_sender
from passeport_records.rpc.disputes import (
    read_answer_state,
    read_dispute_id,
    read_position,
    render_source_dispute,
    write_position,
)
from passeport_records.usecases.answer_dispute import answer_dispute, list_source_disputes, read_source_dispute
from passeport_records.usecases.dispute_ports import Contested
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["SourceDisputeServicer"]


class SourceDisputeServicer(dispute_service_pb2_grpc.SourceDisputeServiceServicer):
    """Serves passeport.records.v1.SourceDisputeService."""

    def __init__(self, open_work: OpenFeedWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def ListSourceDisputes(  # noqa: N802
        self, request: pb.ListSourceDisputesRequest, context: Any
    ) -> pb.ListSourceDisputesResponse:
        """Lists what the organisation is to answer."""
        page = await list_source_disputes(
            self._open_work,
            self._clock,
            sender=calling_sender(),
            limit=page_size(request.page_size, default=50, most=300),
            after=read_position(request.page_token),
            open_only=request.open_only,
        )
        return pb.ListSourceDisputesResponse(
            disputes=[self._rendered(each) for each in page.disputes], next_page_token=write_position(page.next)
        )

    async def GetSourceDispute(  # noqa: N802
        self, request: pb.GetSourceDisputeRequest, context: Any
    ) -> pb.SourceDispute:
        """Gets one of them."""
        found = await read_source_dispute(
            self._open_work, self._clock, sender=calling_sender(), dispute_id=read_dispute_id(request.id)
        )
        return self._rendered(found)

    async def AnswerDispute(self, request: pb.AnswerDisputeRequest, context: Any) -> pb.SourceDispute:  # noqa: N802
        """Answers one of them."""
        found = await answer_dispute(
            self._open_work,
            self._clock,
            sender=calling_sender(),
            dispute_id=read_dispute_id(request.id),
            etag=request.etag,
            state=read_answer_state(request.state),
            answer=request.answer,
        )
        return self._rendered(found)

    def _rendered(self, value: Dispute | Contested) -> pb.SourceDispute:
        return render_source_dispute(value, today_in_france(self._clock()))
