"""Who is who, in PostgreSQL, for passports and for feeds."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.domain.persons import Expiry
from passeport_dossier.storage import persons

__all__ = ["SqlPersons", "begin_as", "begin_for_all"]

_IDS = persons.HELD.subquery("held")
# What the policies of row-level security look at, to the end of the transaction.
_BEGIN = sa.select(
    sa.func.set_config("app.person_id", sa.cast(sa.bindparam("person_id", type_=sa.Uuid), sa.Text), True),
    sa.func.set_config(
        "app.person_ids",
        sa.select(sa.func.string_agg(sa.cast(_IDS.c.id, sa.Text), ",")).scalar_subquery(),
        True,
    ).label("ids"),
)
_FEEDS = sa.func.set_config("app.feeds", "on", True)
_FOR_ALL = sa.select(_FEEDS)
_PLANNED_ANEW = sa.select(_FEEDS, sa.func.set_config("plan_cache_mode", "force_custom_plan", True))
# "expi": one lock, since a chunk may speak of two thousand persons; it is held from the last look to the commit.
_ALONE = sa.text("SELECT pg_advisory_xact_lock(x'65787069'::bigint)")
_WITH_OTHERS = sa.text("SELECT pg_advisory_xact_lock_shared(x'65787069'::bigint)")


async def begin_as(connection: AsyncConnection, person_id: UUID) -> list[UUID]:
    """Makes the rows of a person, under all his identifiers, the only ones of the transaction; returns these."""
    row = (await connection.execute(_BEGIN, {"person_id": person_id})).one()
    return [UUID(text) for text in row.ids.split(",")]


async def begin_for_all(connection: AsyncConnection, *, planned_anew: bool = False) -> None:
    """Makes the rows of every person those of the transaction, as for feeds.

    `planned_anew`: no plan of a statement is kept. One made while a table was empty, and kept while files fill it,
    would read it through for each of two thousand keys.
    """
    await connection.execute(_PLANNED_ANEW if planned_anew else _FOR_ALL)


class SqlPersons(persons.SqlPersons):
    """Implements `passeport_records.usecases.ports.SamePersons`."""

    async def expire(self, expiry: Expiry) -> None:
        """Deletes for good what lies here under one identifier, accesses aside."""
        await super().expire(expiry)
        # And what was entered meanwhile, and could not be seen yet. Not at once: who waits here holds up every feed.
        await self._connection.execute(_ALONE)
        await super().expire(expiry)

    async def expired(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those of them whose time is over. Of no other it will be before the end of the transaction, which is near."""
        await self._connection.execute(_WITH_OTHERS)
        return await super().expired(person_ids)
