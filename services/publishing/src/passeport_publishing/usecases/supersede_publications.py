"""Marks every publication that shows a record or a training as it was before its source changed it or took it back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_system
from passeport_chassis.clock import Clock
from passeport_publishing.domain.events import PublicationSuperseded
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["SupersedePublications"]


@dataclass(frozen=True, slots=True)
class SupersedePublications:
    """The use case with its ports. `teller` is the service that tells of the changes."""

    open_work: OpenWork
    clock: Clock
    teller: str = "records"

    async def __call__(self, event_id: UUID, record_id: UUID, version: Version) -> None:
        """Handles one change, once per event; `version` is what the record has become by it.

        A publication made of that version, or of a later one, stays current.
        """
        async with self.open_work() as work:
            if not await work.inbox.first_time(event_id):
                return
            await work.sources.lock([record_id])
            await work.sources.note(record_id, version)
            now = self.clock()
            for publication in await work.publications.holding(record_id, version):
                superseded = publication.supersede(record_id, now)
                if superseded == publication:
                    continue
                await work.publications.save(superseded)
                purpose = "Une source officielle a modifié une information de votre publication"
                await work.accesses.record(
                    by_system(
                        self.teller,
                        publication.person_id,
                        now,
                        "publishing.publication.supersede",
                        purpose,
                        str(publication.id),
                    )
                )
                if superseded.state is not publication.state:
                    work.emit(PublicationSuperseded(publication.id, publication.person_id, record_id, now))
            await work.commit()
