"""The files of entries in PostgreSQL, but for their bytes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.attachment import Attachment
from passeport_records.domain.entry import Entry
from passeport_records.errors import AttachmentNotFound
from passeport_records.storage.tables import attachment as table
from passeport_records.storage.tables import entry as entry_table

__all__ = ["SqlAttachments", "SqlKeptFiles"]


class SqlAttachments:
    """Implements `passeport_records.usecases.attachment_ports.Attachments`."""

    def __init__(self, connection: AsyncConnection, person_ids: Sequence[UUID]) -> None:
        self._connection = connection
        self._mine = sa.select(table).where(table.c.person_id.in_(person_ids))

    async def lock(self, entry: Entry) -> None:
        """Lets nobody else attach a file to the entry until the end of the transaction."""
        query = sa.select(entry_table.c.id).where(
            entry_table.c.person_id == entry.person_id, entry_table.c.id == entry.id
        )
        await self._connection.execute(query.with_for_update())

    async def of_entry(self, entry_id: UUID) -> Sequence[Attachment]:
        """The files of an entry, the oldest first."""
        return await self.of_entries([entry_id])

    async def of_entries(self, entry_ids: Collection[UUID]) -> Sequence[Attachment]:
        """The files of several entries, the oldest first."""
        query = self._mine.where(table.c.entry_id.in_(entry_ids)).order_by(table.c.id)
        return [Attachment(**row) for row in (await self._connection.execute(query)).mappings()]

    async def get(self, entry_id: UUID, attachment_id: UUID) -> Attachment:
        """One file of an entry. Raises AttachmentNotFound."""
        query = self._mine.where(table.c.entry_id == entry_id, table.c.id == attachment_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise AttachmentNotFound(attachment_id)
        return Attachment(**row)

    async def add(self, entry: Entry, attachment: Attachment) -> Attachment:
        """Notes a file, under the identifier of the person that the entry has; returns it so."""
        noted = replace(attachment, person_id=entry.person_id)
        await self._connection.execute(sa.insert(table).values(asdict(noted)))
        return noted

    async def rename(self, attachment: Attachment, file_name: str) -> Attachment:
        """Gives a file another name; returns it so."""
        if attachment.file_name == file_name:
            return attachment
        await self._connection.execute(sa.update(table).where(*_one(attachment)).values(file_name=file_name))
        return replace(attachment, file_name=file_name)

    async def remove(self, attachment: Attachment) -> None:
        """Forgets a file."""
        await self._connection.execute(sa.delete(table).where(*_one(attachment)))


def _one(attachment: Attachment) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        table.c.person_id == attachment.person_id,
        table.c.entry_id == attachment.entry_id,
        table.c.id == attachment.id,
    )


class SqlKeptFiles:
    """Implements `passeport_records.usecases.attachment_ports.KeptFiles`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def known(self, addresses: Collection[str]) -> Collection[str]:
        """Those of the addresses that a file of an entry has."""
        query = sa.select(table.c.address).where(table.c.address.in_(addresses))
        return set(await self._connection.scalars(query))
