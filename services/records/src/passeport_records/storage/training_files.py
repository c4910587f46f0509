"""Whose training has which number, in PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import EntryState
from passeport_records.domain.provenance import Source

__all__ = ["SqlTrainingFiles"]

_PERSONS = sa.text(
    """
    SELECT DISTINCT known.sender_key, known.person_id
    FROM entry_source AS known JOIN entry ON entry.person_id = known.person_id AND entry.id = known.entry_id
    WHERE known.source = :source AND known.sender = ANY(:senders) AND known.sender_key = ANY(:numbers)
        AND entry.state = :active
    """
).bindparams(sa.bindparam("senders", type_=ARRAY(sa.Text)), sa.bindparam("numbers", type_=ARRAY(sa.Text)))


class SqlTrainingFiles:
    """Implements `passeport_records.usecases.batch_ports.TrainingFiles`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def persons(self, numbers: Collection[str], senders: Collection[str]) -> Mapping[str, Collection[UUID]]:
        """Whose trainings of these numbers hold that these senders (SIRET) gave; unknown numbers are left out."""
        found: defaultdict[str, set[UUID]] = defaultdict(set)
        asked = {
            "source": Source.TRAININGS.value,
            "active": EntryState.ACTIVE.value,
            "senders": sorted(senders),
            "numbers": sorted(numbers),
        }
        for row in await self._connection.execute(_PERSONS, asked):
            found[row.sender_key].add(row.person_id)
        return found
