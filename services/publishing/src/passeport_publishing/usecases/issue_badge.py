"""Issues one award of a publication as an Open Badge.

It is made on demand and not kept: of the same publication it is the same badge each time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.errors import AwardNotFound, AwardSuperseded, BadgesNotOffered
from passeport_publishing.usecases.badge_ports import Badges
from passeport_publishing.usecases.ports import OpenWork
from passeport_publishing.usecases.shown_item import shown_item

__all__ = ["IssueBadge"]


@dataclass(frozen=True, slots=True)
class IssueBadge:
    """The use case with its ports; without `badges` there are none here."""

    open_work: OpenWork
    badges: Badges | None
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID, record_id: UUID) -> str:
        """Issues it. Raises BadgesNotOffered, PublicationNotFound, PublicationWithdrawn, AwardNotFound, and
        AwardSuperseded where its source changed the award since.
        """
        if self.badges is None:
            raise BadgesNotOffered
        async with self.open_work() as work:
            found, award = await shown_item(work, person_id, publication_id, record_id)
            if award is None or not award.is_award:
                raise AwardNotFound(metadata={"id": str(record_id)})
            if record_id in found.publication.changed_record_ids:
                raise AwardSuperseded(metadata={"id": str(record_id)})
            status = await work.status_lists.entries_of(publication_id)
            # Before anything that it signed is given to anybody.
            await work.keys.remember(self.badges.public_jwk)
            purpose = "Téléchargement d’un badge numérique (Open Badge)"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.badge.issue", purpose, str(publication_id))
            )
            await work.commit()
        # An RSA signature takes a millisecond, beside the event loop.
        return await asyncio.to_thread(self.badges.issue, publication_id, found.snapshot, award, status)
