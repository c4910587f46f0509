"""Events as they travel: protobuf of the contract, in an envelope of CloudEvents 1.0 headers (binary mode)."""

from __future__ import annotations

from passeport.identity.v1 import events_pb2
from passeport_chassis.db import OutboxEvent
from passeport_chassis.ids import new_id
from passeport_identity.domain.events import AccountActivated

__all__ = ["ACCOUNT_ACTIVATED", "encode"]

ACCOUNT_ACTIVATED = "passeport.identity.v1.account.activated"


def encode(event: AccountActivated) -> OutboxEvent:
    """Writes an event for the outbox."""
    message = events_pb2.AccountActivated(person_id=str(event.person_id))
    message.activate_time.FromDatetime(event.at)
    return OutboxEvent(
        id=new_id(),
        subject=ACCOUNT_ACTIVATED,
        type=ACCOUNT_ACTIVATED,
        data=message.SerializeToString(deterministic=True),
        time=event.at,
    )
