"""ConsultationService: professionals say whose passport they will read, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import grpc.aio

from passeport.identity.v1 import account_service_pb2
from passeport.identity.v1 import consultation_service_pb2 as pb
from passeport.identity.v1.consultation_service_pb2_grpc import ConsultationServiceServicer
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.cog import FRANCE, country_code, is_commune_code
from passeport_identity.domain.nir import Nir
from passeport_identity.errors import FieldInvalid, NirMalformed
from passeport_identity.rpc.rendering import timestamp
from passeport_identity.usecases.open_consultation import ConsultedByNir, OpenConsultation

__all__ = ["ConsultationServicer"]

T = TypeVar("T")
Context = grpc.aio.ServicerContext[Any, Any]

_SEXES = {account_service_pb2.SEX_FEMALE: Sex.FEMALE, account_service_pb2.SEX_MALE: Sex.MALE}
_NIR_LENGTH = 13
_BY_NIR = frozenset({"nir", "birth_name"})


class ConsultationServicer(ConsultationServiceServicer):
    """Serves the gateway."""

    def __init__(self, open_consultation: OpenConsultation) -> None:
        self._open = open_consultation

    async def OpenConsultation(self, request: pb.OpenConsultationRequest, context: Context) -> pb.Consultation:  # noqa: N802
        person = _by_nir(request.person) if request.person.nir else _by_identity(request.person)
        opened = await self._open(request.session_token, request.csrf_token, request.purpose, person)
        return pb.Consultation(
            id=str(opened.consultation.id),
            purpose=opened.purpose.code,
            purpose_label=opened.purpose.in_words,
            expire_time=timestamp(opened.consultation.expires_at),
        )


def _by_nir(person: pb.ConsultedPerson) -> ConsultedByNir:
    """NIR and birth name alone: what is given besides would be compared with nothing, and taken for compared."""
    besides = [
        FieldViolation(f"person.{field.name}", "is not given beside a NIR: leave it out", "BESIDE_NIR")
        for field, _ in person.ListFields()
        if field.name not in _BY_NIR
    ]
    if besides:
        raise FieldInvalid(besides)
    try:
        compact = "".join(person.nir.split())
        nir = Nir.parse(compact) if len(compact) <= _NIR_LENGTH else Nir.parse_with_key(compact)
    except NirMalformed as error:
        violation = error.violations[0]
        raise FieldInvalid([FieldViolation("person.nir", violation.description, violation.reason)]) from None
    return ConsultedByNir(nir, person.birth_name)


def _by_identity(person: pb.ConsultedPerson) -> CivilIdentity:
    """Every part of it: who is named in half is not named."""
    violations = [
        FieldViolation(f"person.{name}", "is required where no NIR names the person", "REQUIRED")
        for name, given in (
            ("given_names", person.given_names),
            ("sex", person.sex in _SEXES),
            ("birth_date", person.HasField("birth_date")),
            # The commune, or the country for those born abroad.
            ("birth_place", person.birth_place or person.birth_country),
        )
        if not given
    ]
    if violations:
        raise FieldInvalid(violations)
    born, place = person.birth_date, person.birth_place.strip().upper()
    country = _read("birth_country", lambda: country_code(person.birth_country.strip() or FRANCE))
    if place and not is_commune_code(place):
        raise FieldInvalid(
            [FieldViolation("person.birth_place", "must be the COG code of a commune: five characters", "COG")]
        )
    if place and country != FRANCE:
        raise FieldInvalid(
            [FieldViolation("person.birth_place", "must be empty for who was born abroad: the country counts", "COG")]
        )
    date = _read("birth_date", lambda: BirthDate(born.year, born.month, born.day), "DATE")
    return _read(
        "given_names",
        lambda: CivilIdentity.of(
            tuple(person.given_names),
            person.birth_name,
            _SEXES[person.sex],
            date,
            birth_place=place,
            birth_country=country,
        ),
        "NAME",
    )


def _read(field: str, read: Callable[[], T], rule: str = "COG") -> T:
    try:
        return read()
    except ValueError as error:
        raise FieldInvalid([FieldViolation(f"person.{field}", str(error), rule)]) from None
