"""Identity: who stands behind a NIR and a birth name, and the keys that verify caller tokens."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
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
from passeport_prevention.usecases.import_ports import Unknown

__all__ = ["CallerTokenKeys", "IdentityWorkers"]

# What the worker reads beside the question: that something was declared of him, or that an employer asked to read.
_DECLARED = "prevention"
_READ = "prevention-read"


class IdentityWorkers:
    """Implements `usecases.ports.Workers` and `usecases.import_ports.ManyWorkers` with PersonResolutionService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = person_resolution_service_pb2_grpc.PersonResolutionServiceStub(channel)

    async def resolve(self, worker: Worker, partner: Partner) -> UUID:
        """Finds the person whom the NIR names; every way of not finding one is the same WorkerNotFound."""
        return _known(*await self.resolve_all([worker], partner))

    async def find(self, worker: Worker, partner: Partner) -> UUID:
        """The same, but who he is by now: after a merge the one who stays."""
        answer = await self._resolutions([(worker.nir, worker.birth_name)], partner, _READ)
        return _known(*(_found(each, by_now=True) for each in answer))

    async def resolve_all(self, workers: Sequence[Worker], partner: Partner) -> Sequence[UUID | Unknown]:
        """One answer for each, in order; they read which partner named them. Raises IdentityUnavailable."""
        # The trainees of a declaration are followed by those of the next, of whom many are the same.
        asked = list(dict.fromkeys((worker.nir, worker.birth_name) for worker in workers))
        if not asked:
            return []
        answer = await self._resolutions(asked, partner, _DECLARED)
        found = dict(zip(asked, map(_found, answer), strict=True))
        return [found[worker.nir, worker.birth_name] for worker in workers]

    async def _resolutions(
        self, asked: Sequence[tuple[str, str]], partner: Partner, purpose: str
    ) -> Sequence[person_resolution_service_pb2.Resolution]:
        request = person_resolution_service_pb2.ResolvePersonsRequest(
            queries=[
                person_resolution_service_pb2.PersonQuery(
                    nir=person_resolution_service_pb2.NirQuery(nir=nir, birth_name=birth_name)
                )
                for nir, birth_name in asked
            ],
            purpose=purpose,
            organisation=partner.name,
        )
        return (await _answer(self._stub.ResolvePersons(request))).resolutions


def _known(found: UUID | Unknown) -> UUID:
    if not isinstance(found, Unknown):
        return found
    if found.invalid:
        wrong = "cannot exist: check sex, month and département of birth, and the last three digits"
        raise FieldInvalid([FieldViolation("nir", wrong, "NIR")])
    raise WorkerNotFound


def _found(resolution: person_resolution_service_pb2.Resolution, *, by_now: bool = False) -> UUID | Unknown:
    if resolution.outcome == person_resolution_service_pb2.RESOLUTION_OUTCOME_RESOLVED:
        return UUID((not by_now and resolution.named_person_id) or resolution.person_id)
    return Unknown(invalid=resolution.outcome == person_resolution_service_pb2.RESOLUTION_OUTCOME_NIR_INVALID)


async def _answer(
    call: Awaitable[person_resolution_service_pb2.ResolvePersonsResponse],
) -> person_resolution_service_pb2.ResolvePersonsResponse:
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED or RemoteError(error).unavailable:
            raise IdentityUnavailable from None
        # The text of a refusal may repeat the query: only its code and reason go on.
        raise RemoteError(error) from None


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
