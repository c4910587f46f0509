"""The account of a holder was closed or opened again, or his death reported or that report taken back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_publishing.domain.persons import HolderNews
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["NoteHolder"]


@dataclass(frozen=True, slots=True)
class NoteHolder:
    """The use case with its port."""

    open_work: OpenWork

    async def __call__(self, event_id: UUID, news: HolderNews) -> None:
        """Handles one event, once; one that is older than what is known changes nothing."""
        async with self.open_work() as work:
            if not await work.inbox.first_time(event_id):
                return
            await work.persons.note(news)
            await work.commit()
