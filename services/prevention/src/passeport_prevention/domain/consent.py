"""What a worker lets an employer read (L4141-5; décret 2022-1712, art. 1 III): all, some trainings, nothing.

Without it an employer reads what it declared itself. An employer is an enterprise, whichever establishment is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as _siret

from passeport_chassis.days import day_in_paris
from passeport_chassis.errors import FieldViolation
from passeport_prevention.domain.training import Declarant, Training
from passeport_prevention.domain.verification import siren_of

__all__ = ["MOST_CONSENTS", "Consent", "ConsentScope", "Sight", "check_consent", "check_siret", "sight_of"]

MOST_CONSENTS = 200
_MOST_TRAININGS = 500
_CATEGORIES = range(1, 5)
_NOBODYS = frozenset({Declarant.HOLDER, Declarant.AUTOMATIC})


class ConsentScope(StrEnum):
    """How much an employer may read beside what it declared itself."""

    TOTAL = "total"
    PARTIAL = "partial"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a worker said of an employer; `until` is its last day, by the clock of Paris."""

    employer_siret: str
    scope: ConsentScope
    training_ids: tuple[UUID, ...] = ()
    categories: tuple[int, ...] = ()
    until: date | None = None
    granted_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it lets the employer read something at a moment."""
        if self.scope is ConsentScope.REFUSED or self.withdrawn_at is not None:
            return False
        return self.until is None or day_in_paris(now) <= self.until

    def withdrawn(self, now: datetime) -> Consent:
        """The same, withdrawn; where there is nothing to withdraw, as it is."""
        if self.scope is ConsentScope.REFUSED or self.withdrawn_at is not None:
            return self
        return replace(self, withdrawn_at=now)


@dataclass(frozen=True, slots=True)
class Sight:
    """Which trainings of a worker an employer sees: its own, and all, or those named and those of some categories."""

    siren: str
    everything: bool = False
    training_ids: Sequence[UUID] = ()
    categories: Sequence[int] = ()

    def includes(self, training: Training) -> bool:
        """Whether it sees a training."""
        return (
            self._declared(training)
            or self.everything
            or training.id in self.training_ids
            or training.particulars.category in self.categories
        )

    def shown(self, training: Training) -> Training:
        """What it sees of a training that it includes: of what others declared, the training itself.

        Neither who employed the worker then and what that employer said, nor what its declarant calls it and why he
        corrected it.
        """
        if self._declared(training):
            return training
        told, said, came = training.particulars, training.verification, training.arrival
        if siren_of(told.employer_siret) != self.siren:
            told = replace(told, employer_siret="", employer_reference="")
        if said is not None and siren_of(said.employer_siret) != self.siren:
            said = replace(said, employer_siret="", comment="")
        if came is not None and came.contested:
            # What he contests he contests before its source.
            came = replace(came, contested=False)
        return replace(
            training,
            particulars=told,
            verification=said,
            declaration="",
            reference="",
            reason="",
            arrival=came,
            declared_too=tuple(map(self.shown, training.declared_too)),
        )

    def _declared(self, training: Training) -> bool:
        declarer = training.declarer
        return declarer.declarant not in _NOBODYS and siren_of(declarer.siret) == self.siren


def sight_of(siren: str, consent: Consent | None, now: datetime) -> Sight:
    """What an employer sees at a moment of a worker who said this of it, or nothing."""
    if consent is None or not consent.holds(now):
        return Sight(siren)
    if consent.scope is ConsentScope.TOTAL:
        return Sight(siren, everything=True)
    return Sight(siren, training_ids=consent.training_ids, categories=consent.categories)


def check_siret(siret: str) -> Iterator[FieldViolation]:
    """Every rule that the naming of an employer breaks."""
    try:
        if siret == _siret.validate(siret):
            return
    except ValidationError:
        pass
    yield FieldViolation("employer_siret", "is not a SIRET of 14 digits with a right key", "SIRET")


def check_consent(consent: Consent, now: datetime) -> Iterator[FieldViolation]:
    """Every rule that a consent breaks by itself."""
    yield from check_siret(consent.employer_siret)
    chosen = {"training_ids": consent.training_ids, "categories": consent.categories}
    if consent.scope is ConsentScope.PARTIAL:
        if not any(chosen.values()):
            yield FieldViolation("training_ids", "is required: name trainings, or categories", "REQUIRED")
    else:
        for field, value in chosen.items():
            if value:
                yield FieldViolation(field, "is for a partial consent: leave it out", "MUST_BE_EMPTY")
    if len(consent.training_ids) > _MOST_TRAININGS:
        yield FieldViolation("training_ids", f"has more than {_MOST_TRAININGS}: name categories, or all", "TOO_MANY")
    if any(category not in _CATEGORIES for category in consent.categories):
        yield FieldViolation("categories", "must be between 1 and 4", "OUT_OF_RANGE")
    if consent.until is not None and consent.until < day_in_paris(now):
        yield FieldViolation("end_date", "is over: give a day to come, or none", "TOO_EARLY")
