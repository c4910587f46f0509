"""The account of a worker was closed or opened again, or his death reported or that report taken back."""

from __future__ import annotations

from uuid import UUID

from passeport_prevention.domain.persons import HolderNews
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["note_holder"]


async def note_holder(open_work: OpenWork, event_id: UUID, news: HolderNews) -> None:
    """Handles one event, once; one that is older than what is known changes nothing."""
    async with open_work() as work:
        if not await work.inbox.first_time(event_id):
            return
        await work.persons.note(news)
        await work.commit()
