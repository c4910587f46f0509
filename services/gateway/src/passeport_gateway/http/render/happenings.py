"""What happens to a holder, as events for a page of his: openings of shares, pulls of platforms, what became of
publications in line, and trainings that come to their end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from passeport.prevention.v1.training_service_pb2 import Reminder
from passeport.publishing.v1.consent_service_pb2 import RecentPull
from passeport.publishing.v1.queue_service_pb2 import QueueOutcome
from passeport.publishing.v1.share_service_pb2 import RecentShareAccess
from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.consents import pull_json
from passeport_gateway.http.render.queued import address_of, failure_json
from passeport_gateway.http.render.shares import share_access_json
from passeport_gateway.http.render.values import moment, partial_date, to_json

__all__ = ["Happening", "happening_of_consent", "happening_of_queue", "happening_of_reminder", "happening_of_share"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: its identifier (UUIDv7), when, under which name, and what is said of it, as JSON."""

    id: str
    at: datetime
    event: str
    data: bytes

    @property
    def piece(self) -> bytes:
        """As a server-sent event."""
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (self.id.encode(), self.event.encode(), self.data)


def happening_of_share(one: RecentShareAccess, language: Language) -> Happening:
    """Something was done by the link of a share."""
    said = {"share_id": one.share_id, **share_access_json(one.access, language)}
    return Happening(one.access.id, moment(one.access.at), "share.access", to_json(said))


def happening_of_consent(one: RecentPull, language: Language) -> Happening:
    """A platform pulled a publication."""
    said = {"consent_id": one.consent_id, "platform": one.platform, **pull_json(one.pull, language)}
    return Happening(one.pull.id, moment(one.pull.at), "consent.pull", to_json(said))


def happening_of_queue(one: QueueOutcome, language: Language) -> Happening:
    """A publication in line was published, or failed."""
    queued, at = one.publication, moment(one.publication.end_time)
    said = {
        "id": one.id,
        "at": at,
        "publication_id": queued.publication_id or queued.id,
        "publication_url": address_of(queued),
        "title": queued.title,
        "failure": failure_json(queued, language),
    }
    return Happening(one.id, at, f"publication.{'failed' if queued.failure else 'published'}", to_json(said))


def happening_of_reminder(one: Reminder) -> Happening:
    """A training comes to its end."""
    at = moment(one.tell_time)
    said = {
        "id": one.id,
        "at": at,
        "training_id": one.training_id,
        "until_date": partial_date(one.until_date),
        "days": one.days,
    }
    return Happening(one.id, at, "training.expiring", to_json(said))
