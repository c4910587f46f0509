"""What happens to a holder, as events for a page of his: openings of shares, and pulls of platforms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from passeport.publishing.v1.consent_service_pb2 import RecentPull
from passeport.publishing.v1.share_service_pb2 import RecentShareAccess
from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.consents import pull_json
from passeport_gateway.http.render.shares import share_access_json
from passeport_gateway.http.render.values import moment, to_json

__all__ = ["Happening", "happening_of_consent", "happening_of_share"]


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
