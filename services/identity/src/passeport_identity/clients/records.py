"""Records: whether a person has a running apprenticeship contract."""

from __future__ import annotations

from uuid import UUID

import grpc
import grpc.aio
import structlog

from passeport.records.v1 import passport_service_pb2, passport_service_pb2_grpc
from passeport_chassis.rpc import RemoteError
from passeport_identity.errors import EmploymentFactsUnavailable

__all__ = ["RecordsEmploymentFacts"]

_log = structlog.get_logger(__name__)


class RecordsEmploymentFacts:
    """Implements `usecases.outside.EmploymentFacts` with records' EmploymentFactService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = passport_service_pb2_grpc.EmploymentFactServiceStub(channel)

    async def has_apprenticeship_contract(self, person_id: UUID) -> bool:
        """Whether one runs today. Whatever keeps records from answering, nobody is let in or turned away for it."""
        request = passport_service_pb2.HasApprenticeshipContractRequest(person_id=str(person_id))
        try:
            answer = await self._stub.HasApprenticeshipContract(request)
        except grpc.aio.AioRpcError as error:
            refusal = RemoteError(error)
            _log.warning("records does not tell about contracts", code=refusal.code.name, reason=refusal.reason)
            raise EmploymentFactsUnavailable from None
        return bool(answer.has_apprenticeship_contract)
