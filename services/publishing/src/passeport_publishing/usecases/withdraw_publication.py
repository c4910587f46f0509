"""Withdraws a publication for good; its verification and its status bit say so from the commit on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.publication import Publication
from passeport_publishing.errors import PublicationNotFound
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["WithdrawPublication"]


@dataclass(frozen=True, slots=True)
class WithdrawPublication:
    """The use case with its ports; `bit_was_set` hears of every withdrawal once it is committed."""

    open_work: OpenWork
    clock: Clock
    bit_was_set: Callable[[], None] = lambda: None

    async def __call__(self, person_id: UUID, publication_id: UUID) -> Publication:
        """Withdraws; again changes nothing. Raises PublicationNotFound, also for another person's."""
        async with self.open_work() as work:
            publication = await work.publications.get(person_id, publication_id, lock=True)
            if publication is None:
                raise PublicationNotFound(metadata={"id": str(publication_id)})
            now = self.clock()
            withdrawn = publication.withdraw(now)
            if withdrawn != publication:
                await work.publications.save(withdrawn)
            purpose = "Retrait de votre publication"
            await work.accesses.record(
                by_holder(person_id, now, "publishing.publication.withdraw", purpose, str(publication_id))
            )
            await work.commit()
        if withdrawn != publication:
            self.bit_was_set()
        return withdrawn
