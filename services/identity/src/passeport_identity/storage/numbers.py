"""Numbers by which persons are found beside their own: those that they had before, and those of persons merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db.rows import insert_rows
from passeport_identity.domain.registry_decision import KnownPerson
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.storage.person_rows import PERSON_COLUMNS, person_of
from passeport_identity.storage.plans import plan_anew
from passeport_identity.storage.tables import death, former_nir, person
from passeport_identity.usecases.registry_ports import FormerNumber, NumberedPerson, RekeyedNumber

__all__ = ["SqlFormerNumbers", "indexes_of"]

_NAMED = (former_nir.c.nir_index, former_nir.c.person_id.label("named"), former_nir.c.birth_name_key.label("then"))


class SqlFormerNumbers:
    """Implements `usecases.registry_ports.FormerNumbers`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_nir(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, NumberedPerson]:
        """Whom they find: of a person merged, the one who stands for him."""
        stands = person.alias("stands")
        query = (
            sa.select(*_NAMED, stands.c.person_id, stands.c.birth_name_key)
            .join(person, person.c.person_id == former_nir.c.person_id)
            .join(stands, stands.c.person_id == sa.func.coalesce(person.c.replaced_by, person.c.person_id))
            .where(former_nir.c.nir_index == sa.any_(sa.literal(list(fingerprints), ARRAY(sa.LargeBinary))))
        )
        rows = await self._connection.execute(query)
        return {row.nir_index: NumberedPerson(row.person_id, row.birth_name_key, row.then, row.named) for row in rows}

    async def known(self, indexes: Sequence[BlindIndex]) -> Mapping[bytes, KnownPerson]:
        """The same in full: of a person merged, himself."""
        query = (
            sa.select(
                *PERSON_COLUMNS, former_nir.c.nir_index, person.c.import_id, person.c.replaced_by, death.c.died_on
            )
            .join(former_nir, former_nir.c.person_id == person.c.person_id)
            .outerjoin(death, death.c.person_id == person.c.person_id)
            .where(former_nir.c.nir_index == sa.any_(indexes_of(indexes)))
        )
        await plan_anew(self._connection)
        rows = await self._connection.execute(query)
        return {
            row.nir_index: KnownPerson(
                person_of(row),
                row.import_id,
                by_former_number=True,
                merged_into=row.replaced_by,
                died_on=row.died_on,
            )
            for row in rows
        }

    async def add(self, numbers: Sequence[FormerNumber], now: datetime) -> None:
        """Adds numbers."""
        await insert_rows(
            self._connection,
            former_nir,
            [
                {
                    "nir_index": each.index.value,
                    "nir_index_key_version": each.index.key_version,
                    "nir_sealed": each.nir.ciphertext,
                    "nir_key_version": each.nir.key_version,
                    "person_id": each.person_id,
                    "birth_name_key": each.birth_name_key,
                    "noted_at": now,
                }
                for each in numbers
            ],
        )

    async def keep_present(self, person_ids: Sequence[UUID], now: datetime) -> None:
        """Adds the numbers that persons have now, with the birth names that they have now."""
        kept = sa.select(
            person.c.nir_index,
            person.c.nir_index_key_version,
            person.c.nir_sealed,
            person.c.nir_key_version,
            person.c.person_id,
            person.c.birth_name_key,
            sa.literal(now),
        ).where(person.c.person_id.in_(person_ids), person.c.nir_index.is_not(None))
        await self._connection.execute(sa.insert(former_nir).from_select([*former_nir.c.keys()], kept))

    async def of(self, person_id: UUID) -> Sequence[FormerNumber]:
        """Those of one person."""
        query = sa.select(former_nir).where(former_nir.c.person_id == person_id).order_by(former_nir.c.noted_at)
        return [_number(row) for row in await self._connection.execute(query)]

    async def forget(self, indexes: Sequence[BlindIndex]) -> None:
        """Removes numbers."""
        if indexes:
            await self._connection.execute(
                sa.delete(former_nir).where(former_nir.c.nir_index == sa.any_(indexes_of(indexes)))
            )

    async def kept_with_other_keys(
        self, sealing: str, indexing: str, after: bytes, limit: int
    ) -> Sequence[FormerNumber]:
        """Numbers that another key than these versions sealed or indexed, in the order of indexes, locked."""
        query = (
            sa.select(former_nir)
            .where(
                former_nir.c.nir_index > after,
                sa.or_(former_nir.c.nir_key_version != sealing, former_nir.c.nir_index_key_version != indexing),
            )
            .order_by(former_nir.c.nir_index)
            .limit(limit)
            .with_for_update()
        )
        return [_number(row) for row in await self._connection.execute(query)]

    async def rekey(self, numbers: Sequence[RekeyedNumber]) -> None:
        """Writes numbers that were sealed and indexed anew."""
        if not numbers:
            return
        rows = [
            {
                "before": each.before.value,
                "nir_index": each.index.value,
                "nir_index_key_version": each.index.key_version,
                "nir_sealed": each.nir.ciphertext,
                "nir_key_version": each.nir.key_version,
            }
            for each in numbers
        ]
        statement = sa.update(former_nir).where(former_nir.c.nir_index == sa.bindparam("before"))
        await self._connection.execute(statement, rows)


def indexes_of(indexes: Sequence[BlindIndex]) -> sa.BindParameter[list[bytes]]:
    """Indexes as one parameter: a statement can have no more than 32,767."""
    return sa.literal([index.value for index in indexes], ARRAY(sa.LargeBinary))


def _number(row: sa.Row[*tuple[object, ...]]) -> FormerNumber:
    return FormerNumber(
        row.person_id,
        SealedNir(row.nir_sealed, row.nir_key_version),
        BlindIndex(row.nir_index, row.nir_index_key_version),
        row.birth_name_key,
    )
