"""DisputeService: the holder contests what official sources guarantee of him."""

from __future__ import annotations

from typing import Any

from passeport.records.v1 import dispute_service_pb2 as pb
from passeport.records.v1 import dispute_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_chassis.rpc.paging import page_size
from passeport_records.domain.dispute import Deadlines, Dispute
from passeport_records.rpc import parse
from passeport_records.rpc.callers import calling_holder
from passeport_records.rpc.disputes import (
    read_dispute_id,
    read_ground,
    read_position,
    render_dispute,
    write_position,
)
from passeport_records.usecases.open_dispute import open_dispute, take_back_dispute
from passeport_records.usecases.ports import OpenWork
from passeport_records.usecases.read_disputes import get_dispute, list_disputes

__all__ = ["DisputeServicer"]


class DisputeServicer(dispute_service_pb2_grpc.DisputeServiceServicer):
    """Serves passeport.records.v1.DisputeService."""

    def __init__(self, open_work: OpenWork, clock: Clock, deadlines: Deadlines) -> None:
        self._open_work = open_work
        self._clock = clock
        self._deadlines = deadlines

    async def OpenDispute(self, request: pb.OpenDisputeRequest, context: Any) -> pb.Dispute:  # noqa: N802
        """Tells the source of an entry that it is wrong."""
        dispute = await open_dispute(
            self._open_work,
            self._clock,
            self._deadlines,
            person_id=calling_holder(),
            request_id=request.request_id,
            entry_id=parse.entry_id(request.entry_id),
            ground=read_ground(request.ground),
            text=request.text,
        )
        return self._rendered(dispute)

    async def GetDispute(self, request: pb.GetDisputeRequest, context: Any) -> pb.Dispute:  # noqa: N802
        """Gets a dispute."""
        dispute = await get_dispute(
            self._open_work, self._clock, person_id=calling_holder(), dispute_id=read_dispute_id(request.id)
        )
        return self._rendered(dispute)

    async def ListDisputes(  # noqa: N802
        self, request: pb.ListDisputesRequest, context: Any
    ) -> pb.ListDisputesResponse:
        """Lists disputes."""
        page = await list_disputes(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            entry_id=parse.entry_id(request.entry_id) if request.entry_id else None,
            limit=page_size(request.page_size, default=50, most=300),
            after=read_position(request.page_token),
        )
        return pb.ListDisputesResponse(
            disputes=[self._rendered(each) for each in page.disputes], next_page_token=write_position(page.next)
        )

    async def TakeBackDispute(self, request: pb.TakeBackDisputeRequest, context: Any) -> pb.Dispute:  # noqa: N802
        """Gives a dispute up."""
        dispute = await take_back_dispute(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            dispute_id=read_dispute_id(request.id),
            etag=request.etag,
        )
        return self._rendered(dispute)

    def _rendered(self, dispute: Dispute) -> pb.Dispute:
        return render_dispute(dispute, today_in_france(self._clock()))
