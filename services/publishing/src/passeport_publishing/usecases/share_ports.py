"""What the use cases of shares need besides: the shares themselves, and something that keeps PINs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_publishing.domain.addressed_share import AddressedPage
from passeport_publishing.domain.report import Report
from passeport_publishing.domain.share import Opening, Share, ShareAccess, ShareAccessPage, SharePage, SharePosition

__all__ = ["NewShare", "Pins", "Shares"]


@dataclass(frozen=True, slots=True)
class NewShare:
    """A share with the request that made it and the hash of its first link, None where it has none."""

    share: Share
    request_id: str
    fingerprint: bytes
    token_hash: bytes | None


class Shares(Protocol):
    """The shares; a person has those of whoever was merged into him too."""

    async def take_turn(self, person_id: UUID) -> None:
        """Makes those who make shares of a person take turns, to the end of the transaction."""

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[Share, bytes] | None:
        """The share that a request made before, and what it asked for."""

    async def count_live(self, person_id: UUID, now: datetime) -> int:
        """How many links of a person's shares open."""

    async def add(self, new: NewShare) -> None:
        """Adds a share."""

    async def add_link(self, share: Share, token_hash: bytes) -> None:
        """Gives a share a further link; of many, the oldest no longer opens."""

    async def get(self, person_id: UUID, share_id: UUID, *, lock: bool = False) -> Share | None:
        """Gets a share of this holder, locked against other changes if asked."""

    async def page(
        self, person_id: UUID, limit: int, after: SharePosition | None, publication_id: UUID | None
    ) -> SharePage:
        """One page of a holder's shares, of one publication if asked, newest first."""

    async def save(self, share: Share) -> None:
        """Writes what can change of a share."""

    async def behind(self, token_hash: bytes, *, lock: bool = False) -> Share | None:
        """Finds a share by the hash of one of its links, whoever's and in whatever state it is."""

    async def addressed_to(self, siret: str, now: datetime, limit: int, after: SharePosition | None) -> AddressedPage:
        """One page of the live shares addressed to a body, whoever's, newest first."""

    async def addressed(self, siret: str, share_id: UUID) -> Share | None:
        """Gets a share addressed to a body, in whatever state it is, locked against other changes."""

    async def note(self, *accesses: ShareAccess) -> None:
        """Adds accesses by a link."""

    async def accesses(self, share: Share, limit: int, after: SharePosition | None) -> ShareAccessPage:
        """One page of the accesses by the links of a share, newest first."""

    async def recent(self, person_id: UUID, since: datetime, limit: int) -> Sequence[ShareAccess]:
        """Accesses by the links of all shares of a holder from a moment on, oldest first."""

    async def keep_opening(self, opening: Opening) -> None:
        """Keeps an opening."""

    async def count_reports(self, share: Share) -> int:
        """How many reports of a share are kept."""

    async def add_report(self, report: Report) -> None:
        """Adds a report."""

    async def reports(self, since: datetime, limit: int) -> Sequence[Report]:
        """Reports of anybody's shares from a moment on, oldest first."""

    async def opening(self, share: Share, secret_hash: bytes) -> Opening | None:
        """Finds an opening of a share by the hash of its secret."""


class Pins(Protocol):
    """Keeps PINs so that they can be checked and not read. Both take tens of milliseconds, off the event loop."""

    async def hash(self, pin: str) -> str:
        """What is kept of a PIN."""

    async def fits(self, pin: str, kept: str) -> bool:
        """Whether a PIN is the one of which that was kept."""
