"""What the civil registers say of persons, one at a time, and what is wrong with what they say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.death import day_of_death
from passeport_identity.domain.nir import Nia, Nir

__all__ = ["BadLine", "RegistryLine"]


@dataclass(frozen=True, slots=True)
class RegistryLine:
    """A person as he is now, and where that stands.

    `former_nir` says that he had that number before; `death` when he died, with 0 for a part that is not known;
    `death_withdrawn` that an earlier report of his death was wrong. Where none of them is said nothing of it changes.
    """

    number: int
    nir: Nir | Nia = field(repr=False)
    identity: CivilIdentity = field(repr=False)
    former_nir: Nir | Nia | None = field(repr=False, default=None)
    death: BirthDate | None = field(repr=False, default=None)
    death_withdrawn: bool = field(repr=False, default=False)

    @property
    def nirs(self) -> tuple[Nir | Nia, ...]:
        """The numbers on it, the present one first."""
        return (self.nir,) if self.former_nir is None else (self.nir, self.former_nir)

    def died_on(self, today: date) -> date | None:
        """The latest day, past by now, that the date of death can mean."""
        return day_of_death(self.death, today) if self.death is not None else None

    def is_said_of(self, died_on: date) -> bool:
        """Whether the date of death on it, parts of which may not be known, can mean this day."""
        return self.death is not None and self.death.can_mean(died_on)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not taken: the column, the rule that it broke, and what to do. No value of the line is in it."""

    number: int
    column: str
    rule: str
    fix: str = ""
