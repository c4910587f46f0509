"""Puts publications in line: reads what is chosen with the token of the holder, which lives for a minute, and keeps it
until the document is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.model import PublicationModel
from passeport_publishing.domain.publication import Publication
from passeport_publishing.domain.queued import MOST_OF_HOLDER, QueuedPublication, QueuedState
from passeport_publishing.domain.request import Chosen, PublicationRequest
from passeport_publishing.errors import (
    AlreadyPublished,
    PublicationConflict,
    PublicationNotFound,
    QueueFull,
    RequestIdReused,
)
from passeport_publishing.usecases.document_ports import Press
from passeport_publishing.usecases.keep_photo import shown_photo
from passeport_publishing.usecases.ports import OpenWork, RequestTaken, UnitOfWork
from passeport_publishing.usecases.request_claim import RequestClaim
from passeport_publishing.usecases.take_snapshot import TakeSnapshot

__all__ = ["QueuePublication"]

_RETRY_AFTER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class QueuePublication:
    """The use cases with their ports. `most` may be in line in all; `woken` hears of each that comes."""

    open_work: OpenWork
    read: TakeSnapshot
    press: Press
    clock: Clock
    most: int
    woken: Callable[[], None] = lambda: None

    async def __call__(self, person_id: UUID, request: PublicationRequest) -> QueuedPublication:
        """Puts a publication in line, or tells what became of the same request.

        Raises QueueFull, and as CreatePublication whatever can be known by now.
        """
        claim = RequestClaim(self.open_work, person_id, request.request_id)
        earlier = await claim.take(lambda work, mine: _earlier(work, person_id, request))
        if earlier is not None:
            return earlier
        async with claim.kept():
            chosen = await self._choose(person_id, request, request.fingerprint)
            try:
                async with self.open_work() as work:
                    await self._take_place(work, chosen)
                    queued = await work.queue.add(new_id(), chosen)
                    await self._note(work, queued)
                    async with claim.given_up_with(work):
                        await work.commit()
            except RequestTaken:
                return await self._taken(person_id, request)
        self.woken()
        return queued

    async def again(self, person_id: UUID, publication_id: UUID) -> QueuedPublication:
        """Puts one that failed in line again, as its entries are by now; of one in line nothing changes.

        Raises PublicationNotFound, AlreadyPublished, and as a first time.
        """
        async with self.open_work() as work:
            found = await _failed(work, person_id, publication_id)
        if isinstance(found, QueuedPublication):
            return found
        chosen = await self._choose(*found)
        async with self.open_work() as work:
            # Two who do it at once: the other one put it in line.
            found = await _failed(work, person_id, publication_id)
            if isinstance(found, QueuedPublication):
                return found
            await self._take_place(work, chosen)
            queued = await work.queue.add_again(publication_id, chosen)
            await self._note(work, queued)
            await work.commit()
        self.woken()
        return queued

    async def _choose(self, person_id: UUID, request: PublicationRequest, fingerprint: bytes) -> Chosen:
        # Who would be refused in any case need not have his passport read.
        async with self.open_work() as work:
            await self._check_room(work, person_id)
        snapshot, photo = await asyncio.gather(self.read(request.model), self._photo(person_id, request.model))
        self.press.check(snapshot)
        return Chosen(person_id, request, fingerprint, snapshot, photo)

    async def _photo(self, person_id: UUID, model: PublicationModel) -> bytes | None:
        async with self.open_work() as work:
            return await shown_photo(work, person_id, model)

    async def _taken(self, person_id: UUID, request: PublicationRequest) -> QueuedPublication:
        # By another whose claim lapsed, or who took this one's.
        async with self.open_work() as work:
            earlier = await _earlier(work, person_id, request)
        if earlier is None:
            raise PublicationConflict(retry_after=_RETRY_AFTER)
        return earlier

    async def _take_place(self, work: UnitOfWork, chosen: Chosen) -> None:
        await work.queue.take_turn(chosen.person_id)
        await self._check_room(work, chosen.person_id)

    async def _note(self, work: UnitOfWork, queued: QueuedPublication) -> None:
        purpose = "Mise en attente d’une publication"
        await work.accesses.record(
            by_holder(queued.person_id, self.clock(), "publishing.publication.queue", purpose, str(queued.id))
        )

    async def _check_room(self, work: UnitOfWork, person_id: UUID) -> None:
        of_holder, in_all = await work.queue.lengths(person_id)
        if of_holder >= MOST_OF_HOLDER:
            raise QueueFull(retry_after=_RETRY_AFTER, metadata={"of": "holder", "most": str(MOST_OF_HOLDER)})
        # Of several who come at once each may see room for one: the line is longer by so many.
        if in_all >= self.most:
            raise QueueFull(retry_after=_RETRY_AFTER, metadata={"of": "all", "most": str(self.most)})


async def _earlier(work: UnitOfWork, person_id: UUID, request: PublicationRequest) -> QueuedPublication | None:
    queued = await work.queue.of_request(person_id, request.request_id)
    published = None if queued else await work.publications.of_request(person_id, request.request_id)
    found = queued or published
    if found is None:
        return None
    if found[1] != request.fingerprint:
        raise RequestIdReused
    return found[0] if isinstance(found[0], QueuedPublication) else _as_queued(found[0])


def _as_queued(publication: Publication) -> QueuedPublication:
    return QueuedPublication(
        publication.id,
        publication.person_id,
        QueuedState.PUBLISHED,
        publication.title,
        publication.language,
        publication.template,
        publication.kind,
        publication.draft,
        publication.published_at,
        ended_at=publication.published_at,
        publication_id=publication.id,
    )


async def _failed(
    work: UnitOfWork, person_id: UUID, publication_id: UUID
) -> QueuedPublication | tuple[UUID, PublicationRequest, bytes]:
    """Whose it is and what was asked, of one that failed; or the one itself, in line."""
    request = await work.queue.request_of(person_id, publication_id)
    found = await work.queue.get(person_id, publication_id)
    if request is None or found is None:
        raise PublicationNotFound(metadata={"id": str(publication_id)})
    if found.state is QueuedState.PUBLISHED:
        raise AlreadyPublished(metadata={"id": str(publication_id)})
    return found if found.state is QueuedState.PENDING else (found.person_id, *request)
