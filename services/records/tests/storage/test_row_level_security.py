"""Whoever does not say whose rows he wants gets none: of every table that names a person, the ones to come included."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from ledger_support import feeds_of, sequence
from passeport_chassis.access import by_holder
from passeport_chassis.db.housekeeping import delete_expired
from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Feed
from passeport_records.domain.entry import Content
from passeport_records.domain.request import Claimed
from passeport_records.storage import tables
from passeport_records.storage.retention import RETENTIONS
from passeport_records.storage.unit_of_work import UnitsOfWork
from passeport_testing.postgres import Database
from samples import contract, lot, message, person, simple_flux
from support import CERTIFIER, DSN_SENDER, NOW, declared

# Tables with a person that everybody may read, and why.
OPEN = {
    "batch": "how far the undoing of a file is: an identifier, which is no one's before the undoing has come to him",
    "expired_person": "asked before anything is known of a person: whether there still is one",
    "person_merge": "asked before it is known who is meant: who is read as whom",
}
CONDITIONS = ("app.person_id'", "app.person_ids'", "app.feeds'", "claimed_at < (now() - '90 days'::interval)")
_NAMING = sa.text(
    """
    SELECT c.relname AS table, c.relrowsecurity AS guarded, pg_get_userbyid(c.relowner) AS owner,
        (SELECT array_agg(pg_get_expr(p.polqual, p.polrelid)) FROM pg_policy AS p WHERE p.polrelid = c.oid) AS policies
    FROM pg_class AS c
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND EXISTS (
        SELECT FROM pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname ~ '(person|holder)'
    )
    ORDER BY c.relname
    """
)


async def guarded(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return [row.table for row in await connection.execute(_NAMING) if row.guarded]


async def test_every_table_with_a_person_is_behind_policies(owner_engine: AsyncEngine, database: Database) -> None:
    async with owner_engine.connect() as connection:
        found = (await connection.execute(_NAMING)).all()
        role = sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :name")
        assert await connection.scalar(role, {"name": database.app}) is False
    assert {row.table for row in found if not row.guarded} == OPEN.keys()
    for row in found:
        for policy in row.policies or ():
            assert any(part in policy for part in CONDITIONS), (row.table, policy)
    # Policies do not bind who owns a table.
    assert {row.owner for row in found} == {database.owner}


async def test_who_names_nobody_gets_no_row_of_anybody(
    engine: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    tools, holder = tools_of(feeds_of(engine), KnownPersons()), new_id()
    for feed, sender, content in (
        (Feed.CERTIFICATIONS, CERTIFIER, simple_flux("1", "2")),
        (Feed.DSN, DSN_SENDER, lot(message(person(), contract()))),
    ):
        await send_and_process(tools, sender, feed, content, feed.value)
    await sequence(engine)
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("2", "3"), "z")
    async with open_work(holder) as work:
        entry = declared(holder, Content(title="À moi"))
        await work.entries.add(entry)
        await work.requests.claim("once", Claimed(holder, entry.id, b"print"))
        await work.accesses.record(by_holder(holder, NOW, "records.entry.read", "…"))
        await work.commit()
    filled = set()
    for name in await guarded(owner_engine):
        count = sa.select(sa.func.count()).select_from(tables.metadata.tables[name])
        async with owner_engine.connect() as connection:
            if await connection.scalar(count):
                filled.add(name)
        async with engine.connect() as connection:
            assert await connection.scalar(count) == 0, name
    kept = {
        "access",
        "confirmation",
        "entry",
        "entry_source",
        "ledger_key",
        "ledger_place",
        "ledger_queue",
        "provenance_step",
        "request_id",
    }
    assert filled >= kept


async def test_what_has_served_its_time_is_deleted_by_who_names_nobody(
    engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    (retention,) = [each for each in RETENTIONS if each.table is tables.request_id]
    row = {"person_id": new_id(), "entry_id": new_id(), "fingerprint": b""}
    async with owner_engine.begin() as connection:
        for name, age in (("old", retention.keep + timedelta(1)), ("new", retention.keep - timedelta(1))):
            values = row | {"request_id": name, "claimed_at": sa.func.now() - age}
            await connection.execute(sa.insert(tables.request_id).values(values))
    assert await delete_expired(engine, retention) == 1
    async with owner_engine.connect() as connection:
        assert list(await connection.scalars(sa.select(tables.request_id.c.request_id))) == ["new"]


@pytest.mark.parametrize("table", ["entry_source", "request_id"])
async def test_a_holder_reads_the_rows_of_nobody_else(
    engine: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork, table: str
) -> None:
    persons = KnownPersons()
    await send_and_process(tools_of(feeds_of(engine), persons), CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a")
    async with open_work(persons.claire) as work:
        await work.requests.claim("once", Claimed(persons.claire, new_id(), b"print"))
        await work.commit()
    for whose, expected in ((persons.claire, 1), (new_id(), 0)):
        async with engine.connect() as connection:
            await connection.execute(sa.select(sa.func.set_config("app.person_id", str(whose), True)))
            count = sa.select(sa.func.count()).select_from(tables.metadata.tables[table])
            assert await connection.scalar(count) == expected
