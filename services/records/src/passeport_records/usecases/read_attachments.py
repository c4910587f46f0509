"""The holder reads the files that he attached, and deletes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_records.domain.attachment import Attachment
from passeport_records.usecases.attachment_ports import AttachmentTools
from passeport_records.usecases.ports import OpenWork

__all__ = ["delete_attachment", "list_attachments", "read_attachment"]


async def list_attachments(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_id: UUID
) -> Sequence[Attachment]:
    """The files of an entry, the oldest first. Raises EntryNotFound."""
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id)
        found = await work.attachments.of_entry(entry.id)
        purpose = "Consultation de la liste des justificatifs d’un élément"
        await work.accesses.record(by_holder(person_id, clock(), "records.attachment.list", purpose, str(entry_id)))
        await work.commit()
    return found


async def read_attachment(
    open_work: OpenWork, tools: AttachmentTools, clock: Clock, *, person_id: UUID, entry_id: UUID, attachment_id: UUID
) -> tuple[Attachment, AsyncIterator[bytes]]:
    """A file and its bytes. Raises EntryNotFound, AttachmentNotFound."""
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id)
        attachment = await work.attachments.get(entry.id, attachment_id)
        purpose = "Lecture d’un justificatif d’un élément de votre passeport"
        await work.accesses.record(by_holder(person_id, clock(), "records.attachment.read", purpose, str(entry_id)))
        await work.commit()
    return attachment, tools.store.read(attachment.id, attachment.address)


async def delete_attachment(
    open_work: OpenWork, tools: AttachmentTools, clock: Clock, *, person_id: UUID, entry_id: UUID, attachment_id: UUID
) -> None:
    """Deletes a file for good. Raises EntryNotFound, AttachmentNotFound."""
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id)
        attachment = await work.attachments.get(entry.id, attachment_id)
        await work.attachments.remove(attachment)
        purpose = "Suppression d’un justificatif d’un élément de votre passeport"
        await work.accesses.record(by_holder(person_id, clock(), "records.attachment.delete", purpose, str(entry_id)))
        await work.commit()
    # Should the process end here, the file is swept (`sweep_attachments`).
    await tools.store.remove([attachment.address])
