"""Many rows in one statement: what comes back is what was sent, and finding some keys reads no other's rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_records.domain.harvest import Held, award_key
from passeport_records.storage import tables
from passeport_records.storage.entry_rows import among, write_held
from passeport_records.storage.rows import insertion, sent
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from support import guaranteed

SAME: dict[str, Any] = write_held(Held(guaranteed(new_id())))


@pytest.mark.parametrize(
    "differences",
    [
        [{}],
        [{"id": new_id()} for _ in range(3)],
        [{"id": new_id(), "person_id": new_id(), "title": f"Titre {number}"} for number in range(3)],
        [{"id": new_id(), "end_date": end} for end in (None, None, None)],
        [{"id": new_id(), "end_date": end} for end in (None, "2026-10", None)],
        [{"id": new_id(), "details": details} for details in ({"é": "\u2028"}, {}, {"a": [1, {}]})],
        [{"id": new_id(), "title": title} for title in ("", "{}", '{"NULL",\\}')],
    ],
)
async def test_rows_come_back_as_they_were_sent(
    engine: AsyncEngine, owner_engine: AsyncEngine, differences: list[dict[str, Any]]
) -> None:
    rows = [SAME | difference for difference in differences]
    async with engine.begin() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        values, alike = sent(tables.entry, rows)
        await connection.execute(insertion(tables.entry, tuple(rows[0]), alike), values)
    async with owner_engine.connect() as connection:
        # What is not sent is left to the database.
        wanted = [tables.entry.c[name] for name in SAME]
        found = (await connection.execute(sa.select(*wanted).order_by(tables.entry.c.id))).mappings().all()
    assert [dict(row) for row in found] == sorted(rows, key=lambda row: row["id"])


async def test_keys_are_looked_up_one_by_one_however_little_is_known_of_the_table(
    open_feed_work: FeedUnitsOfWork, owner_engine: AsyncEngine
) -> None:
    read = sa.text(
        "SELECT pg_stat_clear_snapshot(), seq_tup_read + idx_tup_fetch"
        " FROM pg_stat_user_tables WHERE relname = 'entry_source'"
    )

    async def find() -> int:
        async with open_feed_work() as work:
            await work.guaranteed.find([award_key("AB123CDE", f"other-{number}") for number in range(100)])
            await work.guaranteed.find([award_key(f"ZZ{number}", "other") for number in range(100)])
            await work.guaranteed._connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
            await work.commit()
        async with owner_engine.connect() as connection:
            return int((await connection.execute(read)).one()[1])

    # Whatever is planned now, while there are no rows, must be as good when there are many, before any ANALYZE.
    for _ in range(8):
        before = await find()
    async with owner_engine.begin() as connection:
        await connection.execute(
            sa.text(
                "INSERT INTO entry_source SELECT 'certifications', 'AB123CDE', 'P-' || number, gen_random_uuid(),"
                " gen_random_uuid() FROM generate_series(1, 5000) AS number"
            )
        )
    assert await find() - before < 1000


async def test_one_of_any_number_of_places_is_found(engine: AsyncEngine) -> None:
    table = tables.entry
    row = SAME | {"id": new_id()}
    places = [(new_id(), new_id()) for _ in range(20_000)]
    async with engine.begin() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        await connection.execute(sa.insert(table).values(row))

        async def found(asked: list[tuple[UUID, UUID]]) -> list[UUID]:
            query = sa.select(table.c.id).where(among(asked, table.c.person_id, table.c.id))
            return [one for (one,) in await connection.execute(query)]

        assert await found([*places, (row["person_id"], row["id"])]) == [row["id"]]
        assert await found(places) == []
        assert await found([]) == []
