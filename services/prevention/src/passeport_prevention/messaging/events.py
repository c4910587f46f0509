"""Events as they travel: protobuf of the contract in a CloudEvents 1.0 envelope of headers (binary mode)."""

from __future__ import annotations

from datetime import date

from google.protobuf.message import Message
from google.type import date_pb2

from passeport.prevention.v1 import events_pb2
from passeport_chassis.db import OutboxEvent
from passeport_chassis.ids import new_id
from passeport_prevention.domain.events import (
    Event,
    TrainingCorrected,
    TrainingDeclared,
    TrainingExpiring,
    TrainingsDeclared,
    TrainingWithdrawn,
    VerificationChanged,
    VerificationDue,
)

__all__ = [
    "TRAININGS_DECLARED",
    "TRAINING_CORRECTED",
    "TRAINING_DECLARED",
    "TRAINING_EXPIRING",
    "TRAINING_WITHDRAWN",
    "VERIFICATION_CHANGED",
    "VERIFICATION_DUE",
    "encode",
]

TRAINING_DECLARED = "passeport.prevention.v1.training.declared"
TRAININGS_DECLARED = "passeport.prevention.v1.trainings.declared"
TRAINING_CORRECTED = "passeport.prevention.v1.training.corrected"
TRAINING_EXPIRING = "passeport.prevention.v1.training.expiring"
TRAINING_WITHDRAWN = "passeport.prevention.v1.training.withdrawn"
VERIFICATION_CHANGED = "passeport.prevention.v1.verification.changed"
VERIFICATION_DUE = "passeport.prevention.v1.verification.due"


def encode(event: Event) -> OutboxEvent:
    """Writes an event for the outbox."""
    subject, message = _told(event)
    data = message.SerializeToString(deterministic=True)
    return OutboxEvent(id=new_id(), subject=subject, type=subject, data=data, time=event.at)


def _told(event: Event) -> tuple[str, Message]:
    if isinstance(event, VerificationChanged):
        changed = events_pb2.VerificationChanged(
            training_id=str(event.training_id),
            person_id=str(event.person_id),
            state=f"VERIFICATION_STATE_{'ENDED' if event.state is None else event.state.name}",
        )
        changed.change_time.FromDatetime(event.at)
        return VERIFICATION_CHANGED, changed
    if isinstance(event, VerificationDue | TrainingExpiring):
        return _reminder(event)
    declarant = f"DECLARANT_{event.declarant.name}"
    if isinstance(event, TrainingsDeclared):
        several = events_pb2.TrainingsDeclared(
            import_id=str(event.import_id),
            trainings=[
                events_pb2.DeclaredTraining(training_id=str(training_id), person_id=str(person_id))
                for training_id, person_id in event.trainings
            ],
            declarant=declarant,
        )
        several.declare_time.FromDatetime(event.at)
        return TRAININGS_DECLARED, several
    training_id, person_id = str(event.training_id), str(event.person_id)
    match event:
        case TrainingDeclared():
            one = events_pb2.TrainingDeclared(training_id=training_id, person_id=person_id, declarant=declarant)
            one.declare_time.FromDatetime(event.at)
            return TRAINING_DECLARED, one
        case TrainingCorrected():
            corrected = events_pb2.TrainingCorrected(
                training_id=training_id, person_id=person_id, declarant=declarant, version=event.version
            )
            corrected.correct_time.FromDatetime(event.at)
            return TRAINING_CORRECTED, corrected
        case TrainingWithdrawn():
            withdrawn = events_pb2.TrainingWithdrawn(training_id=training_id, person_id=person_id, declarant=declarant)
            withdrawn.withdraw_time.FromDatetime(event.at)
            return TRAINING_WITHDRAWN, withdrawn


def _reminder(event: VerificationDue | TrainingExpiring) -> tuple[str, Message]:
    training_id, person_id = str(event.training_id), str(event.person_id)
    if isinstance(event, VerificationDue):
        due = events_pb2.VerificationDue(training_id=training_id, person_id=person_id, due_date=_day(event.due_on))
        return VERIFICATION_DUE, due
    expiring = events_pb2.TrainingExpiring(
        training_id=training_id, person_id=person_id, until_date=_day(event.until), days=event.days
    )
    expiring.tell_time.FromDatetime(event.at)
    return TRAINING_EXPIRING, expiring


def _day(day: date) -> date_pb2.Date:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)
