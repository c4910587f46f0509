"""A share: a publication shown to one recipient, by a link or as a body, until it is over in one of five ways."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

__all__ = [
    "DEFAULT_MONTHS",
    "MOST_LIVE",
    "MOST_MONTHS",
    "OPENING_LASTS",
    "PIN_TRIES",
    "Opening",
    "Part",
    "Share",
    "ShareAccess",
    "ShareAccessPage",
    "ShareAct",
    "SharePage",
    "SharePosition",
    "ShareState",
    "months_after",
]

MOST_LIVE = 20
"""Shares of one holder whose links open."""
DEFAULT_MONTHS, MOST_MONTHS = 6, 12
"""How long a share lasts where its holder says nothing, and at most."""
PIN_TRIES = 5
"""Wrong PINs, in all, that shut a share: a right one in between does not make up for them."""
OPENING_LASTS = timedelta(minutes=30)
"""For how long whoever opened a share may read and download."""


class Part(StrEnum):
    """What a share lets its recipient see."""

    PAGE = "page"
    DOCUMENT = "document"
    CREDENTIAL = "credential"


class ShareState(StrEnum):
    """Where a share stands."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED = "used"
    LOCKED = "locked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Share:
    """A share, without its links. It lies under the identifier that the publication lies under.

    `withdrawn` is whether the publication is; `addressee_siret` the body that it is addressed to, where it has no link.
    """

    id: UUID
    person_id: UUID
    publication_id: UUID
    recipient: str
    purpose: str
    parts: tuple[Part, ...]
    single_use: bool
    created_at: datetime
    expires_at: datetime
    pin_hash: str = field(default="", repr=False)
    pin_failures: int = 0
    revoked_at: datetime | None = None
    used_at: datetime | None = None
    deletion_asked_at: datetime | None = None
    open_count: int = 0
    last_opened_at: datetime | None = None
    revision: int = 1
    withdrawn: bool = False
    addressee_siret: str = ""

    @property
    def has_pin(self) -> bool:
        """Whether it asks for a PIN."""
        return bool(self.pin_hash)

    @property
    def pin_tries_left(self) -> int:
        """Wrong PINs that it still bears; 0 where it asks for none."""
        return max(0, PIN_TRIES - self.pin_failures) if self.has_pin else 0

    @property
    def etag(self) -> str:
        """Version, which every change by the holder makes another."""
        return f"r{self.revision}"

    def state(self, now: datetime) -> ShareState:
        """Where it stands; of several ends, what somebody did comes before what time did."""
        if self.revoked_at is not None:
            return ShareState.REVOKED
        if self.withdrawn:
            return ShareState.WITHDRAWN
        if self.used_at is not None:
            return ShareState.USED
        if self.has_pin and self.pin_tries_left == 0:
            return ShareState.LOCKED
        return ShareState.LIVE if now < self.expires_at else ShareState.EXPIRED

    def opens(self, now: datetime) -> bool:
        """Whether its link opens."""
        return self.state(now) is ShareState.LIVE

    def is_readable(self, now: datetime) -> bool:
        """Whether who opened it before may still read: what ends it for those who come later does not end it for him,
        but what its holder or time ends, ends for all.
        """
        return self.revoked_at is None and not self.withdrawn and now < self.expires_at

    def revoke(self, at: datetime) -> Self:
        """Ends it for good; doing so again changes nothing."""
        if self.revoked_at is not None:
            return self
        return replace(self, revoked_at=at, revision=self.revision + 1)

    def extend(self, until: datetime) -> Self:
        """Gives it another end."""
        return replace(self, expires_at=until, revision=self.revision + 1)

    def ask_deletion(self, at: datetime) -> Self:
        """Asks the recipient to delete what he took; doing so again changes nothing."""
        if self.deletion_asked_at is not None:
            return self
        return replace(self, deletion_asked_at=at, revision=self.revision + 1)

    def charge_try(self) -> Self:
        """Counts a PIN before it is looked at, so that many at once are no more tries than one after the other."""
        return replace(self, pin_failures=self.pin_failures + 1)

    def return_try(self) -> Self:
        """Takes the count of a PIN back that was right."""
        return replace(self, pin_failures=max(0, self.pin_failures - 1))

    def opened(self, at: datetime) -> Self:
        """Notes an opening."""
        used_at = at if self.single_use else self.used_at
        return replace(self, open_count=self.open_count + 1, last_opened_at=at, used_at=used_at)


class ShareAct(StrEnum):
    """What was done by the link of a share."""

    OPENED = "opened"
    DOCUMENT = "document"
    CREDENTIAL = "credential"
    PIN_REFUSED = "pin_refused"


@dataclass(frozen=True, slots=True)
class ShareAccess:
    """One thing done by the link of a share. `client` is a browser and a system, never an address."""

    id: UUID
    person_id: UUID
    share_id: UUID
    at: datetime
    act: ShareAct
    client: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What whoever opened a share may do for a while, by a secret of which the hash is kept."""

    person_id: UUID
    share_id: UUID
    secret_hash: bytes
    expires_at: datetime
    client: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class SharePosition:
    """Where a share, or an access by its link, stands in its list: the newest first."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class SharePage:
    """Some shares, newest first, and the position after them unless they are the last."""

    shares: tuple[Share, ...]
    next: SharePosition | None


@dataclass(frozen=True, slots=True)
class ShareAccessPage:
    """Some accesses by a link, newest first, and the position after them unless they are the last."""

    accesses: tuple[ShareAccess, ...]
    next: SharePosition | None


def months_after(at: datetime, months: int) -> datetime:
    """The same moment of the day some months later, on the last day of a month that lacks the day."""
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)
