"""Gets an open session, and counts it as used."""

from __future__ import annotations

from dataclasses import dataclass, replace

from passeport_chassis.clock import Clock
from passeport_identity.domain.opaque_token import digest
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.errors import SessionInvalid
from passeport_identity.usecases.ports import OpenWork
from passeport_identity.usecases.sign_in_ports import HeldSession

__all__ = ["GetSession"]


@dataclass(frozen=True, slots=True)
class GetSession:
    """Renews the idle lifetime when that is worth a write."""

    open_work: OpenWork
    clock: Clock
    lifetimes: SessionLifetimes

    async def __call__(self, session_token: str, *, passive: bool = False) -> HeldSession:
        """The session of a secret; `passive`: as it is, not renewed. Raises SessionInvalid when it is unknown, ended or
        expired.
        """
        now = self.clock()
        async with self.open_work() as work:
            held = await work.sessions.find(digest(session_token))
            if held is None or not held.session.is_open(now):
                raise SessionInvalid
            renewed = held.session if passive else held.session.renewed(now, self.lifetimes)
            if renewed is not held.session:
                await work.sessions.renew(renewed)
                await work.commit()
        return replace(held, session=renewed)
