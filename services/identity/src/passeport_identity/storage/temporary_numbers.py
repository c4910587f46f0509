"""Numbers that senders know persons by (NTT, INE), and the persons whom what stood beside them has named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.storage.tables import person, person_ntt
from passeport_identity.usecases.registry_ports import NumberedPerson

__all__ = ["SqlTemporaryNumbers"]

_LEARN = sa.text("""
    INSERT INTO person_ntt AS known (ntt_index, person_id, declared_at, index_key_version)
    SELECT DISTINCT ntt_index, person_id, CAST(:now AS timestamptz), CAST(:key_version AS text)
    FROM unnest(:ntt_indexes, :person_ids) AS q(ntt_index, person_id)
    ORDER BY ntt_index, person_id
    ON CONFLICT (ntt_index, person_id) DO UPDATE
    SET declared_at = greatest(known.declared_at, excluded.declared_at), index_key_version = excluded.index_key_version
    RETURNING person_id, xmax = 0 AS is_new
    """).bindparams(
    sa.bindparam("ntt_indexes", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("person_ids", type_=ARRAY(sa.Uuid)),
    sa.bindparam("now", type_=sa.DateTime(timezone=True)),
)


class SqlTemporaryNumbers:
    """Implements `usecases.person_ports.TemporaryNumbers`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def persons(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, Sequence[NumberedPerson]]:
        """The persons linked to numbers of these fingerprints, by fingerprint; who replaced one stands for him."""
        stands = sa.func.coalesce(person.c.replaced_by, person.c.person_id).label("stands")
        query = (
            sa.select(person_ntt.c.ntt_index, person_ntt.c.person_id.label("named"), stands, person.c.birth_name_key)
            .join(person, person.c.person_id == person_ntt.c.person_id)
            .where(person_ntt.c.ntt_index == sa.any_(sa.literal(list(fingerprints), ARRAY(sa.LargeBinary))))
            # Linked to who stays as well, it is his.
            .order_by(person_ntt.c.ntt_index, stands, person.c.replaced_by.asc().nulls_last())
        )
        found: defaultdict[bytes, list[NumberedPerson]] = defaultdict(list)
        for row in await self._connection.execute(query):
            found[row.ntt_index].append(NumberedPerson(row.stands, row.birth_name_key, named=row.named))
        return found

    async def learn(self, links: Sequence[tuple[bytes, UUID]], key_version: str, now: datetime) -> Sequence[UUID]:
        """Links the number of a fingerprint of this key to a person each; gives the persons for whom a link is new."""
        if not links:
            return []
        values = {"ntt_indexes": [index for index, _ in links], "person_ids": [person_id for _, person_id in links]}
        rows = await self._connection.execute(_LEARN, values | {"now": now, "key_version": key_version})
        return [row.person_id for row in rows if row.is_new]
