"""Gives whoever opened a share what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.access import by_recipient
from passeport_publishing.domain.links import digest_of
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.domain.share import Opening, Part, Share, ShareAccess, ShareAct
from passeport_publishing.domain.verification import Registered
from passeport_publishing.errors import LinkNotFound
from passeport_publishing.usecases.artefact_ports import Artefacts, document_of
from passeport_publishing.usecases.open_link import found_behind
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["ReadShare", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A share, and the publication that it shows."""

    share: Share
    registered: Registered


@dataclass(frozen=True, slots=True)
class ReadShare:
    """The use cases with their ports. Each raises LinkNotFound once the opening or the share is over."""

    open_work: OpenWork
    clock: Clock
    artefacts: Artefacts | None = None

    async def publication(self, token: str, secret: str) -> Shown:
        """What the page shows; the opening told of it already."""
        async with self.open_work() as work:
            share, _ = await self._opened(work, token, secret)
            registered = await work.publications.registered(share.publication_id)
        if registered is None:
            raise LinkNotFound
        return Shown(share, registered)

    async def document(self, token: str, secret: str) -> tuple[Share, SealedDocument]:
        """The sealed PDF. Raises LinkNotFound also where the share does not show it, ArtefactsUnavailable."""
        async with self.open_work() as work:
            share, _ = await self._opened(work, token, secret)
            kept = await work.publications.document(share.person_id, share.publication_id)
            if kept is None or Part.DOCUMENT not in share.parts:
                raise LinkNotFound
        document = await document_of(kept, self.artefacts)
        async with self.open_work() as work:
            # Asked again: a share may have been ended while a store was asked.
            share, opening = await self._opened(work, token, secret)
            await self._note(work, share, opening, ShareAct.DOCUMENT)
        return share, document

    async def credential(self, token: str, secret: str) -> tuple[Share, str]:
        """The credential. Raises LinkNotFound also where the share does not show it."""
        async with self.open_work() as work:
            share, opening = await self._opened(work, token, secret)
            credential = await work.publications.credential(share.person_id, share.publication_id)
            if credential is None or Part.CREDENTIAL not in share.parts:
                raise LinkNotFound
            await self._note(work, share, opening, ShareAct.CREDENTIAL)
        return share, credential

    async def _opened(self, work: UnitOfWork, token: str, secret: str) -> tuple[Share, Opening]:
        share, now = await found_behind(work, token), self.clock()
        opening = await work.shares.opening(share, digest_of(secret))
        if opening is None or opening.expires_at <= now or not share.is_readable(now):
            raise LinkNotFound
        return share, opening

    async def _note(self, work: UnitOfWork, share: Share, opening: Opening, act: ShareAct) -> None:
        now = self.clock()
        await work.shares.note(
            ShareAccess(new_id(), share.person_id, share.id, now, act, opening.client, opening.organisation)
        )
        purpose = "Téléchargement depuis votre partage, une fois ou plus dans l’heure, par qui l’a ouvert"
        seen = by_recipient(share.person_id, now, "publishing.share.download", purpose, share.id, opening.organisation)
        await work.accesses.record_hourly(seen)
        await work.commit()
