"""A platform was taken away: what holders consented to for it is ended, and they read of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_system
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["EndConsents"]


@dataclass(frozen=True, slots=True)
class EndConsents:
    """The use case with its port."""

    open_work: OpenWork

    async def __call__(self, event_id: UUID, client_id: str, at: datetime) -> None:
        """Handles one event, once. What was consented to later, for a platform that took the name, is another's."""
        async with self.open_work() as work:
            if not await work.inbox.first_time(event_id):
                return
            ended = await work.consents.end_given_to(client_id, at)
            purpose = "Fin de l’accord : la plateforme n’est plus enregistrée"
            await work.accesses.record(
                *(
                    by_system("publishing", one.person_id, at, "publishing.consent.end", purpose, str(one.id))
                    for one in ended
                )
            )
            await work.commit()
