"""Whose training has which number, in PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.provenance import Source

__all__ = ["SqlTrainingFiles"]

# The key of the table begins with source and sender: the senders are stepped through, who are few, and not their lines.
_PERSONS = sa.text(
    """
    WITH RECURSIVE senders (sender) AS (
        (SELECT sender FROM entry_source WHERE source = :source ORDER BY sender LIMIT 1)
        UNION ALL
        SELECT (
            SELECT following.sender FROM entry_source AS following
            WHERE following.source = :source AND following.sender > senders.sender ORDER BY following.sender LIMIT 1
        )
        FROM senders WHERE senders.sender IS NOT NULL
    )
    SELECT DISTINCT known.sender_key, known.person_id
    FROM senders JOIN entry_source AS known
        ON known.source = :source AND known.sender = senders.sender AND known.sender_key = ANY(:numbers)
    """
).bindparams(sa.bindparam("numbers", type_=ARRAY(sa.Text)))


class SqlTrainingFiles:
    """Implements `passeport_records.usecases.batch_ports.TrainingFiles`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def persons(self, numbers: Collection[str]) -> Mapping[str, Collection[UUID]]:
        """Of whom trainings came under these numbers, whoever sent them; unknown numbers are left out."""
        found: defaultdict[str, set[UUID]] = defaultdict(set)
        asked = {"source": Source.TRAININGS.value, "numbers": sorted(numbers)}
        for row in await self._connection.execute(_PERSONS, asked):
            found[row.sender_key].add(row.person_id)
        return found
