"""The versions of referentials in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_records.referentials.domain.terms import Scheme
from passeport_records.referentials.domain.versions import Change, Version

__all__ = ["SqlVersions"]


class SqlVersions:
    """Implements `passeport_records.referentials.usecases.ports.Versions`."""

    def __init__(self, engine: AsyncEngine, version: sa.Table) -> None:
        self._engine = engine
        self._table = version

    async def all(self) -> Sequence[Version]:
        """All of them, scheme by scheme, the newest first."""
        columns = self._table.c
        async with self._engine.connect() as connection:
            rows = await connection.execute(sa.select(self._table).order_by(columns.scheme, columns.since.desc()))
            return [
                Version(
                    scheme=Scheme(row.scheme),
                    since=row.since,
                    file_name=row.file_name,
                    sha256=row.sha256,
                    terms=row.terms,
                    faults=row.faults,
                    change=Change(row.added, row.changed, row.dropped),
                    imported_at=row.imported_at,
                )
                for row in rows
            ]
