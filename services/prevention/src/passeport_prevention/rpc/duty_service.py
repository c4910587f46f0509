"""DutyService: what a partner has still to do, and until when."""

from __future__ import annotations

from typing import Any

from passeport.prevention.v1 import duty_service_pb2, duty_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_prevention.regulation.calendar import Due
from passeport_prevention.regulation.table import Regulation
from passeport_prevention.rpc import parse
from passeport_prevention.rpc.callers import calling_partner
from passeport_prevention.rpc.days import write_day
from passeport_prevention.usecases.list_duties import list_duties
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["DutyServicer"]


class DutyServicer(duty_service_pb2_grpc.DutyServiceServicer):
    """Serves passeport.prevention.v1.DutyService."""

    def __init__(self, open_work: OpenWork, clock: Clock, regulation: Regulation) -> None:
        self._open_work = open_work
        self._clock = clock
        self._regulation = regulation

    async def ListDuties(  # noqa: N802
        self, request: duty_service_pb2.ListDutiesRequest, context: Any
    ) -> duty_service_pb2.ListDutiesResponse:
        """Lists what is still to be done."""
        declarant = parse.declarant(request.declarant)
        found = await list_duties(
            self._open_work, self._clock, self._regulation, partner=calling_partner(), declarant=declarant
        )
        return duty_service_pb2.ListDutiesResponse(
            duties=[_duty(due, awaiting) for due, awaiting in found.due],
            exclusions=[
                duty_service_pb2.Exclusion(code=row.code, label=row.label, source=row.source)
                for row in found.exclusions
            ],
        )


def _duty(due: Due, awaiting: int) -> duty_service_pb2.Duty:
    return duty_service_pb2.Duty(
        kind=f"DUTY_KIND_{due.duty.name}",
        since_date=write_day(due.since),
        until_date=write_day(due.until),
        due_date=write_day(due.due_on),
        categories=[
            duty_service_pb2.Category(number=row.number, label=row.label, examples=row.examples)
            for row in due.categories
        ],
        awaiting=awaiting,
        euros=due.euros,
        source=due.source,
    )
