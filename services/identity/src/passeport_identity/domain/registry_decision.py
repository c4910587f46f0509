"""Whom a line of the civil registers is about, and when it cannot be taken, whatever is right about its form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from passeport_identity.domain.death import term_of
from passeport_identity.domain.person import Person
from passeport_identity.domain.registry_line import BadLine, RegistryLine

__all__ = ["KnownPerson", "person_of_line"]


_OLDEST = 130
"""Years. Jeanne Calment lived 122, and no register has an older person; a number has two digits of the year only."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as an import finds him by a number, with the import that last touched him.

    `by_former_number`: the number is one that he had before. `merged_into` is who stands for him since a merge.
    """

    person: Person
    import_id: UUID | None
    by_former_number: bool = False
    merged_into: UUID | None = None
    died_on: date | None = None


def person_of_line(
    line: RegistryLine, by_nir: KnownPerson | None, by_former_nir: KnownPerson | None, today: date
) -> KnownPerson | BadLine | None:
    """The person whom a line is about, None for one to add, or why it is not taken.

    `by_nir` and `by_former_nir` are the persons who have its numbers.
    """
    found = by_nir or by_former_nir
    bad = _birth(line, today) or _numbers(line, by_nir, by_former_nir) or _death(line, found, today)
    if bad is None and found is not None:
        bad = _another_person(line, found.person)
    return bad or found


def _birth(line: RegistryLine, today: date) -> BadLine | None:
    born = line.identity.birth_date
    if born.presumed > today:
        return BadLine(line.number, "birth_date", "is to come", "correct it, or send the line once it is past")
    if born.age_on(today) > _OLDEST:
        rule = f"is more than {_OLDEST} years ago, longer than anybody has lived"
        return BadLine(line.number, "birth_date", rule, "correct it, or leave the line out")
    return None


def _numbers(line: RegistryLine, by_nir: KnownPerson | None, by_former_nir: KnownPerson | None) -> BadLine | None:
    for column, known in (("nir", by_nir), ("former_nir", by_former_nir)):
        if known is not None and known.merged_into is not None:
            rule = f"is the number of person {known.person.id}, merged into {known.merged_into}"
            return BadLine(line.number, column, rule, "send the number of the one who stays, or undo the merge")
    same = by_nir is not None and by_former_nir is not None and by_nir.person.id == by_former_nir.person.id
    if by_nir is not None and by_former_nir is not None and not same:
        rule = f"persons {by_nir.person.id} and {by_former_nir.person.id} have these two numbers"
        return BadLine(line.number, "former_nir", rule, "if they are one, merge-persons; else leave former_nir empty")
    if by_nir is not None and by_nir.by_former_number and not same:
        rule = f"is a former number of person {by_nir.person.id}"
        return BadLine(line.number, "nir", rule, "send his present number here, and this one as former_nir")
    return None


def _death(line: RegistryLine, found: KnownPerson | None, today: date) -> BadLine | None:
    died_on = line.died_on(today)
    if line.death is None or died_on is None:
        return None
    if line.death.presumed > today:
        return BadLine(line.number, "death_date", "is to come", "send it once it is past")
    if found is None and term_of(died_on) <= today:
        rule = "is three years ago or more, and the person is not known: nothing is kept of him (R6323-39)"
        return BadLine(line.number, "death_date", rule, "leave the line out")
    return None


def _another_person(line: RegistryLine, known: Person) -> BadLine | None:
    was, is_now = known.identity, line.identity
    if was.birth_name_key == is_now.birth_name_key or was.birth_date.presumed == is_now.birth_date.presumed:
        return None
    rule = f"is the number of person {known.id}, who has another birth_name and another birth_date"
    return BadLine(line.number, "nir", rule, "send his own number, or correct one of the two at a time")
