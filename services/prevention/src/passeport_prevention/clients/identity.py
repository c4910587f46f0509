"""Identity: who stands behind a NIR and a birth name, and the keys that verify caller tokens."""

from __future__ import annotations

from uuid import UUID

import grpc
import grpc.aio

from passeport.identity.v1 import (
    person_resolution_service_pb2,
    person_resolution_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)
from passeport_chassis.errors import FieldViolation
from passeport_chassis.rpc import RemoteError
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import FieldInvalid, IdentityUnavailable, WorkerNotFound

__all__ = ["CallerTokenKeys", "IdentityWorkers"]

_PURPOSE = "prevention"


class IdentityWorkers:
    """Implements `passeport_prevention.usecases.ports.Workers` with identity's PersonResolutionService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = person_resolution_service_pb2_grpc.PersonResolutionServiceStub(channel)

    async def resolve(self, worker: Worker, partner: Partner) -> UUID:
        """Finds the person whom the NIR names; every way of not finding one is the same WorkerNotFound."""
        query = person_resolution_service_pb2.PersonQuery(
            nir=person_resolution_service_pb2.NirQuery(nir=worker.nir, birth_name=worker.birth_name)
        )
        request = person_resolution_service_pb2.ResolvePersonsRequest(
            queries=[query], purpose=_PURPOSE, organisation=partner.name
        )
        try:
            answer = await self._stub.ResolvePersons(request)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED or RemoteError(error).unavailable:
                raise IdentityUnavailable from None
            # The text of a refusal may repeat the query: only its code and reason go on.
            raise RemoteError(error) from None
        (resolution,) = answer.resolutions
        if resolution.outcome == person_resolution_service_pb2.RESOLUTION_OUTCOME_RESOLVED:
            return UUID(resolution.named_person_id or resolution.person_id)
        if resolution.outcome == person_resolution_service_pb2.RESOLUTION_OUTCOME_NIR_INVALID:
            wrong = "cannot exist: check sex, month and département of birth, and the last three digits"
            raise FieldInvalid([FieldViolation("nir", wrong, "NIR")])
        raise WorkerNotFound


class CallerTokenKeys:
    """The keys of caller tokens, from identity's KeyService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = token_service_pb2_grpc.KeyServiceStub(channel)

    async def fetch(self) -> str:
        """The JWK set as JSON text. Raises IdentityUnavailable while identity does not answer."""
        try:
            answer = await self._stub.GetCallerTokenKeys(token_service_pb2.GetCallerTokenKeysRequest())
        except grpc.aio.AioRpcError as error:
            if RemoteError(error).unavailable:
                raise IdentityUnavailable from None
            raise RemoteError(error) from None
        return answer.jwks
