"""Gives a professional what holders addressed to his body, and tells them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.access import by_recipient
from passeport_publishing.domain.addressed_share import AddressedPage, Reader
from passeport_publishing.domain.events import ShareOpened
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.domain.share import OPENING_LASTS, Part, Share, ShareAccess, ShareAct, SharePosition
from passeport_publishing.domain.verification import Registered
from passeport_publishing.errors import ShareNotFound
from passeport_publishing.usecases.artefact_ports import Artefacts, document_of
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork
from passeport_publishing.usecases.read_share import Shown

__all__ = ["ReadAddressedShares"]


@dataclass(frozen=True, slots=True)
class ReadAddressedShares:
    """The use cases with their ports. Each raises ShareNotFound for a share that is over, another body's, or shut."""

    open_work: OpenWork
    clock: Clock
    artefacts: Artefacts | None = None

    async def list(self, reader: Reader, limit: int, after: SharePosition | None) -> AddressedPage:
        """One page of the live shares addressed to the body; each holder reads of it once an hour."""
        now = self.clock()
        async with self.open_work() as work:
            page = await work.shares.addressed_to(reader.siret, now, limit, after)
            shut = await work.persons.shut({one.share.person_id for one in page.shares})
            shown = tuple(one for one in page.shares if one.share.person_id not in shut)
            purpose = "Liste des partages adressés à un organisme, une fois ou plus dans l’heure"
            await work.accesses.record_hourly(*(_seen(one.share, now, "listed", purpose, reader) for one in shown))
            await work.commit()
        return AddressedPage(shown, page.next)

    async def publication(self, reader: Reader, share_id: UUID) -> Shown:
        """What the share shows; each time is an opening."""
        async with self.open_work() as work:
            share, registered = await self._addressed(work, reader, share_id)
            opened = await _open(work, share, reader, self.clock())
            await work.commit()
        return Shown(opened, registered)

    async def document(self, reader: Reader, share_id: UUID) -> tuple[Share, SealedDocument]:
        """The sealed PDF. Raises ShareNotFound also where the share does not show it, ArtefactsUnavailable."""
        async with self.open_work() as work:
            share, _ = await self._addressed(work, reader, share_id)
            kept = await work.publications.document(share.person_id, share.publication_id)
            if kept is None or Part.DOCUMENT not in share.parts:
                raise ShareNotFound(metadata={"id": str(share_id)})
        document = await document_of(kept, self.artefacts)
        async with self.open_work() as work:
            # Asked again: a share may have been ended while a store was asked.
            share, _ = await self._addressed(work, reader, share_id)
            share = await self._note(work, share, reader, ShareAct.DOCUMENT)
        return share, document

    async def credential(self, reader: Reader, share_id: UUID) -> tuple[Share, str]:
        """The credential. Raises ShareNotFound also where the share does not show it."""
        async with self.open_work() as work:
            share, registered = await self._addressed(work, reader, share_id)
            if Part.CREDENTIAL not in share.parts:
                raise ShareNotFound(metadata={"id": str(share_id)})
            share = await self._note(work, share, reader, ShareAct.CREDENTIAL)
        return share, registered.credential

    async def _addressed(self, work: UnitOfWork, reader: Reader, share_id: UUID) -> tuple[Share, Registered]:
        share = await work.shares.addressed(reader.siret, share_id)
        if share is None or not share.opens(self.clock()) or await work.persons.is_shut(share.person_id):
            raise ShareNotFound(metadata={"id": str(share_id)})
        registered = await work.publications.registered(share.publication_id)
        # Withdrawn while this waited for the share, which told of the publication as it was before.
        if registered is None or registered.publication.is_over:
            raise ShareNotFound(metadata={"id": str(share_id)})
        return share, registered

    async def _note(self, work: UnitOfWork, share: Share, reader: Reader, act: ShareAct) -> Share:
        now = self.clock()
        # Who takes the document without having looked has opened it as well: nobody reads unheard of.
        if not await work.accesses.was_recorded(_opening(share, now, reader), now - OPENING_LASTS):
            share = await _open(work, share, reader, now)
        await work.shares.note(_access(share, now, act, reader))
        purpose = "Téléchargement depuis votre partage par l’organisme à qui vous l’avez adressé"
        await work.accesses.record(_seen(share, now, "download", purpose, reader))
        await work.commit()
        return share


async def _open(work: UnitOfWork, share: Share, reader: Reader, now: datetime) -> Share:
    access, opened = _access(share, now, ShareAct.OPENED, reader), share.opened(now)
    await work.shares.save(opened)
    await work.shares.note(access)
    await work.accesses.record(_opening(share, now, reader))
    work.emit(ShareOpened(share.id, share.publication_id, share.person_id, access.id, now))
    return opened


def _opening(share: Share, now: datetime, reader: Reader) -> Access:
    return _seen(share, now, "open", "Ouverture de votre partage par l’organisme à qui vous l’avez adressé", reader)


def _seen(share: Share, now: datetime, act: str, purpose: str, reader: Reader) -> Access:
    return by_recipient(
        share.person_id,
        now,
        f"publishing.share.{act}",
        purpose,
        share.id,
        reader.organisation,
        reader.professional_id,
    )


def _access(share: Share, at: datetime, act: ShareAct, reader: Reader) -> ShareAccess:
    return ShareAccess(new_id(), share.person_id, share.id, at, act, organisation=reader.organisation)
