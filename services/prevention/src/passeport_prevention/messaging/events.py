"""Events as they travel: protobuf of the contract in a CloudEvents 1.0 envelope of headers (binary mode)."""

from __future__ import annotations

from passeport.prevention.v1 import events_pb2
from passeport_chassis.db import OutboxEvent
from passeport_chassis.ids import new_id
from passeport_prevention.domain.events import Event

__all__ = ["TRAINING_DECLARED", "encode"]

TRAINING_DECLARED = "passeport.prevention.v1.training.declared"


def encode(event: Event) -> OutboxEvent:
    """Writes an event for the outbox."""
    message = events_pb2.TrainingDeclared(
        training_id=str(event.training_id),
        person_id=str(event.person_id),
        declarant=f"DECLARANT_{event.declarant.name}",
    )
    message.declare_time.FromDatetime(event.at)
    return OutboxEvent(
        id=new_id(),
        subject=TRAINING_DECLARED,
        type=TRAINING_DECLARED,
        data=message.SerializeToString(deterministic=True),
        time=event.at,
    )
