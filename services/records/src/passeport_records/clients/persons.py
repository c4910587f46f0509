"""Identity, asked who the persons of a feed are."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import grpc.aio

from passeport.identity.v1 import (
    account_service_pb2,
    declared_number_service_pb2,
    declared_number_service_pb2_grpc,
    person_resolution_service_pb2_grpc,
)
from passeport.identity.v1 import person_resolution_service_pb2 as pb
from passeport_chassis.rpc import RemoteError
from passeport_records.domain.batch import Batch
from passeport_records.domain.holder import (
    CivilIdentity,
    HolderIdentity,
    KnownHolder,
    NirIdentity,
    Sex,
    StudentNumber,
    TemporaryNumber,
)
from passeport_records.domain.resolution import Resolution, Unresolved
from passeport_records.errors import IdentityUnavailable

__all__ = ["IdentityPersons"]

_MOST = 5000
_SIREN = 9
_SEXES = {
    Sex.FEMALE: account_service_pb2.SEX_FEMALE,
    Sex.MALE: account_service_pb2.SEX_MALE,
    Sex.UNKNOWN: account_service_pb2.SEX_UNSPECIFIED,
}
_REASONS = {
    pb.RESOLUTION_OUTCOME_NO_MATCH: Unresolved.NO_MATCH,
    pb.RESOLUTION_OUTCOME_AMBIGUOUS: Unresolved.AMBIGUOUS,
    pb.RESOLUTION_OUTCOME_NIR_INVALID: Unresolved.NIR_INVALID,
    pb.RESOLUTION_OUTCOME_NIR_NAME_MISMATCH: Unresolved.NAME_MISMATCH,
    pb.RESOLUTION_OUTCOME_NTT_INVALID: Unresolved.NTT_INVALID,
    pb.RESOLUTION_OUTCOME_NTT_UNKNOWN: Unresolved.TEMPORARY_NUMBER,
    pb.RESOLUTION_OUTCOME_INE_INVALID: Unresolved.INE_INVALID,
    pb.RESOLUTION_OUTCOME_INE_UNKNOWN: Unresolved.STUDENT_NUMBER,
}


class IdentityPersons:
    """Implements `usecases.feed_ports.Persons` with PersonResolutionService and DeclaredNumberService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._declared = declared_number_service_pb2_grpc.DeclaredNumberServiceStub(channel)
        self._stub = person_resolution_service_pb2_grpc.PersonResolutionServiceStub(channel)

    async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
        """One answer for each, in order. Raises IdentityUnavailable while identity does not answer."""
        found: list[Resolution] = []
        for start in range(0, len(holders), _MOST):
            request = pb.ResolvePersonsRequest(
                queries=[_query(holder) for holder in holders[start : start + _MOST]],
                purpose=batch.feed.value,
                organisation=batch.sender.organisation.name,
                # Not what the file says: whoever sends writes that himself.
                sender_siren=batch.sender.organisation.siret[:_SIREN],
            )
            found += map(_read, await self._ask(request))
        return found

    async def declare(self, batch: Batch, changed: Sequence[NirIdentity]) -> None:
        """Tells of persons who had another NIR before. Raises IdentityUnavailable while identity takes none."""
        for start in range(0, len(changed), _MOST):
            request = declared_number_service_pb2.DeclareNumbersRequest(
                declarations=[
                    declared_number_service_pb2.NumberDeclaration(
                        former_nir=each.former.nir, nir=each.nir, birth_name=each.former.birth_name
                    )
                    for each in changed[start : start + _MOST]
                    if each.former is not None
                ],
                organisation=batch.sender.organisation.name,
            )
            try:
                await self._declared.DeclareNumbers(request)
            except grpc.aio.AioRpcError as error:
                # An identity of before does not know the question: the file waits for the one of now.
                if RemoteError(error).unavailable or error.code() is grpc.StatusCode.UNIMPLEMENTED:
                    raise IdentityUnavailable from None
                raise RemoteError(error) from None

    async def _ask(self, request: pb.ResolvePersonsRequest) -> Sequence[pb.Resolution]:
        try:
            answer = await self._stub.ResolvePersons(request)
        except grpc.aio.AioRpcError as error:
            if RemoteError(error).unavailable:
                raise IdentityUnavailable from None
            raise RemoteError(error) from None
        return answer.resolutions


def _query(holder: HolderIdentity) -> pb.PersonQuery:
    if isinstance(holder, NirIdentity):
        return pb.PersonQuery(nir=pb.NirQuery(nir=holder.nir, birth_name=holder.birth_name, ntt=holder.ntt))
    if isinstance(holder, TemporaryNumber):
        return pb.PersonQuery(ntt=pb.NttQuery(ntt=holder.number, birth_name=holder.birth_name))
    if isinstance(holder, StudentNumber):
        return pb.PersonQuery(ine=pb.IneQuery(ine=holder.ine, birth_name=holder.birth_name))
    if isinstance(holder, KnownHolder):
        file = holder.file
        return pb.PersonQuery(
            known=pb.KnownPersonQuery(
                person_id=str(holder.person_id),
                birth_name=file.name,
                given_name=file.given_name,
                # An identity of before there was one for each name knows this one alone.
                cut=file.name_is_cut or file.given_name_is_cut,
                birth_name_cut=file.name_is_cut,
                given_name_cut=file.given_name_is_cut,
            )
        )
    if not isinstance(holder, CivilIdentity):
        raise TypeError("identity resolves a number, a civil identity, or whom it is told")
    return pb.PersonQuery(
        civil_identity=pb.CivilIdentityQuery(
            birth_name=holder.birth_name,
            given_names=holder.given_names,
            sex=_SEXES[holder.sex],
            birth_year=holder.birth_year,
            birth_month=holder.birth_month,
            birth_day=holder.birth_day,
            birth_place=holder.birth_place,
            birth_country=holder.birth_country,
            usage_name=holder.usage_name,
            ine=holder.ine,
        )
    )


def _read(resolution: pb.Resolution) -> Resolution:
    if resolution.outcome == pb.RESOLUTION_OUTCOME_RESOLVED:
        # After a merge still the one who was named: what is told of him is his again should the merge be undone.
        return Resolution(UUID(resolution.named_person_id or resolution.person_id), step=resolution.step)
    # An outcome that this version does not know is no person either.
    return Resolution(why=_REASONS.get(resolution.outcome, Unresolved.NO_MATCH), step=resolution.step)
