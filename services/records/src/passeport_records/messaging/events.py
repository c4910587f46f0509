"""Events as they travel: protobuf of the contract in a CloudEvents 1.0 envelope of headers (binary mode)."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.message import Message

from passeport.records.v1 import entry_pb2, events_pb2
from passeport_chassis.db import OutboxEvent
from passeport_chassis.ids import new_id
from passeport_records.domain.entry import Kind
from passeport_records.domain.events import EntryCorrected, EntryRegistered, EntryWithdrawn, Event

__all__ = ["ENTRY_CORRECTED", "ENTRY_REGISTERED", "ENTRY_WITHDRAWN", "encode"]

ENTRY_REGISTERED = "passeport.records.v1.entry.registered"
ENTRY_CORRECTED = "passeport.records.v1.entry.corrected"
ENTRY_WITHDRAWN = "passeport.records.v1.entry.withdrawn"

_KINDS = {
    Kind.EMPLOYMENT: entry_pb2.KIND_EMPLOYMENT,
    Kind.CERTIFICATION: entry_pb2.KIND_CERTIFICATION,
    Kind.DIPLOMA: entry_pb2.KIND_DIPLOMA,
    Kind.TRAINING: entry_pb2.KIND_TRAINING,
    Kind.HABILITATION: entry_pb2.KIND_HABILITATION,
    Kind.DRIVING_LICENCE: entry_pb2.KIND_DRIVING_LICENCE,
    Kind.LANGUAGE: entry_pb2.KIND_LANGUAGE,
    Kind.SKILL: entry_pb2.KIND_SKILL,
    Kind.ENGAGEMENT: entry_pb2.KIND_ENGAGEMENT,
}


def encode(event: Event) -> OutboxEvent:
    """Writes an event for the outbox."""
    match event:
        case EntryRegistered():
            registered = events_pb2.EntryRegistered(
                entry_id=str(event.entry_id),
                person_id=str(event.person_id),
                kind=_KINDS[event.kind],
                revision=event.revision,
                award_code=event.award_code,
                prevention=event.prevention,
            )
            registered.register_time.FromDatetime(event.at)
            return _travelling(ENTRY_REGISTERED, registered, event.at)
        case EntryCorrected():
            corrected = events_pb2.EntryCorrected(
                entry_id=str(event.entry_id), person_id=str(event.person_id), revision=event.revision
            )
            corrected.correct_time.FromDatetime(event.at)
            return _travelling(ENTRY_CORRECTED, corrected, event.at)
        case EntryWithdrawn():
            withdrawn = events_pb2.EntryWithdrawn(
                entry_id=str(event.entry_id), person_id=str(event.person_id), revision=event.revision
            )
            withdrawn.withdraw_time.FromDatetime(event.at)
            return _travelling(ENTRY_WITHDRAWN, withdrawn, event.at)


def _travelling(subject: str, message: Message, at: datetime) -> OutboxEvent:
    return OutboxEvent(
        id=new_id(), subject=subject, type=subject, data=message.SerializeToString(deterministic=True), time=at
    )
