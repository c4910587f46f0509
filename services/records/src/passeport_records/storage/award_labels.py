"""Labels of awards in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.award import AwardLabel
from passeport_records.storage.rows import insertion, sent
from passeport_records.storage.tables import award_label

__all__ = ["SqlAwardLabels"]


class SqlAwardLabels:
    """Implements `passeport_records.usecases.ports.AwardLabels`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, codes: Collection[str]) -> Mapping[str, AwardLabel]:
        """The labels of these codes; unknown codes are left out."""
        if not codes:
            return {}
        columns = award_label.c
        wanted = sa.bindparam("codes", list(codes), type_=sa.ARRAY(sa.Text))
        query = sa.select(columns.code, columns.title, columns.level).where(columns.code == sa.any_(wanted))
        return {row.code: AwardLabel(row.title, row.level) for row in await self._connection.execute(query)}

    async def put(self, labels: Mapping[str, AwardLabel]) -> None:
        """Adds labels, or replaces those that are there."""
        if not labels:
            return
        rows = [{"code": code, "title": label.title, "level": label.level} for code, label in labels.items()]
        values, alike = sent(award_label, rows)
        statement = insertion(award_label, tuple(rows[0]), alike)
        replaced = {"title": statement.excluded.title, "level": statement.excluded.level}
        statement = statement.on_conflict_do_update(index_elements=[award_label.c.code], set_=replaced)
        await self._connection.execute(statement, values)
