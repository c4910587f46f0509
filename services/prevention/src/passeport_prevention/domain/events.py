"""What prevention tells the other services: that something happened to a training, by identifiers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_prevention.domain.training import Declarant, Training

__all__ = ["Event", "TrainingDeclared", "TrainingsDeclared", "declared", "declared_by_import"]


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


Event = TrainingDeclared | TrainingsDeclared


def declared(training: Training) -> TrainingDeclared:
    """The event of a training that just entered a passport."""
    return TrainingDeclared(training.id, training.person_id, training.declarer.declarant, training.created_at)


def declared_by_import(import_id: UUID, trainings: Sequence[Training]) -> TrainingsDeclared:
    """The event of trainings, one at least, that just entered passports by a file."""
    said = tuple((training.id, training.person_id) for training in trainings)
    return TrainingsDeclared(import_id, said, trainings[0].declarer.declarant, trainings[0].created_at)
