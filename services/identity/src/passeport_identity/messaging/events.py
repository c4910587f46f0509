"""Events as they travel: protobuf of the contract, in an envelope of CloudEvents 1.0 headers (binary mode)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from passeport.identity.v1 import events_pb2
from passeport_chassis.db import OutboxEvent
from passeport_chassis.ids import new_id
from passeport_identity.domain import events

__all__ = ["ACCOUNT_ACTIVATED", "encode", "subject_of"]

ACCOUNT_ACTIVATED = "passeport.identity.v1.account.activated"

# For each event its subject, its message of the contract, and the field that says when it was.
_FORMS: dict[type, tuple[str, type[Message], str]] = {
    events.AccountActivated: (ACCOUNT_ACTIVATED, events_pb2.AccountActivated, "activate_time"),
    events.AccountClosed: ("passeport.identity.v1.account.closed", events_pb2.AccountClosed, "close_time"),
    events.AccountReopened: ("passeport.identity.v1.account.reopened", events_pb2.AccountReopened, "reopen_time"),
    events.PersonMerged: ("passeport.identity.v1.person.merged", events_pb2.PersonMerged, "merge_time"),
    events.PersonSplit: ("passeport.identity.v1.person.split", events_pb2.PersonSplit, "split_time"),
    events.PersonRenumbered: ("passeport.identity.v1.person.renumbered", events_pb2.PersonRenumbered, "renumber_time"),
    events.PersonExpired: ("passeport.identity.v1.person.expired", events_pb2.PersonExpired, "expire_time"),
    events.PlatformRemoved: ("passeport.identity.v1.platform.removed", events_pb2.PlatformRemoved, "remove_time"),
    events.DeathReported: ("passeport.identity.v1.death.reported", events_pb2.DeathReported, "report_time"),
    events.DeathWithdrawn: ("passeport.identity.v1.death.withdrawn", events_pb2.DeathWithdrawn, "withdraw_time"),
}


def subject_of(kind: type[events.Event]) -> str:
    """The subject on which events of a kind are published."""
    return _FORMS[kind][0]


def encode(event: events.Event) -> OutboxEvent:
    """Writes an event for the outbox: the fields of the event are those of its message."""
    subject, form, moment = _FORMS[type(event)]
    fields: dict[str, Any] = {}
    for name in event.__slots__:
        value = getattr(event, name)
        if isinstance(value, datetime):
            fields[moment] = _timestamp(value)
        else:
            fields[name] = value if isinstance(value, int) else str(value)
    return OutboxEvent(
        id=new_id(),
        subject=subject,
        type=subject,
        data=form(**fields).SerializeToString(deterministic=True),
        time=event.at,
    )


def _timestamp(moment: datetime) -> Timestamp:
    written = Timestamp()
    written.FromDatetime(moment)
    return written
