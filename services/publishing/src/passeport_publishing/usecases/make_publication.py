"""Makes a publication of what was read: credential and sealed PDF, then all of it kept at once.

A crash at any point before the one commit leaves nothing; after it, a whole publication. No transaction is open while a
document is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.codes import new_code
from passeport_publishing.domain.events import PublicationPublished
from passeport_publishing.domain.leaf import Leaf, leaf_said
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.request import Chosen
from passeport_publishing.domain.snapshot import PublicationKind, Snapshot, Version
from passeport_publishing.domain.status import StatusEntry
from passeport_publishing.usecases.artefact_ports import Artefacts
from passeport_publishing.usecases.document_ports import Press
from passeport_publishing.usecases.ports import CredentialBook, Made, OpenWork, UnitOfWork

__all__ = ["Changes", "MakePublication"]

Changes = frozenset[tuple[UUID, Version]]
"""What records have become, as it was heard."""
_TOLD = {
    PublicationKind.CV: ("publishing.publication.create", "Publication de votre CV"),
    PublicationKind.ATTESTATION: ("publishing.attestation.create", "Publication d’une attestation"),
}


@dataclass(frozen=True, slots=True)
class MakePublication:
    """The step with its ports. `address` gives the verification address of a code, `new_salt` 32 random bytes that
    hide a leaf of the log; None: there is no log.
    """

    open_work: OpenWork
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

    async def make(
        self, publication_id: UUID, chosen: Chosen, status: tuple[StatusEntry, ...], *, patient: bool = False
    ) -> Made:
        """Makes what will be kept; `patient` waits for a worker however many wait.

        Raises FieldInvalid for what cannot be printed, RenderingBusy, SealNotValid, SealUnavailable,
        TimestampUnavailable, ArtefactsUnavailable.
        """
        snapshot, model = chosen.snapshot, chosen.request.model
        code = new_code()
        credential = self.credentials.issue(publication_id, snapshot, status)
        document = await self.press.make(
            snapshot, model.template, code, self.address(code), credential, chosen.photo, patient=patient
        )
        publication = Publication(
            id=publication_id,
            person_id=chosen.person_id,
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
            draft=chosen.request.draft,
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
            chosen.request.request_id,
            chosen.fingerprint,
            snapshot,
            document,
            credential,
            status,
            leaf,
            kept_elsewhere=self.artefacts is not None,
        )

    async def keep(
        self, made: Made, heard: Changes, ending: Callable[[UnitOfWork], AbstractAsyncContextManager[None]]
    ) -> Changes:
        """Keeps it all, unless a record changed since it was read: then keeps nothing and returns the changes.

        `ending` does in the same transaction what ends the request, around the commit. Raises RequestTaken, IndexTaken.
        """
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
                    self.clock(),
                    *_TOLD[publication.kind],
                    str(publication.id),
                )
            )
            await work.publications.add(made)
            work.emit(PublicationPublished(publication.id, publication.person_id, publication.published_at))
            async with ending(work):
                await work.commit()
        self.remembered.update(kids)
        return frozenset()


def _news(snapshot: Snapshot, lately: Mapping[UUID, Version], heard: Changes) -> Changes:
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
