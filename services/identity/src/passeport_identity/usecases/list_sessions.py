"""Lists the open sessions of a holder, so that he sees where he is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_identity.domain.session import Session
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.ports import OpenWork

__all__ = ["ListSessions", "OpenSessions"]


@dataclass(frozen=True, slots=True)
class OpenSessions:
    """The open sessions, the newest first, and which of them asks."""

    current_id: UUID
    sessions: Sequence[Session]


@dataclass(frozen=True, slots=True)
class ListSessions:
    """Those of one subject of FranceConnect: a homonym who was taken for the same person sees none of the other's."""

    open_work: OpenWork
    get_session: GetSession
    clock: Clock

    async def __call__(self, session_token: str) -> OpenSessions:
        """The sessions. Raises SessionInvalid."""
        asks = (await self.get_session(session_token)).session
        now = self.clock()
        async with self.open_work() as work:
            sessions = [each for each in await work.sessions.all_of(asks.subject) if each.is_open(now)]
            read = by_holder(asks.person_id, now, "identity.session.read", "Consultation de vos sessions ouvertes")
            await work.accesses.record(read)
            await work.commit()
        return OpenSessions(asks.id, sessions)
