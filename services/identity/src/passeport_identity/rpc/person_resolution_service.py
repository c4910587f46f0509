"""PersonResolutionService: from what a feed says of a person to the one key that crosses services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import grpc.aio

from passeport.identity.v1 import account_service_pb2
from passeport.identity.v1 import person_resolution_service_pb2 as pb
from passeport.identity.v1.person_resolution_service_pb2_grpc import PersonResolutionServiceServicer
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.civil_identity import Sex
from passeport_identity.domain.cog import country_code
from passeport_identity.domain.matching import HolderCriteria
from passeport_identity.domain.names import name_key, names_key
from passeport_identity.errors import FieldInvalid
from passeport_identity.rpc.rendering import render_resolution
from passeport_identity.usecases.resolve_persons import NirQuery, ResolvePersons

__all__ = ["PersonResolutionServicer"]

Context = grpc.aio.ServicerContext[Any, Any]

_SEXES = {account_service_pb2.SEX_FEMALE: Sex.FEMALE, account_service_pb2.SEX_MALE: Sex.MALE}
_MOST_FAULTS = 100


class PersonResolutionServicer(PersonResolutionServiceServicer):
    """Serves the services that take feeds."""

    def __init__(self, resolve: ResolvePersons) -> None:
        self._resolve = resolve

    async def ResolvePersons(self, request: pb.ResolvePersonsRequest, context: Context) -> pb.ResolvePersonsResponse:  # noqa: N802
        resolutions = await self._resolve(_parse(request.queries), request.purpose)
        return pb.ResolvePersonsResponse(resolutions=[render_resolution(each) for each in resolutions])


def _parse(queries: Sequence[pb.PersonQuery]) -> list[NirQuery | HolderCriteria]:
    parsed: list[NirQuery | HolderCriteria] = []
    faults: list[FieldViolation] = []
    for place, query in enumerate(queries):
        match query.WhichOneof("by"):
            case "nir":
                parsed.append(NirQuery(query.nir.nir, query.nir.birth_name))
            case "civil_identity":
                faults += _faults(f"queries[{place}].civil_identity", query.civil_identity)
                parsed.append(_criteria(query.civil_identity))
            case _:
                faults.append(FieldViolation(f"queries[{place}].by", "is required", "REQUIRED"))
    if faults:
        raise FieldInvalid(faults[:_MOST_FAULTS])
    return parsed


def _faults(path: str, query: pb.CivilIdentityQuery) -> list[FieldViolation]:
    """Numbers that no date has. What merely fits nobody is no fault: it is answered."""
    bounds = (("birth_year", 1, 9999), ("birth_month", 0, 12), ("birth_day", 0, 31))
    return [
        FieldViolation(f"{path}.{name}", f"must lie between {least} and {most}", "RANGE")
        for name, least, most in bounds
        if not least <= getattr(query, name) <= most
    ]


def _criteria(query: pb.CivilIdentityQuery) -> HolderCriteria:
    birth_name_key, usage_name_key = name_key(query.birth_name), name_key(query.usage_name)
    return HolderCriteria(
        birth_name_key=birth_name_key,
        first_given_name_key=name_key(query.given_names[0]) if query.given_names else "",
        sex=_SEXES.get(query.sex, Sex.UNSPECIFIED),
        birth_year=query.birth_year,
        birth_month=query.birth_month,
        birth_day=query.birth_day,
        birth_place=query.birth_place.strip().upper(),
        birth_country=_country(query.birth_country),
        given_names_key=names_key(query.given_names),
        # Feeds repeat the birth name where there is no usage name, the official sample of the certifiers' does.
        usage_name_key=usage_name_key if usage_name_key != birth_name_key else "",
    )


def _country(text: str) -> str:
    """The country in five digits. One written otherwise (`FRA`) cannot be compared and counts as not given."""
    try:
        return country_code(text.strip()) if text.strip() else ""
    except ValueError:
        return ""
