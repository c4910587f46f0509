"""Publishes: reads the chosen entries, makes a publication of them, and answers when it is there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.ids import new_id
from passeport_publishing.domain.model import PublicationModel
from passeport_publishing.domain.publication import Publication
from passeport_publishing.domain.request import Chosen, PublicationRequest
from passeport_publishing.domain.snapshot import Kind
from passeport_publishing.domain.status import StatusEntry
from passeport_publishing.errors import (
    PublicationConflict,
    PublicationQueued,
    PublishingError,
    RequestIdReused,
    SourceUnavailable,
)
from passeport_publishing.usecases.keep_photo import shown_photo
from passeport_publishing.usecases.make_publication import Changes, MakePublication
from passeport_publishing.usecases.ports import IndexTaken, Made, OpenWork, RequestTaken, UnitOfWork
from passeport_publishing.usecases.request_claim import RequestClaim
from passeport_publishing.usecases.take_snapshot import TakeSnapshot

__all__ = ["CreatePublication"]

_ATTEMPTS = 3
_RETRY_AFTER = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class CreatePublication:
    """The use case with its ports."""

    open_work: OpenWork
    read: TakeSnapshot
    making: MakePublication

    async def __call__(self, person_id: UUID, request: PublicationRequest) -> Publication:
        """Publishes, or returns what the same request published before; one sent again meanwhile waits for it.

        Raises EntryNotFound, SourceUnavailable, FieldInvalid for what cannot be printed, RenderingBusy, SealNotValid,
        RequestIdReused, PublicationConflict, PublicationQueued, ArtefactsUnavailable.
        """
        claim = RequestClaim(self.open_work, person_id, request.request_id)
        earlier = await claim.take(lambda work, mine: _earlier(work, person_id, request, mine=mine))
        if earlier is not None:
            return await self._shown_again(earlier)
        async with claim.kept():
            return await self._publish(person_id, request, claim)

    async def _publish(self, person_id: UUID, request: PublicationRequest, claim: RequestClaim) -> Publication:
        heard: Changes = frozenset()
        refusal: PublishingError = PublicationConflict(retry_after=_RETRY_AFTER)
        for _ in range(_ATTEMPTS):
            try:
                made = await self._make(person_id, request)
                news = await self.making.keep(made, heard, claim.given_up_with)
            except IndexTaken:
                refusal = PublicationConflict(retry_after=_RETRY_AFTER)
                continue
            except RequestTaken:
                # By one that did not claim it, or whose claim had lapsed.
                async with self.open_work() as work:
                    earlier = await _earlier(work, person_id, request, mine=True)
                if earlier is not None:
                    return await self._shown_again(earlier)
                continue
            if not news:
                return made.publication
            heard |= news
            refusal = SourceUnavailable("the entries keep changing", metadata={"service": _service_of(made, news)})
        raise refusal

    async def _shown_again(self, publication: Publication) -> Publication:
        """What an earlier request published; that it is given out once more is in the trail like any reading."""
        # In a transaction of its own: that of the claim is rolled back, so that it holds no request that is done.
        async with self.open_work() as work:
            await work.accesses.record(
                by_holder(
                    publication.person_id,
                    self.making.clock(),
                    "publishing.publication.read",
                    "Consultation de votre publication",
                    str(publication.id),
                )
            )
            await work.commit()
        return publication

    async def _make(self, person_id: UUID, request: PublicationRequest) -> Made:
        model = request.model
        snapshot, (status, photo) = await asyncio.gather(self.read(model), self._of_register(person_id, model))
        chosen = Chosen(person_id, request, request.fingerprint, snapshot, photo)
        return await self.making.make(new_id(), chosen, status)

    async def _of_register(
        self, person_id: UUID, model: PublicationModel
    ) -> tuple[tuple[StatusEntry, ...], bytes | None]:
        """Two free places in the status lists, and the photo, if it is to be shown."""
        async with self.open_work() as work:
            return await work.status_lists.free_entries(), await shown_photo(work, person_id, model)


def _service_of(made: Made, news: Changes) -> str:
    """Which service keeps what changed."""
    changed = {record_id for record_id, _ in news}
    kinds = {item.kind for item in made.snapshot.items if item.provenance.record_id in changed}
    return "prevention" if kinds == {Kind.PREVENTION} else "records"


async def _earlier(work: UnitOfWork, person_id: UUID, request: PublicationRequest, *, mine: bool) -> Publication | None:
    found = await work.publications.of_request(person_id, request.request_id)
    if found is not None:
        publication, fingerprint = found
        if fingerprint != request.fingerprint:
            raise RequestIdReused
        return publication
    # One that is in line cannot be claimed.
    queued = None if mine else await work.queue.of_request(person_id, request.request_id)
    if queued is not None:
        raise PublicationQueued(metadata={"id": str(queued[0].id)})
    return None
