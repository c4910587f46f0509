"""Publishes: reads the chosen entries, takes the snapshot, makes the credential and the sealed PDF, keeps all at once.

A crash at any point before the one commit leaves nothing; after it, a whole publication. No transaction is open while
others are asked or a document is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.access import by_holder
from passeport_publishing.domain.codes import new_code
from passeport_publishing.domain.events import PublicationPublished
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.request import PublicationRequest
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.domain.status import Purpose
from passeport_publishing.errors import RequestIdReused, SourceUnavailable
from passeport_publishing.usecases.ports import (
    CivilRegister,
    CredentialBook,
    IndexTaken,
    Made,
    OpenWork,
    PassportSource,
    Press,
    RequestTaken,
)

__all__ = ["CreatePublication"]

_ATTEMPTS = 3
_Changes = frozenset[tuple[UUID, datetime]]


@dataclass(frozen=True, slots=True)
class CreatePublication:
    """The use case with its ports. `address` gives the verification address of a code."""

    open_work: OpenWork
    source: PassportSource
    register: CivilRegister
    press: Press
    credentials: CredentialBook
    address: Callable[[str], str]
    clock: Clock

    async def __call__(self, person_id: UUID, request: PublicationRequest) -> Publication:
        """Publishes, or returns what the same request published before.

        Raises EntryNotFound, SourceUnavailable, RenderingBusy, RequestIdReused.
        """
        heard: _Changes = frozenset()
        for _ in range(_ATTEMPTS):
            earlier = await self._earlier(person_id, request)
            if earlier is not None:
                return earlier
            made = await self._make(person_id, request)
            try:
                news = await self._keep(made, heard)
            except (IndexTaken, RequestTaken):
                continue
            if not news:
                return made.publication
            # What is read next was read after these changes, so they are in it.
            heard |= news
        raise SourceUnavailable("the entries keep changing", metadata={"service": "records"})

    async def _earlier(self, person_id: UUID, request: PublicationRequest) -> Publication | None:
        async with self.open_work() as work:
            found = await work.publications.of_request(person_id, request.request_id)
        if found is None:
            return None
        publication, fingerprint = found
        if fingerprint != request.fingerprint:
            raise RequestIdReused
        return publication

    async def _make(self, person_id: UUID, request: PublicationRequest) -> Made:
        holder, items = await asyncio.gather(self.register.holder(), self.source.items(request.record_ids))
        # A signed moment has no fraction of a second.
        now = self.clock().replace(microsecond=0)
        snapshot = Snapshot(holder, request.title, request.summary, request.language, now, items)
        async with self.open_work() as work:
            status = tuple([await work.status_lists.free_entry(purpose) for purpose in Purpose])
        publication_id, code = new_id(), new_code()
        credential = self.credentials.issue(publication_id, snapshot, status)
        document = await self.press.make(snapshot, code, self.address(code), credential)
        publication = Publication(
            id=publication_id,
            person_id=person_id,
            code=code,
            title=request.title,
            language=request.language,
            state=State.PUBLISHED,
            published_at=now,
            state_at=now,
            record_ids=snapshot.record_ids,
            document_sha256=document.sha256,
            document_size=len(document.pdf),
        )
        return Made(publication, request.request_id, request.fingerprint, snapshot, document, credential, status)

    async def _keep(self, made: Made, heard: _Changes) -> _Changes:
        """Keeps it all, unless a record changed since it was read: then keeps nothing and returns the changes."""
        publication = made.publication
        async with self.open_work() as work:
            await work.sources.lock(publication.record_ids)
            lately = await work.sources.lately(publication.record_ids)
            news = frozenset(
                (record_id, changed_at)
                for item in made.snapshot.items
                if (record_id := item.provenance.record_id) in lately
                and (changed_at := lately[record_id]) > item.provenance.changed_at
                and (record_id, changed_at) not in heard
            )
            if news:
                return news
            # Before anything that it signed is given to anybody.
            await work.keys.remember(self.credentials.public_jwk)
            await work.publications.add(made)
            await work.accesses.record(
                by_holder(
                    publication.person_id,
                    publication.published_at,
                    "publishing.publication.create",
                    "Publication de votre CV",
                    str(publication.id),
                )
            )
            work.emit(PublicationPublished(publication.id, publication.person_id, publication.published_at))
            await work.commit()
        return frozenset()
