"""Persons as rows, and rows as persons."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.person import Person, PersonOrigin
from passeport_identity.storage.tables import person

__all__ = ["PERSON_COLUMNS", "identity_values", "person_of"]

PERSON_COLUMNS = (
    person.c.person_id,
    person.c.origin,
    person.c.given_names,
    person.c.birth_name,
    person.c.usage_name,
    person.c.sex,
    person.c.birth_year,
    person.c.birth_month,
    person.c.birth_day,
    person.c.birth_place,
    person.c.birth_country,
)


def identity_values(identity: CivilIdentity) -> dict[str, Any]:
    """The columns of an identity, with the keys that follow from it."""
    return {
        "given_names": list(identity.given_names),
        "birth_name": identity.birth_name,
        "usage_name": identity.usage_name,
        "sex": identity.sex.value,
        "birth_year": identity.birth_date.year,
        "birth_month": identity.birth_date.month,
        "birth_day": identity.birth_date.day,
        "birth_place": identity.birth_place,
        "birth_country": identity.birth_country,
        "birth_name_key": identity.birth_name_key,
        "first_given_name_key": identity.first_given_name_key,
        "given_names_key": identity.given_names_key,
        "usage_name_key": identity.usage_name_key,
    }


def person_of(row: sa.Row[*tuple[Any, ...]]) -> Person:
    """The person of a row that has PERSON_COLUMNS."""
    identity = CivilIdentity(
        given_names=tuple(row.given_names),
        birth_name=row.birth_name,
        sex=Sex(row.sex),
        birth_date=BirthDate(row.birth_year, row.birth_month, row.birth_day),
        birth_place=row.birth_place,
        birth_country=row.birth_country,
        usage_name=row.usage_name,
    )
    return Person(row.person_id, identity, PersonOrigin(row.origin))
