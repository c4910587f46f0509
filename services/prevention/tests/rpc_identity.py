"""A small identity that answers the two rpcs of its contract that prevention calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from passeport.identity.v1 import person_resolution_service_pb2 as resolution_pb2
from passeport.identity.v1 import token_service_pb2
from passeport_chassis.errors import DomainError, Kind
from passeport_chassis.ids import new_id
from support import CANARY_NIR, jwks


class AsTold(DomainError):
    """As told."""

    reason = "AS_TOLD"
    domain = "identity.passeport"

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        super().__init__(CANARY_NIR)


@dataclass
class Identity:
    """Knows one worker, whom queries may name by what was another's before a merge; answers as told."""

    person_id: UUID = field(default_factory=new_id)
    named: UUID | None = None
    outcome: resolution_pb2.ResolutionOutcome | None = None
    refuse_with: Kind | None = None
    seen: list[resolution_pb2.ResolvePersonsRequest] = field(default_factory=list)

    async def ResolvePersons(self, request: resolution_pb2.ResolvePersonsRequest, context: Any) -> Any:  # noqa: N802
        self.seen.append(request)
        if self.refuse_with is not None:
            raise AsTold(self.refuse_with)
        found = [
            resolution_pb2.Resolution(
                outcome=resolution_pb2.RESOLUTION_OUTCOME_RESOLVED,
                person_id=str(self.person_id),
                named_person_id=str(self.named or ""),
            )
            if self.outcome is None and query.nir.nir == CANARY_NIR
            else resolution_pb2.Resolution(outcome=self.outcome or resolution_pb2.RESOLUTION_OUTCOME_NO_MATCH)
            for query in request.queries
        ]
        return resolution_pb2.ResolvePersonsResponse(resolutions=found)

    async def StreamResolvePersons(self, requests: Any, context: Any) -> Any:  # noqa: N802
        async for request in requests:
            yield await self.ResolvePersons(request, context)

    async def GetCallerTokenKeys(self, request: Any, context: Any) -> token_service_pb2.GetCallerTokenKeysResponse:  # noqa: N802
        return token_service_pb2.GetCallerTokenKeysResponse(jwks=await jwks())

    async def GetEncryptionKeys(self, request: Any, context: Any) -> token_service_pb2.GetEncryptionKeysResponse:  # noqa: N802
        return token_service_pb2.GetEncryptionKeysResponse(jwks='{"keys": []}')
