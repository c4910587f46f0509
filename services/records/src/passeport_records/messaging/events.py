"""Events as they travel: protobuf of the contract in a CloudEvents 1.0 envelope of headers (binary mode)."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from passeport.records.v1 import dispute_service_pb2, entry_pb2, events_pb2, feed_service_pb2
from passeport_chassis.db import OutboxEvent
from passeport_chassis.ids import new_id
from passeport_records.domain.batch import BatchState, Feed
from passeport_records.domain.dispute import DisputeState
from passeport_records.domain.entry import Kind
from passeport_records.domain.events import (
    BatchFinished,
    EntryCorrected,
    EntryDisputed,
    EntryRegistered,
    EntrySettled,
    EntryWithdrawn,
    Event,
)

__all__ = [
    "BATCH_FINISHED",
    "ENTRY_CORRECTED",
    "ENTRY_DISPUTED",
    "ENTRY_REGISTERED",
    "ENTRY_SETTLED",
    "ENTRY_WITHDRAWN",
    "encode",
]

ENTRY_REGISTERED = "passeport.records.v1.entry.registered"
ENTRY_CORRECTED = "passeport.records.v1.entry.corrected"
ENTRY_WITHDRAWN = "passeport.records.v1.entry.withdrawn"
ENTRY_DISPUTED = "passeport.records.v1.entry.disputed"
ENTRY_SETTLED = "passeport.records.v1.entry.settled"
BATCH_FINISHED = "passeport.records.v1.batch.finished"

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
_OUTCOMES = {
    DisputeState.CORRECTED: dispute_service_pb2.DISPUTE_STATE_CORRECTED,
    DisputeState.WITHDRAWN: dispute_service_pb2.DISPUTE_STATE_WITHDRAWN,
    DisputeState.REFUSED: dispute_service_pb2.DISPUTE_STATE_REFUSED,
    DisputeState.TAKEN_BACK: dispute_service_pb2.DISPUTE_STATE_TAKEN_BACK,
}
_FEEDS = {
    Feed.CERTIFICATIONS: feed_service_pb2.FEED_CERTIFICATIONS,
    Feed.DSN: feed_service_pb2.FEED_DSN,
    Feed.DIPLOMAS: feed_service_pb2.FEED_DIPLOMAS,
    Feed.TRAININGS: feed_service_pb2.FEED_TRAININGS,
}
_ENDS = {
    BatchState.FINISHED: feed_service_pb2.BATCH_STATE_FINISHED,
    BatchState.FAILED: feed_service_pb2.BATCH_STATE_FAILED,
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
            registered.register_time.CopyFrom(_moment(event.at))
            return _travelling(ENTRY_REGISTERED, registered, event.at)
        case EntryCorrected():
            corrected = events_pb2.EntryCorrected(
                entry_id=str(event.entry_id),
                person_id=str(event.person_id),
                revision=event.revision,
                prevention=event.prevention,
            )
            corrected.correct_time.CopyFrom(_moment(event.at))
            return _travelling(ENTRY_CORRECTED, corrected, event.at)
        case EntryWithdrawn():
            withdrawn = events_pb2.EntryWithdrawn(
                entry_id=str(event.entry_id), person_id=str(event.person_id), revision=event.revision
            )
            withdrawn.withdraw_time.CopyFrom(_moment(event.at))
            return _travelling(ENTRY_WITHDRAWN, withdrawn, event.at)
        case EntryDisputed():
            disputed = events_pb2.EntryDisputed(
                entry_id=str(event.entry_id),
                person_id=str(event.person_id),
                dispute_id=str(event.dispute_id),
                revision=event.revision,
            )
            disputed.dispute_time.CopyFrom(_moment(event.at))
            return _travelling(ENTRY_DISPUTED, disputed, event.at)
        case EntrySettled():
            settled = events_pb2.EntrySettled(
                entry_id=str(event.entry_id),
                person_id=str(event.person_id),
                dispute_id=str(event.dispute_id),
                state=_OUTCOMES[event.state],
            )
            settled.settle_time.CopyFrom(_moment(event.at))
            return _travelling(ENTRY_SETTLED, settled, event.at)
        case BatchFinished():
            finished = events_pb2.BatchFinished(
                batch_id=str(event.batch_id), feed=_FEEDS[event.feed], state=_ENDS[event.state]
            )
            finished.finish_time.CopyFrom(_moment(event.at))
            return _travelling(BATCH_FINISHED, finished, event.at)


@lru_cache(maxsize=8)
def _moment(at: datetime) -> Timestamp:
    # What a chunk of a file did happened at one moment, and to work it out takes longer than all else of an event.
    moment = Timestamp()
    moment.FromDatetime(at)
    return moment


def _travelling(subject: str, message: Message, at: datetime) -> OutboxEvent:
    return OutboxEvent(
        id=new_id(), subject=subject, type=subject, data=message.SerializeToString(deterministic=True), time=at
    )
