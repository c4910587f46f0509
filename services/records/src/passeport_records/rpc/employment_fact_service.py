"""EmploymentFactService: what identity's rule on the age of the holder needs to know."""

from __future__ import annotations

from typing import Any

from passeport.records.v1 import passport_service_pb2, passport_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_records.rpc import parse
from passeport_records.usecases.has_apprenticeship_contract import has_apprenticeship_contract
from passeport_records.usecases.ports import OpenWork

__all__ = ["EmploymentFactServicer"]


class EmploymentFactServicer(passport_service_pb2_grpc.EmploymentFactServiceServicer):
    """Serves passeport.records.v1.EmploymentFactService."""

    def __init__(self, open_work: OpenWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def HasApprenticeshipContract(  # noqa: N802
        self, request: passport_service_pb2.HasApprenticeshipContractRequest, context: Any
    ) -> passport_service_pb2.HasApprenticeshipContractResponse:
        """Tells whether a person has a running apprenticeship contract."""
        found = await has_apprenticeship_contract(
            # The policy admits identity alone.
            self._open_work,
            self._clock,
            person_id=parse.person_id(request.person_id),
            asked_by="identity",
        )
        return passport_service_pb2.HasApprenticeshipContractResponse(has_apprenticeship_contract=found)
