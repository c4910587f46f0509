"""Events as they travel: protobuf of the contract in a CloudEvents 1.0 envelope of headers (binary mode)."""

from __future__ import annotations

from passeport.publishing.v1 import events_pb2
from passeport_chassis.db import OutboxEvent
from passeport_chassis.ids import new_id
from passeport_publishing.domain.events import Event, PublicationPublished, PublicationRevoked, PublicationSuperseded

__all__ = ["OPENED", "PUBLISHED", "REVOKED", "SUPERSEDED", "encode"]

PUBLISHED = "passeport.publishing.v1.publication.published"
SUPERSEDED = "passeport.publishing.v1.publication.superseded"
REVOKED = "passeport.publishing.v1.publication.revoked"
OPENED = "passeport.publishing.v1.share.opened"


def encode(event: Event) -> OutboxEvent:
    """Writes an event for the outbox."""
    message: (
        events_pb2.PublicationPublished
        | events_pb2.PublicationSuperseded
        | events_pb2.PublicationRevoked
        | events_pb2.ShareOpened
    )
    publication_id, person_id = str(event.publication_id), str(event.person_id)
    if isinstance(event, PublicationPublished):
        subject = PUBLISHED
        message = events_pb2.PublicationPublished(publication_id=publication_id, person_id=person_id)
        message.publish_time.FromDatetime(event.at)
    elif isinstance(event, PublicationSuperseded):
        subject = SUPERSEDED
        message = events_pb2.PublicationSuperseded(
            publication_id=publication_id, person_id=person_id, entry_id=str(event.entry_id)
        )
        message.supersede_time.FromDatetime(event.at)
    elif isinstance(event, PublicationRevoked):
        subject = REVOKED
        message = events_pb2.PublicationRevoked(
            publication_id=publication_id, person_id=person_id, reason=event.reason.value
        )
        message.revoke_time.FromDatetime(event.at)
    else:
        subject = OPENED
        message = events_pb2.ShareOpened(
            share_id=str(event.share_id),
            publication_id=publication_id,
            person_id=person_id,
            access_id=str(event.access_id),
        )
        message.open_time.FromDatetime(event.at)
    return OutboxEvent(
        id=new_id(),
        subject=subject,
        type=subject,
        data=message.SerializeToString(deterministic=True),
        time=event.at,
    )
