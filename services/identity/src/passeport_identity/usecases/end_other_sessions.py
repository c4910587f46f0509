"""Ends sessions of a holder elsewhere: a telephone that is lost, a computer that others use."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.errors import FieldInvalid
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.list_sessions import sessions_of_holder
from passeport_identity.usecases.ports import OpenWork

__all__ = ["EndOtherSessions"]

_ITSELF = "is the session that asks: sign out of it instead"
_PURPOSE = "Déconnexion à distance"


@dataclass(frozen=True, slots=True)
class EndOtherSessions:
    """The session that asks goes on. FranceConnect is not asked: its own session is another browser's to end."""

    open_work: OpenWork
    get_session: GetSession
    clock: Clock

    async def __call__(self, session_token: str, session_id: UUID | None) -> int:
        """Ends one, or all others with None; how many were open. Raises SessionInvalid, FieldInvalid."""
        asks = (await self.get_session(session_token)).session
        if session_id == asks.id:
            raise FieldInvalid([FieldViolation("session_id", _ITSELF, "SESSION_ITSELF")])
        now = self.clock()
        async with self.open_work() as work:
            ended = [
                each
                for each in await sessions_of_holder(work, asks)
                if each.id != asks.id and session_id in (None, each.id)
            ]
            if not ended:
                return 0
            await work.sessions.end(*(each.id for each in ended))
            were_open = [each for each in ended if each.is_open(now)]
            await work.accesses.record(
                *(
                    by_holder(asks.person_id, now, "identity.session.ended", _PURPOSE, resource_id=str(each.id))
                    for each in were_open
                )
            )
            await work.commit()
        return len(were_open)
