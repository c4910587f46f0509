"""A session: open from sign-in until it is ended, left idle, or reaches its last moment.

open --use--> open (idle lifetime begins again)      open --end, idle, absolute--> gone, for good
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.subject import FIRST_PLATFORM, Subject

__all__ = ["Session", "SessionLifetimes"]

# Writing each use of a session would make a write of every read: a renewal is worth one when it moves the end by a
# twentieth of the idle lifetime, so that a short one is renewed as well, and by a minute at most.
_STEPS = 20
_LONGEST_STEP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SessionLifetimes:
    """How long a session lives without use, and in all."""

    idle: timedelta
    absolute: timedelta

    def idle_end(self, now: datetime, known: datetime, last: datetime) -> datetime:
        """When a session that is used now ends if it is left idle, never after `last`, its last moment.

        As it was `known`, where moving it would be worth no write.
        """
        end = min(now + self.idle, last)
        return end if end == last or end - known >= min(self.idle / _STEPS, _LONGEST_STEP) else known


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a holder. Its secret is not here: the registry of sessions finds it by the secret's digest.

    `subject` is the `sub` at the platform `issuer`; the names are FranceConnect's, to be shown; `id_token` is
    the raw token, which FranceConnect wants back as a hint at logout (OpenID Connect RP-Initiated Logout 1.0). `device`
    is browser and system in two words, for the holder to know his sessions by.
    """

    id: UUID
    person_id: UUID
    subject: str = field(repr=False)
    assurance: Assurance
    given_names: str = field(repr=False)
    birth_name: str = field(repr=False)
    id_token: str = field(repr=False)
    opened_at: datetime
    idle_expires_at: datetime
    expires_at: datetime
    device: str = field(repr=False, default="")
    issuer: str = FIRST_PLATFORM

    @property
    def whose(self) -> Subject:
        """Who signed in, at which platform."""
        return Subject(self.subject, self.issuer)

    @classmethod
    def open(
        cls,
        session_id: UUID,
        person_id: UUID,
        *,
        subject: str,
        assurance: Assurance,
        given_names: str,
        birth_name: str,
        id_token: str,
        device: str = "",
        issuer: str = FIRST_PLATFORM,
        now: datetime,
        lifetimes: SessionLifetimes,
    ) -> Session:
        """Opens a session now."""
        end = now + lifetimes.absolute
        idle_end = min(now + lifetimes.idle, end)
        return cls(
            session_id, person_id, subject, assurance, given_names, birth_name, id_token, now, idle_end, end, device,
            issuer,
        )  # fmt: skip

    def is_open(self, now: datetime) -> bool:
        """Whether it may be used."""
        return now < self.idle_expires_at and now < self.expires_at

    def renewed(self, now: datetime, lifetimes: SessionLifetimes) -> Session:
        """The session after a use: the idle lifetime begins again, the absolute one does not move."""
        idle_end = lifetimes.idle_end(now, self.idle_expires_at, self.expires_at)
        return self if idle_end == self.idle_expires_at else replace(self, idle_expires_at=idle_end)
