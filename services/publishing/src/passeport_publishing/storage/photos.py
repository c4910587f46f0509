"""The photos in PostgreSQL."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import HELD, ids_of
from passeport_publishing.domain.photo import Photo
from passeport_publishing.storage.photo_table import photo as table

__all__ = ["SqlPhotos"]


# Made once: every publication asks it.
_LAST = sa.select(table).where(table.c.person_id.in_(HELD)).order_by(table.c.kept_at.desc()).limit(1)


class SqlPhotos:
    """Implements `passeport_publishing.usecases.photo_ports.Photos`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, person_id: UUID, photo: Photo) -> None:
        """Keeps one in place of the one before."""
        values = {"jpeg": photo.jpeg, "width": photo.width, "height": photo.height, "kept_at": photo.kept_at}
        added = insert(table).values(person_id=person_id, **values)
        await self._connection.execute(added.on_conflict_do_update(index_elements=[table.c.person_id], set_=values))

    async def get(self, person_id: UUID) -> Photo | None:
        """The one that is kept; of several under the identifiers of one person, the last that was sent."""
        row = (await self._connection.execute(_LAST, {"person_id": person_id})).one_or_none()
        return None if row is None else Photo(row.jpeg, row.width, row.height, row.kept_at)

    async def delete(self, person_id: UUID) -> None:
        """Deletes it, under each of the holder's identifiers."""
        ids = await ids_of(self._connection, person_id)
        await self._connection.execute(sa.delete(table).where(table.c.person_id.in_(ids)))
