"""That a training comes to its end, and when its holder is reminded: 90, 30 and 7 days before, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from passeport_prevention.domain.training import Training
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.domain.validity import THRESHOLDS, ValidityState, validity_of

__all__ = ["Expiry", "Reminder", "expiry_of", "is_renewed", "what_it_renews"]


@dataclass(frozen=True, slots=True)
class Expiry:
    """The last day of a training that is to come, and the day from which its holder is to be reminded of it next.

    `remind_on` is None when he was reminded for the last time.
    """

    person_id: UUID
    training_id: UUID
    until: date
    remind_on: date | None

    def threshold(self, today: date) -> int:
        """The nearest of the thresholds that were reached: those before it were missed, and are not made up for."""
        left = (self.until - today).days
        return min(days for days in THRESHOLDS if left <= days)

    def reminded(self, threshold: int) -> Expiry:
        """The same after its holder was reminded at a threshold, or was not to be."""
        left = [days for days in THRESHOLDS if days < threshold]
        return replace(self, remind_on=self.until - timedelta(days=max(left)) if left else None)


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a holder was reminded: `days` is the threshold."""

    id: UUID
    person_id: UUID
    training_id: UUID
    until: date
    days: int
    at: datetime


def expiry_of(training: Training, types: TrainingTypes, today: date) -> Expiry | None:
    """When the holder of a training is to be reminded; None of one that has no end, has ended, or was taken back."""
    if training.withdrawn:
        return None
    until = validity_of(training, types, today).until
    if until is None or until.latest < today:
        return None
    return Expiry(training.person_id, training.id, until.latest, until.latest - timedelta(days=THRESHOLDS[0]))


def what_it_renews(training: Training, types: TrainingTypes) -> str:
    """What two trainings have in common of which the later stands in for the earlier; empty where nothing says so."""
    kind = types.of(training)
    if kind is None:
        return training.particulars.certification
    return "" if kind.broad else kind.name


def is_renewed(training: Training, others: Iterable[Training], types: TrainingTypes, today: date) -> bool:
    """Whether one of the others of the same worker stands in for a training, for longer than it holds."""
    common = what_it_renews(training, types)
    until = validity_of(training, types, today).until
    if not common or until is None:
        return False
    for other in others:
        if other.id == training.id or other.withdrawn or what_it_renews(other, types) != common:
            continue
        found = validity_of(other, types, today)
        if found.state is ValidityState.UNLIMITED or (found.until is not None and found.until.latest > until.latest):
            return True
    return False
