"""Changes of numbers that employers declare (DSN S21.G00.31): hints that change nothing until others decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

__all__ = ["DeclarationOutcome", "DeclaredNumber", "OpenDeclaration"]


class DeclarationOutcome(StrEnum):
    """What came of a declaration."""

    ALREADY_ONE = "already_one"
    TWO_PERSONS = "two_persons"
    WAITING = "waiting"
    NO_MATCH = "no_match"
    NIR_INVALID = "nir_invalid"


@dataclass(frozen=True, slots=True)
class DeclaredNumber:
    """That the person of the former number has another one, by its fingerprint, as an organisation says.

    `other_person_id` is the person whom that other number finds, once it finds anybody.
    """

    person_id: UUID
    nir_index: bytes
    organisation: str
    declared_at: datetime
    other_person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OpenDeclaration:
    """What is open of a person and one other number, and how many organisations say so."""

    person_id: UUID
    other_person_id: UUID | None
    organisations: int
    declared_at: datetime

    @property
    def outcome(self) -> DeclarationOutcome:
        """Whether an operator is to look at it, or the civil registers are waited for."""
        return DeclarationOutcome.WAITING if self.other_person_id is None else DeclarationOutcome.TWO_PERSONS
