"""The drafts in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_publishing.domain.draft import VERSIONS_LIMIT, Draft, DraftVersion
from passeport_publishing.domain.model_json import model_from_json, model_to_json
from passeport_publishing.storage.tables import draft as table
from passeport_publishing.storage.tables import draft_version as versions

__all__ = ["SqlDrafts"]

# Those deleted that a list shows: nobody makes and deletes so many that he wants an older one back.
_MOST_DELETED = 50
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended('drafts of ' || :person_id, 0))")


class SqlDrafts:
    """Implements `passeport_publishing.usecases.draft_ports.Drafts`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take_turn(self, person_id: UUID) -> None:
        """Makes those who make or restore drafts of a person take turns, to the end of the transaction."""
        await self._connection.execute(_LOCK, {"person_id": str(person_id)})

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[Draft, bytes] | None:
        """The draft that a request made before, deleted or not, and what it asked for."""
        ids = await ids_of(self._connection, person_id)
        query = sa.select(table).where(table.c.person_id.in_(ids), table.c.request_id == request_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else (_draft(row), row.fingerprint)

    async def all(self, person_id: UUID, deleted_since: datetime | None = None) -> Sequence[Draft]:
        """A holder's drafts, the last saved first; or those that he deleted since a moment."""
        query = sa.select(table).where(table.c.person_id.in_(await ids_of(self._connection, person_id)))
        if deleted_since is None:
            query = query.where(table.c.deleted_at.is_(None)).order_by(table.c.changed_at.desc(), table.c.id)
        else:
            query = query.where(table.c.deleted_at > deleted_since).order_by(table.c.deleted_at.desc(), table.c.id)
            query = query.limit(_MOST_DELETED)
        return [_draft(row) for row in await self._connection.execute(query)]

    async def add(self, draft: Draft, request_id: str, fingerprint: bytes) -> None:
        """Adds a draft with its first version."""
        kept = {"name": draft.name, "model": model_to_json(draft.model), "version": draft.version}
        await self._connection.execute(
            sa.insert(table).values(
                **kept,
                person_id=draft.person_id,
                id=draft.id,
                request_id=request_id,
                fingerprint=fingerprint,
                created_at=draft.created_at,
                changed_at=draft.changed_at,
            )
        )
        await self._keep_version(draft)

    async def get(self, person_id: UUID, draft_id: UUID, *, lock: bool = False) -> Draft | None:
        """Gets a draft of this holder, deleted or not, locked against other changes if asked."""
        ids = await ids_of(self._connection, person_id)
        query = sa.select(table).where(table.c.person_id.in_(ids), table.c.id == draft_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).one_or_none()
        return None if row is None else _draft(row)

    async def save(self, draft: Draft) -> None:
        """Writes a draft; a version that is new is kept, and the oldest beyond the limit dropped."""
        await self._connection.execute(
            sa.update(table)
            .where(table.c.person_id == draft.person_id, table.c.id == draft.id)
            .values(
                name=draft.name,
                model=model_to_json(draft.model),
                version=draft.version,
                changed_at=draft.changed_at,
                deleted_at=draft.deleted_at,
            )
        )
        await self._keep_version(draft)
        await self._connection.execute(
            sa.delete(versions).where(*_of(draft), versions.c.version <= draft.version - VERSIONS_LIMIT)
        )

    async def versions(self, draft: Draft) -> Sequence[DraftVersion]:
        """The versions of a draft that are kept, the newest first."""
        query = sa.select(versions).where(*_of(draft)).order_by(versions.c.version.desc())
        return [_version(row) for row in await self._connection.execute(query)]

    async def version(self, draft: Draft, number: int) -> DraftVersion | None:
        """One of them."""
        query = sa.select(versions).where(*_of(draft), versions.c.version == number)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _version(row)

    async def _keep_version(self, draft: Draft) -> None:
        await self._connection.execute(
            insert(versions)
            .values(
                person_id=draft.person_id,
                draft_id=draft.id,
                version=draft.version,
                name=draft.name,
                model=model_to_json(draft.model),
                saved_at=draft.changed_at,
            )
            .on_conflict_do_nothing()
        )


def _of(draft: Draft) -> tuple[sa.ColumnElement[bool], ...]:
    return versions.c.person_id == draft.person_id, versions.c.draft_id == draft.id


def _draft(row: Any) -> Draft:
    return Draft(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        model=model_from_json(row.model),
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        deleted_at=row.deleted_at,
    )


def _version(row: Any) -> DraftVersion:
    return DraftVersion(row.version, row.name, model_from_json(row.model), row.saved_at)
