"""A small identity that answers the rpcs of its contract that records calls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import grpc

from passeport.identity.v1 import declared_number_service_pb2 as declared_pb2
from passeport.identity.v1 import person_resolution_service_pb2 as resolution_pb2
from passeport.identity.v1 import token_service_pb2
from passeport_chassis.errors import DomainError, Kind
from support import jwks


class AsTold(DomainError):
    """As told."""

    reason = "AS_TOLD"
    domain = "identity.passeport"

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        super().__init__()


@dataclass
class Identity:
    """Knows persons by NIR or by birth name; answers as told."""

    persons: dict[str, UUID] = field(default_factory=dict)
    refuse_with: Kind | None = None
    answers: int | None = None
    """How many more questions it answers before it falls silent; None: all of them."""
    older_for: int = 0
    """How many more declarations it answers as one of before it could be told of any."""
    declared: list[declared_pb2.DeclareNumbersRequest] = field(default_factory=list)
    seen: list[resolution_pb2.ResolvePersonsRequest] = field(default_factory=list)

    async def ResolvePersons(self, request: resolution_pb2.ResolvePersonsRequest, context: Any) -> Any:  # noqa: N802
        self.seen.append(request)
        if self.refuse_with is not None:
            raise AsTold(self.refuse_with)
        if self.answers is not None:
            if self.answers == 0:
                await asyncio.sleep(3600)
            self.answers -= 1
        return resolution_pb2.ResolvePersonsResponse(resolutions=[self._resolve(query) for query in request.queries])

    def _resolve(self, query: resolution_pb2.PersonQuery) -> resolution_pb2.Resolution:
        known = query.WhichOneof("by") == "known"
        name = query.nir.nir if query.WhichOneof("by") == "nir" else query.civil_identity.birth_name
        person_id = self.persons.get(query.known.birth_name if known else name)
        if person_id is None or (known and str(person_id) != query.known.person_id):
            return resolution_pb2.Resolution(outcome=resolution_pb2.RESOLUTION_OUTCOME_NO_MATCH, step=1)
        return resolution_pb2.Resolution(
            outcome=resolution_pb2.RESOLUTION_OUTCOME_RESOLVED, person_id=str(person_id), step=1
        )

    async def StreamResolvePersons(self, requests: Any, context: Any) -> Any:  # noqa: N802
        async for request in requests:
            yield await self.ResolvePersons(request, context)

    async def DeclareNumbers(self, request: declared_pb2.DeclareNumbersRequest, context: Any) -> Any:  # noqa: N802
        if self.older_for:
            self.older_for -= 1
            context.set_code(grpc.StatusCode.UNIMPLEMENTED)
            return declared_pb2.DeclareNumbersResponse()
        self.declared.append(request)
        outcomes = [declared_pb2.DECLARATION_OUTCOME_WAITING] * len(request.declarations)
        return declared_pb2.DeclareNumbersResponse(outcomes=outcomes)

    async def GetCallerTokenKeys(self, request: Any, context: Any) -> token_service_pb2.GetCallerTokenKeysResponse:  # noqa: N802
        return token_service_pb2.GetCallerTokenKeysResponse(jwks=await jwks())

    async def GetEncryptionKeys(self, request: Any, context: Any) -> token_service_pb2.GetEncryptionKeysResponse:  # noqa: N802
        return token_service_pb2.GetEncryptionKeysResponse(jwks='{"keys": []}')
