"""Lists the open sessions of a holder, so that he sees where he is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_identity.domain.session import Session
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["ListSessions", "OpenSessions", "sessions_of_holder"]


@dataclass(frozen=True, slots=True)
class OpenSessions:
    """The open sessions, the newest first, and which of them asks."""

    current_id: UUID
    sessions: Sequence[Session]


@dataclass(frozen=True, slots=True)
class ListSessions:
    """Those of one holder's subjects: a homonym who was taken for the same person sees none of the other's."""

    open_work: OpenWork
    get_session: GetSession
    clock: Clock

    async def __call__(self, session_token: str) -> OpenSessions:
        """The sessions. Raises SessionInvalid."""
        asks = (await self.get_session(session_token)).session
        now = self.clock()
        async with self.open_work() as work:
            sessions = [each for each in await sessions_of_holder(work, asks) if each.is_open(now)]
            read = by_holder(asks.person_id, now, "identity.session.read", "Consultation de vos sessions ouvertes")
            await work.accesses.record(read)
            await work.commit()
        return OpenSessions(asks.id, sessions)


async def sessions_of_holder(work: UnitOfWork, asks: Session) -> Sequence[Session]:
    """Every session of the holder of one, open or not: of the subjects linked to him, if his own is one of them."""
    linked = await work.subjects.all_of(asks.person_id)
    return await work.sessions.all_of(*(linked if asks.whose in linked else (asks.whose,)))
