"""The holder attaches a file to an entry that he declared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import new_id
from passeport_records.domain.attachment import MEDIA_TYPES, Attachment, Inspection, check_file_name
from passeport_records.domain.entry import Entry, Nature
from passeport_records.errors import (
    AttachmentsFull,
    AttachmentTypeUnsupported,
    EntryGuaranteed,
    FieldInvalid,
    FileTooLarge,
)
from passeport_records.usecases.attachment_ports import AttachmentTools, Scan
from passeport_records.usecases.ports import OpenWork, UnitOfWork

__all__ = ["add_attachment"]


async def add_attachment(
    open_work: OpenWork,
    tools: AttachmentTools,
    clock: Clock,
    *,
    person_id: UUID,
    entry_id: UUID,
    file_name: str,
    chunks: AsyncIterator[bytes],
) -> Attachment:
    """Checks a file while it comes, keeps it, and notes it; no transaction is open meanwhile.

    The same bytes again give the attachment that they made, under the name that they have now. Raises EntryNotFound,
    EntryGuaranteed, AttachmentsFull, FieldInvalid, FileTooLarge, AttachmentTypeUnsupported, AttachmentInfected,
    AttachmentUnscannable, ScannerUnavailable; nothing is kept then.
    """
    if violations := [*check_file_name(file_name)]:
        raise FieldInvalid(*violations)
    async with open_work(person_id) as work:
        await _declared(work, entry_id)
    attachment_id, inspection = new_id(), Inspection()
    async with tools.scanner.scan() as scan:
        pieces = _checked(chunks, inspection, scan, tools.max_bytes)
        address = await tools.store.write(attachment_id, pieces)
    # A file that no row comes to name is swept: whoever is cut off here cannot know whether the row was kept.
    return await _note(
        open_work,
        tools,
        clock,
        person_id,
        Attachment(
            id=attachment_id,
            person_id=person_id,
            entry_id=entry_id,
            file_name=file_name,
            media_type=inspection.media_type or "",
            size=inspection.size,
            sha256=inspection.sha256,
            address=address,
            created_at=clock(),
        ),
    )


async def _declared(work: UnitOfWork, entry_id: UUID) -> Entry:
    entry = await work.entries.get(entry_id)
    if entry.nature is Nature.GUARANTEED:
        raise EntryGuaranteed(entry_id)
    return entry


async def _checked(
    chunks: AsyncIterator[bytes], inspection: Inspection, scan: Scan, limit: int
) -> AsyncIterator[bytes]:
    """The pieces as they come; raises at their end, before the store keeps them, when the file may not be kept."""
    async for chunk in chunks:
        inspection.look_at(chunk)
        if inspection.size > limit:
            raise FileTooLarge(limit)
        await scan.look_at(chunk)
        yield chunk
    if inspection.size == 0:
        raise FieldInvalid(FieldViolation("file", "is empty: send its content as the body", "EMPTY"))
    if inspection.media_type is None:
        raise AttachmentTypeUnsupported(MEDIA_TYPES)
    await scan.finish()


async def _note(
    open_work: OpenWork, tools: AttachmentTools, clock: Clock, person_id: UUID, attachment: Attachment
) -> Attachment:
    async with open_work(person_id) as work:
        entry = await _declared(work, attachment.entry_id)
        await work.attachments.lock(entry)
        known = await work.attachments.of_entry(entry.id)
        same = next((one for one in known if one.sha256 == attachment.sha256), None)
        if same is None and len(known) >= tools.max_count:
            await tools.store.remove([attachment.address])
            raise AttachmentsFull(tools.max_count)
        if same is None:
            kept = await work.attachments.add(entry, attachment)
        else:
            kept = await work.attachments.rename(same, attachment.file_name)
        purpose = "Ajout d’un justificatif à un élément de votre passeport"
        access = by_holder(person_id, clock(), "records.attachment.add", purpose, str(entry.id))
        await work.accesses.record(access)
        await work.commit()
    if same is not None:
        await tools.store.remove([attachment.address])
    return kept
