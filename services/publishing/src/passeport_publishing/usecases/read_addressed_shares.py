"""Gives a professional what holders addressed to his body, and tells them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.access import by_recipient
from passeport_publishing.domain.addressed_share import AddressedPage, Reader
from passeport_publishing.domain.events import ShareOpened
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.domain.share import Part, Share, ShareAccess, ShareAct, SharePosition
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
            persons = {one.share.person_id for one in page.shares}
            # As many as a page holds at most.
            shut = {person_id for person_id in persons if await work.persons.is_shut(person_id)}
            shown = tuple(one for one in page.shares if one.share.person_id not in shut)
            for one in shown:
                purpose = "Liste des partages adressés à un organisme, une fois ou plus dans l’heure"
                await work.accesses.record_hourly(
                    by_recipient(
                        one.share.person_id, now, "publishing.share.listed", purpose, one.share.id,
                        reader.organisation, reader.professional_id,
                    )
                )  # fmt: skip
            await work.commit()
        return AddressedPage(shown, page.next)

    async def publication(self, reader: Reader, share_id: UUID) -> Shown:
        """What the share shows; each time is an opening."""
        now = self.clock()
        async with self.open_work() as work:
            share = await self._addressed(work, reader, share_id)
            registered = await work.publications.registered(share.publication_id)
            if registered is None:
                raise ShareNotFound(metadata={"id": str(share_id)})
            access = _access(share, now, ShareAct.OPENED, reader)
            opened = share.opened(now)
            await work.shares.save(opened)
            await work.shares.note(access)
            purpose = "Ouverture de votre partage par l’organisme à qui vous l’avez adressé"
            await work.accesses.record(
                by_recipient(
                    share.person_id, now, "publishing.share.open", purpose, share.id,
                    reader.organisation, reader.professional_id,
                )
            )  # fmt: skip
            work.emit(ShareOpened(share.id, share.publication_id, share.person_id, access.id, now))
            await work.commit()
        return Shown(opened, registered)

    async def document(self, reader: Reader, share_id: UUID) -> tuple[Share, SealedDocument]:
        """The sealed PDF. Raises ShareNotFound also where the share does not show it, ArtefactsUnavailable."""
        async with self.open_work() as work:
            share = await self._addressed(work, reader, share_id)
            kept = await work.publications.document(share.person_id, share.publication_id)
            if kept is None or Part.DOCUMENT not in share.parts:
                raise ShareNotFound(metadata={"id": str(share_id)})
        document = await document_of(kept, self.artefacts)
        async with self.open_work() as work:
            # Asked again: a share may have been ended while a store was asked.
            share = await self._addressed(work, reader, share_id)
            await self._note(work, share, reader, ShareAct.DOCUMENT)
        return share, document

    async def credential(self, reader: Reader, share_id: UUID) -> tuple[Share, str]:
        """The credential. Raises ShareNotFound also where the share does not show it."""
        async with self.open_work() as work:
            share = await self._addressed(work, reader, share_id)
            credential = await work.publications.credential(share.person_id, share.publication_id)
            if credential is None or Part.CREDENTIAL not in share.parts:
                raise ShareNotFound(metadata={"id": str(share_id)})
            await self._note(work, share, reader, ShareAct.CREDENTIAL)
        return share, credential

    async def _addressed(self, work: UnitOfWork, reader: Reader, share_id: UUID) -> Share:
        share = await work.shares.addressed(reader.siret, share_id)
        if share is None or not share.opens(self.clock()) or await work.persons.is_shut(share.person_id):
            raise ShareNotFound(metadata={"id": str(share_id)})
        return share

    async def _note(self, work: UnitOfWork, share: Share, reader: Reader, act: ShareAct) -> None:
        now = self.clock()
        await work.shares.note(_access(share, now, act, reader))
        purpose = "Téléchargement depuis votre partage, une fois ou plus dans l’heure, par l’organisme"
        await work.accesses.record_hourly(
            by_recipient(
                share.person_id, now, "publishing.share.download", purpose, share.id,
                reader.organisation, reader.professional_id,
            )
        )  # fmt: skip
        await work.commit()


def _access(share: Share, at: datetime, act: ShareAct, reader: Reader) -> ShareAccess:
    return ShareAccess(new_id(), share.person_id, share.id, at, act, organisation=reader.organisation)
