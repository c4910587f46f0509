"""Events as they travel: protobuf of the contract in a CloudEvents 1.0 envelope of headers (binary mode)."""

from __future__ import annotations

from google.protobuf.message import Message

from passeport.prevention.v1 import events_pb2
from passeport_chassis.db import OutboxEvent
from passeport_chassis.ids import new_id
from passeport_prevention.domain.events import Event, TrainingDeclared

__all__ = ["TRAININGS_DECLARED", "TRAINING_DECLARED", "encode"]

TRAINING_DECLARED = "passeport.prevention.v1.training.declared"
TRAININGS_DECLARED = "passeport.prevention.v1.trainings.declared"


def encode(event: Event) -> OutboxEvent:
    """Writes an event for the outbox."""
    message: Message
    declarant = f"DECLARANT_{event.declarant.name}"
    if isinstance(event, TrainingDeclared):
        kind = TRAINING_DECLARED
        one = events_pb2.TrainingDeclared(
            training_id=str(event.training_id), person_id=str(event.person_id), declarant=declarant
        )
        one.declare_time.FromDatetime(event.at)
        message = one
    else:
        kind = TRAININGS_DECLARED
        several = events_pb2.TrainingsDeclared(
            import_id=str(event.import_id),
            trainings=[
                events_pb2.DeclaredTraining(training_id=str(training_id), person_id=str(person_id))
                for training_id, person_id in event.trainings
            ],
            declarant=declarant,
        )
        several.declare_time.FromDatetime(event.at)
        message = several
    data = message.SerializeToString(deterministic=True)
    return OutboxEvent(id=new_id(), subject=kind, type=kind, data=data, time=event.at)
