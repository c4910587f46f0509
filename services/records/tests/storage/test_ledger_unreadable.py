"""The auditor on PostgreSQL: rows that cannot be read at all are named, and do not hide what else was altered."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from ledger_support import KEYS, NAME, ORIGIN, audit_ledger, feeds_of, places_of, sequence
from passeport_records.domain.batch import Feed
from passeport_records.ledger.entering import enter_ledger
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from samples import contract, lot, message, person, simple_flux
from support import CERTIFIER, DSN_SENDER

_STEP = tables.provenance_step
_UNREAD = "what is kept of version 1 (before) cannot be read"
_GONE = "what is kept of version 1 (before) is gone"
# In which table what is altered so that nothing reads it, or is taken away, at which index, and what is said of it.
ALTERED = [
    (_STEP, "before = '{}'", 3, _UNREAD),
    (_STEP, "before = '[]'", 3, _UNREAD),
    (_STEP, """before = before || '{"start_date": "x"}'""", 3, _UNREAD),
    (_STEP, """before = before || '{"state": "zz"}'""", 3, _UNREAD),
    (_STEP, """before = before || '{"details": "zz"}'""", 3, _UNREAD),
    (_STEP, "before = NULL", 3, _GONE),
    (_STEP, "before = 'null'", 3, _GONE),
    (_STEP, "change = 'zz'", 3, "where version 2 comes from cannot be read (provenance_step)"),
    (_STEP, "said = '[]'", 3, "what version 2 says (provenance_step.said), its key or its log entry was altered"),
    (tables.entry, "start_date = 'zz'", 1, "the entry cannot be read"),
    (tables.entry, "kind = 'zz'", 1, "the entry cannot be read"),
    (tables.batch, "state = 'zz'", 3, "the file of version 2 cannot be read"),
]


async def test_what_cannot_be_read_is_named_and_the_rest_is_read_all_the_same(
    engine: AsyncEngine, owner_engine: AsyncEngine
) -> None:
    tools = tools_of(feeds_of(engine), KnownPersons())
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    for month, title in (("01092026", "Ingénieure"), ("01102026", "Cheffe de projet")):
        said = message(person(), contract(r006=title), month=month)
        await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(said), month)
    await sequence(engine)
    places = await places_of(engine)
    async with owner_engine.begin() as connection:
        await connection.execute(sa.update(tables.entry).where(tables.entry.c.id == places[0][0]).values(title="X"))
    other = (0, "entry does not say what its leaf says: title")
    for table, change, index, said_of_it in ALTERED:
        entry_id, revision, _ = places[index]
        of_step = sa.and_(_STEP.c.entry_id == entry_id, _STEP.c.revision == revision)
        of_batch = tables.batch.c.id == sa.select(_STEP.c.batch_id).where(of_step).scalar_subquery()
        where = {_STEP: of_step, tables.entry: tables.entry.c.id == entry_id, tables.batch: of_batch}[table]
        name, _, value = change.partition(" = ")
        async with owner_engine.begin() as connection:
            kept = await connection.scalar(sa.select(table.c[name]).where(where))
            changed = await connection.execute(sa.update(table).where(where).values({name: sa.literal_column(value)}))
        assert changed.rowcount == 1, change
        faults = [(fault.index, fault.what) for fault in (await audit_ledger(engine, ORIGIN, NAME.keys)).faults]
        assert sorted(faults) == [other, (index, said_of_it)], change
        async with owner_engine.begin() as connection:
            await connection.execute(sa.update(table).where(where).values({name: kept}))


async def test_what_cannot_be_read_is_not_passed_over_where_a_ledger_begins(
    owner_engine: AsyncEngine, open_feed_work: FeedUnitsOfWork
) -> None:
    tools = tools_of(open_feed_work, KnownPersons())
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    async with owner_engine.begin() as connection:
        await connection.execute(sa.update(tables.entry).values(start_date="zz"))
    with pytest.raises(ValueError, match=r"entry .*, version 1, cannot be read: entry"):
        await enter_ledger(owner_engine, KEYS)
