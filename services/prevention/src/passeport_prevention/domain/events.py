"""What prevention tells the other services: that something happened to a training, by identifiers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from passeport_prevention.domain.training import Declarant, Training
from passeport_prevention.domain.verification import VerificationState

__all__ = [
    "Event",
    "TrainingCorrected",
    "TrainingDeclared",
    "TrainingExpiring",
    "TrainingWithdrawn",
    "TrainingsDeclared",
    "VerificationChanged",
    "VerificationDue",
    "correction_told",
    "declared",
    "declared_by_import",
    "verification_told",
    "withdrawal_told",
]


@dataclass(frozen=True, slots=True)
class TrainingDeclared:
    """A training entered a passport."""

    training_id: UUID
    person_id: UUID
    declarant: Declarant
    at: datetime


@dataclass(frozen=True, slots=True)
class TrainingsDeclared:
    """Trainings entered passports at once, by a file: each its identifier and that of its person."""

    import_id: UUID
    trainings: Sequence[tuple[UUID, UUID]]
    declarant: Declarant
    at: datetime


@dataclass(frozen=True, slots=True)
class TrainingCorrected:
    """What is declared of a training is another by now."""

    training_id: UUID
    person_id: UUID
    declarant: Declarant
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TrainingWithdrawn:
    """A training was taken back."""

    training_id: UUID
    person_id: UUID
    declarant: Declarant
    at: datetime


@dataclass(frozen=True, slots=True)
class VerificationChanged:
    """The verification of a training came to another state; None: nobody is to verify it any more."""

    training_id: UUID
    person_id: UUID
    state: VerificationState | None
    at: datetime


@dataclass(frozen=True, slots=True)
class VerificationDue:
    """The day until which an employer may verify a training comes near, and it has said nothing yet."""

    training_id: UUID
    person_id: UUID
    due_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class TrainingExpiring:
    """A training comes to its end: `days` is the threshold that was reached."""

    training_id: UUID
    person_id: UUID
    until: date
    days: int
    at: datetime


Event = (
    TrainingDeclared
    | TrainingsDeclared
    | TrainingCorrected
    | TrainingWithdrawn
    | TrainingExpiring
    | VerificationChanged
    | VerificationDue
)


def declared(training: Training) -> TrainingDeclared:
    """The event of a training that just entered a passport."""
    return TrainingDeclared(training.id, training.person_id, training.declarer.declarant, training.created_at)


def declared_by_import(import_id: UUID, trainings: Sequence[Training]) -> TrainingsDeclared:
    """The event of trainings, one at least, that just entered passports by a file."""
    said = tuple((training.id, training.person_id) for training in trainings)
    return TrainingsDeclared(import_id, said, trainings[0].declarer.declarant, trainings[0].created_at)


def correction_told(training: Training, at: datetime) -> TrainingCorrected:
    """The event of a training that was just corrected."""
    declarant = training.declarer.declarant
    return TrainingCorrected(training.id, training.person_id, declarant, training.version, at)


def withdrawal_told(training: Training, at: datetime) -> TrainingWithdrawn:
    """The event of a training that was just taken back."""
    return TrainingWithdrawn(training.id, training.person_id, training.declarer.declarant, at)


def verification_told(training: Training, state: VerificationState | None, at: datetime) -> VerificationChanged:
    """The event of a training whose verification just came to a state, or to its end."""
    return VerificationChanged(training.id, training.person_id, state, at)
