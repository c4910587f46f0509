"""What prevention tells the other services: that something happened to a training, by identifiers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_prevention.domain.training import Declarant, Training

__all__ = ["Event", "TrainingDeclared", "declared"]


@dataclass(frozen=True, slots=True)
class TrainingDeclared:
    """A training entered a passport."""

    training_id: UUID
    person_id: UUID
    declarant: Declarant
    at: datetime


Event = TrainingDeclared


def declared(training: Training) -> TrainingDeclared:
    """The event of a training that just entered a passport."""
    return TrainingDeclared(training.id, training.person_id, training.declarer.declarant, training.created_at)
