"""Publishes: reads the chosen entries, takes the snapshot, makes the credential and the sealed PDF, keeps all at once.

A crash at any point before the one commit leaves nothing; after it, a whole publication. No transaction is open while
others are asked or a document is made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.codes import new_code
from passeport_publishing.domain.events import PublicationPublished
from passeport_publishing.domain.leaf import Leaf, leaf_said
from passeport_publishing.domain.model import PublicationModel
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.request import PublicationRequest
from passeport_publishing.domain.snapshot import PublicationKind, Snapshot, Version
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.errors import PublicationConflict, PublishingError, RequestIdReused, SourceUnavailable
from passeport_publishing.usecases.artefact_ports import Artefacts
from passeport_publishing.usecases.document_ports import Press
from passeport_publishing.usecases.keep_photo import shown_photo
from passeport_publishing.usecases.ports import (
    CivilRegister,
    CredentialBook,
    IndexTaken,
    Made,
    OpenWork,
    PassportSource,
    RequestTaken,
    UnitOfWork,
)
from passeport_publishing.usecases.request_claim import RequestClaim
from passeport_publishing.usecases.take_snapshot import TakeSnapshot

__all__ = ["CreatePublication"]

_ATTEMPTS = 3
_RETRY_AFTER = timedelta(seconds=2)
_Changes = frozenset[tuple[UUID, Version]]
_TOLD = {
    PublicationKind.CV: ("publishing.publication.create", "Publication de votre CV"),
    PublicationKind.ATTESTATION: ("publishing.attestation.create", "Publication d’une attestation"),
}


@dataclass(frozen=True, slots=True)
class CreatePublication:
    """The use case with its ports. `address` gives the verification address of a code, `new_salt` 32 random bytes that
    hide a leaf of the log; None: there is no log.
    """

    open_work: OpenWork
    source: PassportSource
    register: CivilRegister
    press: Press
    credentials: CredentialBook
    address: Callable[[str], str]
    clock: Clock
    new_salt: Callable[[], bytes] | None = None
    seal_chains: Sequence[str] = ()
    artefacts: Artefacts | None = None
    """Where documents are kept; None: in the register."""
    remembered: set[str] = field(default_factory=set)
    """The keys of credentials that are in the register by now, with the chains of the seals beside them."""

    async def __call__(self, person_id: UUID, request: PublicationRequest) -> Publication:
        """Publishes, or returns what the same request published before; one sent again meanwhile waits for it.

        Raises EntryNotFound, SourceUnavailable, FieldInvalid for what cannot be printed, RenderingBusy, SealNotValid,
        RequestIdReused, PublicationConflict, ArtefactsUnavailable.
        """
        claim = RequestClaim(self.open_work, person_id, request.request_id)
        earlier = await claim.take(lambda work: _earlier(work, person_id, request))
        if earlier is not None:
            return await self._shown_again(earlier)
        async with claim.kept():
            return await self._publish(person_id, request, claim)

    async def _publish(self, person_id: UUID, request: PublicationRequest, claim: RequestClaim) -> Publication:
        heard: _Changes = frozenset()
        refusal: PublishingError = PublicationConflict(retry_after=_RETRY_AFTER)
        for _ in range(_ATTEMPTS):
            try:
                made = await self._make(person_id, request)
                news = await self._keep(made, heard, claim)
            except IndexTaken:
                refusal = PublicationConflict(retry_after=_RETRY_AFTER)
                continue
            except RequestTaken:
                # By one that did not claim it, or whose claim had lapsed.
                async with self.open_work() as work:
                    earlier = await _earlier(work, person_id, request)
                if earlier is not None:
                    return await self._shown_again(earlier)
                continue
            if not news:
                return made.publication
            heard |= news
            refusal = SourceUnavailable("the entries keep changing", metadata={"service": "records"})
        raise refusal

    async def _shown_again(self, publication: Publication) -> Publication:
        """What an earlier request published; that it is given out once more is in the trail like any reading."""
        # In a transaction of its own: that of the claim is rolled back, so that it holds no request that is done.
        async with self.open_work() as work:
            await work.accesses.record(
                by_holder(
                    publication.person_id,
                    self.clock(),
                    "publishing.publication.read",
                    "Consultation de votre publication",
                    str(publication.id),
                )
            )
            await work.commit()
        return publication

    async def _make(self, person_id: UUID, request: PublicationRequest) -> Made:
        model = request.model
        snapshot, (status, photo) = await asyncio.gather(
            TakeSnapshot(self.source, self.register, self.clock)(model), self._of_register(person_id, model)
        )
        publication_id, code = new_id(), new_code()
        credential = self.credentials.issue(publication_id, snapshot, status)
        document = await self.press.make(snapshot, model.template, code, self.address(code), credential, photo)
        publication = Publication(
            id=publication_id,
            person_id=person_id,
            code=code,
            title=snapshot.title,
            language=model.language,
            state=State.PUBLISHED,
            published_at=snapshot.taken_at,
            state_at=snapshot.taken_at,
            record_ids=snapshot.record_ids,
            document_sha256=document.sha256,
            document_size=len(document.pdf),
            template=model.template,
            draft=request.draft,
            kind=model.kind,
        )
        leaf = None
        if self.new_salt is not None:
            leaf = Leaf(self.new_salt(), leaf_said(publication_id, document.sha256, credential))
        if self.artefacts is not None:
            # A document that no publication comes of is swept away later; a publication without one there never is.
            await self.artefacts.keep(publication_id, document)
        return Made(
            publication,
            request.request_id,
            request.fingerprint,
            snapshot,
            document,
            credential,
            status,
            leaf,
            kept_elsewhere=self.artefacts is not None,
        )

    async def _of_register(
        self, person_id: UUID, model: PublicationModel
    ) -> tuple[tuple[StatusEntry, ...], bytes | None]:
        """Two free places in the status lists, and the photo, if it is to be shown."""
        async with self.open_work() as work:
            status = tuple([await work.status_lists.free_entry(purpose) for purpose in Purpose])
            return status, await shown_photo(work, person_id, model)

    async def _keep(self, made: Made, heard: _Changes, claim: RequestClaim) -> _Changes:
        """Keeps it all, unless a record changed since it was read: then keeps nothing and returns the changes."""
        publication = made.publication
        async with self.open_work() as work:
            await work.sources.lock(publication.record_ids)
            news = _news(made.snapshot, await work.sources.lately(publication.record_ids), heard)
            if news:
                return news
            jwks = [one for one in (self.credentials.public_jwk, self.credentials.next_jwk) if one]
            kids = {str(jwk["kid"]) for jwk in jwks}
            # Before anything that it signed is given to anybody; once, since nobody forgets them.
            if not kids <= self.remembered:
                for jwk in jwks:
                    await work.keys.remember(jwk)
                await work.seal_chains.remember(self.seal_chains)
            await work.accesses.record(
                by_holder(
                    publication.person_id,
                    publication.published_at,
                    *_TOLD[publication.kind],
                    str(publication.id),
                )
            )
            await work.publications.add(made)
            work.emit(PublicationPublished(publication.id, publication.person_id, publication.published_at))
            async with claim.given_up_with(work):
                await work.commit()
        self.remembered.update(kids)
        return frozenset()


async def _earlier(work: UnitOfWork, person_id: UUID, request: PublicationRequest) -> Publication | None:
    found = await work.publications.of_request(person_id, request.request_id)
    if found is None:
        return None
    publication, fingerprint = found
    if fingerprint != request.fingerprint:
        raise RequestIdReused
    return publication


def _news(snapshot: Snapshot, lately: Mapping[UUID, Version], heard: _Changes) -> _Changes:
    """What the records shown have become since they were read."""
    news: set[tuple[UUID, Version]] = set()
    for item in snapshot.items:
        record_id, shown = item.provenance.record_id, item.provenance.version
        change = lately.get(record_id)
        if change is None or not change.is_newer_than(shown):
            continue
        told_by_clocks = not (change.revision and shown.revision)
        if told_by_clocks and (record_id, change) in heard:
            # It was read after this change, so that it has it, whatever two clocks say.
            continue
        news.add((record_id, change))
    return frozenset(news)
