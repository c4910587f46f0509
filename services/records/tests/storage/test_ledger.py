"""Versions become leaves, and leaves a tree, on PostgreSQL: in the order of the files, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, process, send, send_and_process, tools_of
from ledger_support import KEYS, NAME, audit_ledger, checkpoint_of, count, entries_of, feeds_of, places_of, sequence
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry
from passeport_dossier.usecases.expire_person import ExpirePerson
from passeport_logbook.sequencer import Sequencer
from passeport_records.domain.batch import Feed
from passeport_records.domain.leaf import commitment_of, salt_of
from passeport_records.ledger.queue import METERS, QUEUE
from passeport_records.storage import tables
from passeport_records.storage.leaves import LedgerKeys
from passeport_records.storage.person_work import PersonUnitsOfWork
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases import process_batch as process_module
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.roll_back_batch import order_rollback, roll_back
from passeport_tlog.hashing import leaf_hash, tree_hash
from samples import contract, lot, message, person, simple_flux
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def open_ledger_work(engine: AsyncEngine) -> FeedUnitsOfWork:
    return feeds_of(engine)


@pytest.fixture
def tools(open_ledger_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_ledger_work, persons)


async def said_of(engine: AsyncEngine) -> list[str]:
    """What each leaf says, in the order of the log."""
    step, place = tables.provenance_step.c, tables.ledger_place.c
    query = sa.select(step.said).where(
        step.person_id == place.person_id, step.entry_id == place.entry_id, step.revision == place.revision
    )
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        return list(await connection.scalars(query.order_by(place.index)))


async def test_each_version_is_a_leaf_that_opens(engine: AsyncEngine, tools: FeedTools, persons: KnownPersons) -> None:
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", action="SUPPRESSION"), "b.xml")
    assert await sequence(engine) == 3
    (first, *_), (_, *_), (third, revision, index) = await places_of(engine)
    assert (third, revision, index) == (first, 2, 2)
    said = await said_of(engine)
    assert ['"change":"withdrawn"' in text for text in said] == [False, False, True]
    key = KEYS.make(persons.claire)
    entries = await entries_of(engine)
    assert list(entries) == [commitment_of(salt_of(key, text), text) for text in said]
    # The correction names what it corrects.
    assert f'"previous":"{entries[0].hex()}"' in said[2]
    checkpoint = await checkpoint_of(engine)
    assert (checkpoint.size, checkpoint.root) == (3, tree_hash([leaf_hash(entry) for entry in entries]))


async def test_what_changes_nothing_adds_no_leaf(engine: AsyncEngine, tools: FeedTools) -> None:
    for name in ("a.xml", "b.xml"):
        await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), name)
    assert await sequence(engine) == 1


async def test_an_entry_that_changes_twice_in_a_file_has_a_leaf_for_each(engine: AsyncEngine, tools: FeedTools) -> None:
    months = lot(
        message(person(), contract(), month="01092026"),
        message(person(), contract(r006="Cheffe de projet"), month="01102026"),
    )
    await send_and_process(tools, DSN_SENDER, Feed.DSN, months)
    await sequence(engine)
    said = await said_of(engine)
    assert [('"revision":1' in text, "Cheffe de projet" in text) for text in said] == [(True, False), (False, True)]


async def test_nothing_is_entered_where_there_is_no_ledger(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    await send_and_process(tools_of(open_feed_work, persons), CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    assert await count(engine, tables.ledger_queue) == await count(engine, tables.ledger_key) == 0


async def test_a_later_file_waits_for_one_that_is_not_over(
    engine: AsyncEngine, tools: FeedTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "_CHUNK", 2)
    first = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2", "3", "4"), "a.xml")
    second = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("5"), "b.xml")
    async with tools.open_work() as work:
        taken = await work.batches.take(tools.clock() + timedelta(minutes=1))
        await work.commit()
    assert taken is not None
    assert (taken.id, second.treatment_number) == (first.id, first.treatment_number + 1)
    other = await process(tools)
    assert other is not None
    assert other.id == second.id
    assert await sequence(engine) == 0
    stop = asyncio.Event()
    stop.set()
    halfway = await process_module.process_batch(tools, taken, stop)
    assert halfway.position == 2
    # As far as it is, since nothing can come before.
    assert await sequence(engine) == 2
    await process(tools)
    assert await sequence(engine) == 3
    assert [text.split('"key":"')[1][0] for text in await said_of(engine)] == ["1", "2", "3", "4", "5"]


async def test_no_file_waits_for_one_of_a_feed_that_this_version_does_not_know(
    engine: AsyncEngine, owner_engine: AsyncEngine, tools: FeedTools
) -> None:
    left = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "left.xml")
    async with owner_engine.begin() as connection:
        await connection.execute(sa.update(tables.batch).where(tables.batch.c.id == left.id).values(feed="of-a-later"))
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("2"), "b.xml")
    assert await sequence(engine) == 1


async def test_who_is_forgotten_leaves_leaves_that_nobody_can_read(
    engine: AsyncEngine, owner_engine: AsyncEngine, tools: FeedTools, persons: KnownPersons
) -> None:
    other = persons.add("1810444109021")
    persons.by_name["AUTRE"] = other
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    await sequence(engine)
    before = await checkpoint_of(engine)
    entries = await entries_of(engine)
    # Some are still in the queue when he is forgotten.
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("3"), "b.xml")
    expire = ExpirePerson(PersonUnitsOfWork(engine, "records-persons"))
    await expire(new_id(), Expiry(persons.claire, datetime.now(UTC)))
    assert await sequence(engine) == 1
    assert list(await entries_of(engine))[:2] == list(entries)
    after = await checkpoint_of(engine)
    assert (before.size, after.size) == (2, 3)
    async with owner_engine.connect() as connection:
        shredded = await connection.scalars(sa.select(tables.ledger_shredded.c.index).order_by("index"))
        assert list(shredded) == [0, 1, 2]
        for table in (tables.ledger_key, tables.ledger_place, tables.ledger_queue, tables.provenance_step):
            assert await connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


async def test_who_is_forgotten_while_leaves_get_their_places_leaves_none_behind(
    engine: AsyncEngine, owner_engine: AsyncEngine, tools: FeedTools, persons: KnownPersons
) -> None:
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    expire = ExpirePerson(PersonUnitsOfWork(engine, "records-persons"))
    paused, go = asyncio.Event(), asyncio.Event()

    class Slow(Sequencer):
        async def _sign(self, *_: object) -> None:
            paused.set()
            await go.wait()

    slow = asyncio.create_task(
        Slow(engine, tables.LEDGER, QUEUE, NAME, METERS, lambda: datetime.now(UTC), timedelta(0)).sequence_once()
    )
    await paused.wait()
    forgetting = asyncio.create_task(expire(new_id(), Expiry(persons.claire, datetime.now(UTC))))
    await asyncio.sleep(0.2)
    go.set()
    assert await slow == 2
    await forgetting
    async with owner_engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.ledger_place)) == 0
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.ledger_shredded)) == 2


async def test_a_key_of_a_person_outlives_its_master_key(
    engine: AsyncEngine, persons: KnownPersons, tools: FeedTools
) -> None:
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    other = persons.add("1810444109021")
    newer = LedgerKeys("2", {"2": b"n" * 32})
    later = tools_of(feeds_of(engine, newer), persons)
    await send_and_process(later, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("2"), "b.xml")
    content = lot(message(person(nir="1810444109021"), contract(), month="01092026"))
    await send_and_process(later, DSN_SENDER, Feed.DSN, content)
    columns = tables.ledger_key.c
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        query = sa.select(columns.person_id, columns.key, columns.made_with)
        found = {row.person_id: (row.key, row.made_with) for row in await connection.execute(query)}
    assert found == {persons.claire: (KEYS.make(persons.claire), "1"), other: (newer.make(other), "2")}


async def test_a_holder_sees_his_own_key_and_places_alone(
    engine: AsyncEngine, tools: FeedTools, persons: KnownPersons
) -> None:
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    await sequence(engine)
    seen: dict[str, list[int]] = {}
    setting_of = sa.text("SELECT set_config(:name, :value, true)")
    for name, setting, value in (
        ("nobody", "app.person_id", ""),
        ("he", "app.person_id", str(persons.claire)),
        ("merged", "app.person_ids", f"{new_id()},{persons.claire}"),
        ("another", "app.person_id", str(new_id())),
    ):
        async with engine.connect() as connection:
            await connection.execute(setting_of, {"name": setting, "value": value})
            counts = [sa.select(sa.func.count()).select_from(one) for one in (tables.ledger_key, tables.ledger_place)]
            seen[name] = [int(await connection.scalar(one) or 0) for one in counts]
    assert seen == {"nobody": [0, 0], "he": [1, 1], "merged": [1, 1], "another": [0, 0]}


async def test_what_is_undone_has_leaves_of_its_own(engine: AsyncEngine, tools: FeedTools) -> None:
    first = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    await sequence(engine)
    await order_rollback(tools, sender=CERTIFIER, batch_id=first.id, reason="Mauvais fichier")
    async with tools.open_work() as work:
        taken = await work.rollbacks.take(tools.clock() + timedelta(seconds=30))
        await work.commit()
    assert taken is not None
    await roll_back(tools, taken, asyncio.Event())
    # And those of the file that comes in its stead, though none has its place yet.
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    assert await sequence(engine) == 4
    said = await said_of(engine)
    assert [('"change":"withdrawn"' in text, "Mauvais fichier" in text) for text in said[2:4]] == [(True, True)] * 2
    assert ['"change":"reinstated"' in text for text in said[4:]] == [True, True]
    assert (await audit_ledger(engine, NAME.origin, NAME.keys)).faults == []
