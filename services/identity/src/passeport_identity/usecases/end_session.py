"""Ends a session here, and says where the browser goes to end it at FranceConnect."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_identity.domain.opaque_token import digest
from passeport_identity.errors import LoginNotTrusted, ProviderUnavailable
from passeport_identity.usecases.platforms import Platforms
from passeport_identity.usecases.ports import OpenWork

__all__ = ["EndSession"]


@dataclass(frozen=True, slots=True)
class EndSession:
    """Ending what is not there is no fault: a holder who signs out twice is signed out."""

    open_work: OpenWork
    platforms: Platforms
    clock: Clock

    async def __call__(self, session_token: str, state: str = "") -> str:
        """FranceConnect's logout address; empty when the session was not known or FranceConnect cannot be asked.

        `state` is what FranceConnect shall bring back with the browser.
        """
        async with self.open_work() as work:
            held = await work.sessions.find(digest(session_token))
            if held is None:
                return ""
            session = held.session
            await work.sessions.end(session.id)
            ended = by_holder(session.person_id, self.clock(), "identity.session.ended", "Déconnexion")
            await work.accesses.record(ended)
            await work.commit()
        platform = self.platforms.of(session.issuer)
        if platform is None:
            return ""
        try:
            return await platform.provider.logout_url(session.id_token, state=state)
        except (ProviderUnavailable, LoginNotTrusted):
            # The session here is over, and that is what was asked: the rest is a courtesy to FranceConnect.
            return ""
