"""Changes of numbers that employers declare, each with whom the former number finds and, once it does, the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.declared_number import DeclaredNumber, OpenDeclaration
from passeport_identity.storage.tables import declared_number, person

__all__ = ["SqlDeclaredNumbers"]

_NOTE = sa.text("""
    INSERT INTO declared_number AS known
        (person_id, nir_index, organisation, declared_at, other_person_id, index_key_version)
    SELECT person_id, nir_index, organisation, declared_at, other_person_id, CAST(:key_version AS text)
    FROM unnest(:person_ids, :nir_indexes, :organisations, :moments, :other_person_ids)
        AS q(person_id, nir_index, organisation, declared_at, other_person_id)
    ORDER BY person_id, nir_index
    ON CONFLICT (person_id, nir_index, organisation) DO UPDATE
    SET declared_at = greatest(known.declared_at, excluded.declared_at),
        other_person_id = coalesce(excluded.other_person_id, known.other_person_id),
        index_key_version = excluded.index_key_version
    RETURNING person_id, xmax = 0 AS is_new
    """).bindparams(
    sa.bindparam("person_ids", type_=ARRAY(sa.Uuid)),
    sa.bindparam("nir_indexes", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("organisations", type_=ARRAY(sa.Text)),
    sa.bindparam("moments", type_=ARRAY(sa.DateTime(timezone=True))),
    sa.bindparam("other_person_ids", type_=ARRAY(sa.Uuid)),
)
_RENEW = sa.text("""
    UPDATE declared_number AS known SET nir_index = q.newest, index_key_version = CAST(:key_version AS text)
    FROM unnest(:older, :newest) AS q(older, newest)
    WHERE known.nir_index = q.older
    """).bindparams(
    sa.bindparam("older", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("newest", type_=ARRAY(sa.LargeBinary)),
)
_HOLDERS = sa.text("""
    UPDATE declared_number AS known SET other_person_id = q.person_id
    FROM unnest(:nir_indexes, :person_ids) AS q(nir_index, person_id)
    WHERE known.nir_index = q.nir_index
    """).bindparams(
    sa.bindparam("nir_indexes", type_=ARRAY(sa.LargeBinary)),
    sa.bindparam("person_ids", type_=ARRAY(sa.Uuid)),
)
_SETTLE = sa.text("""
    DELETE FROM declared_number AS known USING person AS one, person AS other
    WHERE known.other_person_id IS NOT NULL
      AND one.person_id = known.person_id AND other.person_id = known.other_person_id
      AND coalesce(one.replaced_by, one.person_id) = coalesce(other.replaced_by, other.person_id)
    """)


class SqlDeclaredNumbers:
    """Implements `usecases.registry_ports.DeclaredNumbers`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, declared: Sequence[DeclaredNumber], key_version: str) -> Sequence[UUID]:
        """Keeps each once, with its fingerprint of this key; gives the persons of those that are new."""
        if not declared:
            return []
        values = {
            "person_ids": [each.person_id for each in declared],
            "nir_indexes": [each.nir_index for each in declared],
            "organisations": [each.organisation for each in declared],
            "moments": [each.declared_at for each in declared],
            "other_person_ids": [each.other_person_id for each in declared],
            "key_version": key_version,
        }
        return [row.person_id for row in await self._connection.execute(_NOTE, values) if row.is_new]

    async def renew(self, fingerprints: Mapping[bytes, bytes], key_version: str) -> None:
        """Gives what is kept under fingerprints of older keys those of the newest, which is this one."""
        if fingerprints:
            values = {"older": list(fingerprints), "newest": list(fingerprints.values())}
            await self._connection.execute(_RENEW, values | {"key_version": key_version})

    async def settle(self, holders: Mapping[bytes, UUID]) -> None:
        """Notes whom numbers find, and removes what is decided: where both numbers find one person."""
        if holders:
            values = {"nir_indexes": list(holders), "person_ids": list(holders.values())}
            await self._connection.execute(_HOLDERS, values)
        await self._connection.execute(_SETTLE)

    async def open(self) -> Sequence[OpenDeclaration]:
        """What is open: what an operator can decide first, then what the most organisations say."""
        one, other = person.alias("one"), person.alias("other")
        stands = sa.func.coalesce(one.c.replaced_by, one.c.person_id).label("stands")
        other_stands = sa.func.coalesce(other.c.replaced_by, other.c.person_id).label("other_stands")
        several = sa.func.count(declared_number.c.organisation.distinct()).label("organisations")
        query = (
            sa.select(stands, other_stands, several, sa.func.max(declared_number.c.declared_at).label("declared_at"))
            .join(one, one.c.person_id == declared_number.c.person_id)
            .outerjoin(other, other.c.person_id == declared_number.c.other_person_id)
            .group_by(stands, other_stands, declared_number.c.nir_index)
            .order_by(other_stands.is_(None), several.desc(), stands, declared_number.c.nir_index)
        )
        return [
            OpenDeclaration(row.stands, row.other_stands, row.organisations, row.declared_at)
            for row in await self._connection.execute(query)
        ]
