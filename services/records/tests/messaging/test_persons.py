"""What identity finds out about persons, on a real JetStream and PostgreSQL: feeds before, between and after."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport.identity.v1 import events_pb2
from passeport_chassis.events import Bus, LetterBox
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery, Message, Publisher, connect, provision
from passeport_dossier.domain.persons import Expiry
from passeport_dossier.messaging.persons import PERSON_EXPIRED, PERSON_MERGED, PERSON_SPLIT
from passeport_records.domain.batch import Counts, Feed
from passeport_records.domain.entry import Content, Entry, Kind
from passeport_records.messaging.streams import DURABLES, PERSONS, STREAM
from passeport_records.storage import tables
from passeport_records.storage.person_work import PersonUnitsOfWork
from passeport_records.storage.persons import SqlPersons
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.create_entry import create_entry
from passeport_records.wiring import STORE
from passeport_testing.nats import NatsServer
from samples import NIR, contract, lot, message, person, simple_flux
from support import CERTIFIER, DSN_SENDER, IDENTITY, NOW, clock

MERGE = new_id()
FORMER = "1850578006084"


@pytest.fixture
async def client(nats_server: NatsServer) -> AsyncIterator[Client]:
    client = await connect(nats_server.url(), "records", wait=False)
    await provision(client, IDENTITY, ())
    await provision(client, STREAM, DURABLES)
    yield client
    for name in (IDENTITY.name, STREAM.name):
        await client.jetstream().delete_stream(name)
    await client.close()


@asynccontextmanager
async def consuming(engine: AsyncEngine, nats_server: NatsServer) -> AsyncIterator[None]:
    """As the process does, but that it is killed each time between the first effect of an event and its ack."""
    bus, stop = Bus(nats_server.url(), "records", STREAM), asyncio.Event()
    handle, memory = STORE.handlers(None, engine)[PERSONS.name], LetterBox(engine, tables.dead_letter, PERSONS.name)  # type: ignore[arg-type]
    cut_off: set[int] = set()

    async def and_die(delivery: Delivery) -> None:
        await handle(delivery)
        if delivery.sequence not in cut_off:
            cut_off.add(delivery.sequence)
            raise ConnectionResetError

    running = asyncio.create_task(bus.consume(PERSONS, and_die, memory, stop))
    try:
        yield
    finally:
        stop.set()
        await running
        await bus.close()


def said(subject: str, event: events_pb2.PersonMerged | events_pb2.PersonSplit | events_pb2.PersonExpired) -> Message:
    identifier = str(new_id())
    headers = {"ce-id": identifier, "ce-type": subject}
    return Message(identifier, subject, event.SerializeToString(), headers)


def merged(stays: UUID, gone: UUID) -> Message:
    event = events_pb2.PersonMerged(merge_id=str(MERGE), person_id=str(stays), merged_person_id=str(gone))
    event.merge_time.FromDatetime(NOW)
    return said(PERSON_MERGED, event)


def split(stays: UUID, restored: UUID) -> Message:
    event = events_pb2.PersonSplit(merge_id=str(MERGE), person_id=str(stays), restored_person_id=str(restored))
    event.split_time.FromDatetime(NOW)
    return said(PERSON_SPLIT, event)


def expired(person_id: UUID) -> Message:
    event = events_pb2.PersonExpired(person_id=str(person_id), revision=3)
    event.expire_time.FromDatetime(NOW)
    return said(PERSON_EXPIRED, event)


async def say(client: Client, *messages: Message) -> None:
    for one in messages:
        await Publisher(client, "IDENTITY").publish([one])
    async with asyncio.timeout(20):
        while True:
            info = await client.jetstream().consumer_info("IDENTITY", PERSONS.name)
            if (info.num_pending, info.num_ack_pending) == (0, 0):
                return
            await asyncio.sleep(0.02)


async def listed(open_work: UnitsOfWork, person_id: UUID) -> list[Entry]:
    async with open_work(person_id) as work:
        return list((await work.entries.page((), 20, None)).entries)


async def actions(open_work: UnitsOfWork, person_id: UUID) -> set[str]:
    async with open_work(person_id) as work:
        found = (await work.accesses.page(person_id, 50, None)).accesses
    return {access.action for access in found if "person" in access.action}


def month(nir: str, month: str, title: str) -> bytes:
    return lot(message(person(nir), contract(r006=title), month=month))


async def test_a_merge_is_read_and_its_end_gives_each_what_is_his(
    open_work: UnitsOfWork,
    open_feed_work: FeedUnitsOfWork,
    engine: AsyncEngine,
    client: Client,
    nats_server: NatsServer,
) -> None:
    persons = KnownPersons()
    stays, gone = persons.claire, persons.add(FORMER)
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, month(FORMER, "01092026", "Former"), "1")
    await send_and_process(tools, DSN_SENDER, Feed.DSN, month(NIR, "01102026", "Present"), "2")
    persons.by_name["LEFÈBVRE"] = persons.by_name[next(iter(persons.by_name))] = gone
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "3")
    request = {"request_id": "r", "kind": Kind.SKILL, "content": Content(title="Soudure")}
    declared = await create_entry(open_work, clock, person_id=gone, **request)  # type: ignore[arg-type]
    async with consuming(engine, nats_server):
        await say(client, merged(stays, gone), merged(stays, gone))
        # The contract that both have is told once, by the entry that knows more.
        assert [entry.content.title for entry in await listed(open_work, stays)][:1] == ["Present"]
        assert len(await listed(open_work, stays)) == 3
        assert await create_entry(open_work, clock, person_id=stays, **request) == declared  # type: ignore[arg-type]
        await send_and_process(tools, DSN_SENDER, Feed.DSN, month(FORMER, "01112026", "Since"), "4")
        assert [entry.content.title for entry in await listed(open_work, stays)][:1] == ["Since"]
        # An award that was the other's is taken back, and given again to who stays.
        await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", action="SUPPRESSION"), "5")
        persons.by_name = dict.fromkeys(persons.by_name, stays)
        again = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "6")
        assert again.counts == Counts(accepted=1)
        (award,) = (entry for entry in await listed(open_work, stays) if entry.kind is Kind.CERTIFICATION)
        async with open_work(stays) as work:
            assert len((await work.provenances.get(award)).steps) == 3
        assert await actions(open_work, gone) == {"records.person.merge"}
        await say(client, split(stays, gone))
    assert [entry.content.title for entry in await listed(open_work, stays)] == ["Present"]
    restored = await listed(open_work, gone)
    assert {entry.id for entry in restored} >= {award.id, declared.id}
    assert [entry.content.title for entry in restored][:1] == ["Since"]
    for person_id in (stays, gone):
        assert await actions(open_work, person_id) == {"records.person.merge", "records.person.split"}


async def test_of_a_person_whose_time_is_over_nothing_stays_but_the_accesses(
    open_work: UnitsOfWork,
    open_feed_work: FeedUnitsOfWork,
    engine: AsyncEngine,
    owner_engine: AsyncEngine,
    client: Client,
    nats_server: NatsServer,
) -> None:
    persons = KnownPersons()
    stays, gone = persons.claire, persons.add(FORMER)
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, month(FORMER, "01092026", "Former"), "1")
    await send_and_process(tools, DSN_SENDER, Feed.DSN, month(NIR, "01102026", "Present"), "2")
    request = {"request_id": "r", "kind": Kind.SKILL, "content": Content(title="Soudure")}
    await create_entry(open_work, clock, person_id=gone, **request)  # type: ignore[arg-type]
    kept = await create_entry(open_work, clock, person_id=new_id(), **request)  # type: ignore[arg-type]
    async with consuming(engine, nats_server):
        # The merge is heard of last; identity tells of each that his time is over.
        await say(client, expired(stays))
        assert len(await listed(open_work, gone)) == 2
        await say(client, expired(gone), merged(stays, gone))
    async with owner_engine.connect() as connection:
        for table, left in ((tables.entry, 1), (tables.request_id, 1), (tables.entry_source, 0)):
            assert await connection.scalar(sa.select(sa.func.count()).select_from(table)) == left
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.provenance_step)) == 0
        of_them = tables.access.c.person_id.in_([stays, gone])
        assert await connection.scalar(sa.select(sa.func.count()).where(of_them)) == 5
    assert await listed(open_work, kept.person_id) == [kept]


@pytest.mark.parametrize("order", list(itertools.permutations(("merged", "split", "expired"))), ids="-".join)
async def test_who_was_restored_keeps_what_is_his_whenever_the_time_of_the_other_is_over(
    open_work: UnitsOfWork, engine: AsyncEngine, client: Client, nats_server: NatsServer, order: tuple[str, ...]
) -> None:
    stays, restored = new_id(), new_id()
    request = {"request_id": "r", "kind": Kind.SKILL, "content": Content(title="Soudure")}
    kept = await create_entry(open_work, clock, person_id=restored, **request)  # type: ignore[arg-type]
    await create_entry(open_work, clock, person_id=stays, **request)  # type: ignore[arg-type]
    messages = {
        "merged": merged(stays, restored),
        "split": split(stays, restored),
        "expired": expired(stays),
    }
    async with consuming(engine, nats_server):
        await say(client, *(messages[what] for what in order))
    assert await listed(open_work, restored) == [kept]
    assert await listed(open_work, stays) == []


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_of_who_is_forgotten_while_a_file_is_taken_nothing_stays(
    open_feed_work: FeedUnitsOfWork,
    engine: AsyncEngine,
    owner_engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    persons = KnownPersons()
    other, looks, forgetting = persons.add(FORMER), SqlPersons.expired, list[asyncio.Task[None]]()

    async def forget() -> None:
        async with PersonUnitsOfWork(engine, "test")() as work:
            await work.persons.expire(Expiry(persons.claire, NOW))
            await work.commit()

    async def look(self: SqlPersons, person_ids: Collection[UUID]) -> Collection[UUID]:
        """The last look before the commit, just before or after which the event is handled, by somebody else."""
        found = await looks(self, person_ids) if moment == "after" or forgetting else set()
        if not forgetting:
            forgetting.append(asyncio.create_task(forget()))
            # To its end, or for as long as it takes to know that it waits for us.
            await asyncio.wait(forgetting, timeout=0.2)
        return found or await looks(self, person_ids)

    monkeypatch.setattr(SqlPersons, "expired", look)
    file = lot(message(person(), contract(), contract(), person(FORMER), contract(), contract()))
    done = await send_and_process(tools_of(open_feed_work, persons), DSN_SENDER, Feed.DSN, file)
    await forgetting[0]
    before, after = Counts(accepted=1, duplicates=1, unresolved=2), Counts(accepted=2, duplicates=2)
    assert done.counts == (before if moment == "before" else after)
    async with owner_engine.connect() as connection:
        for table in (tables.entry, tables.entry_source, tables.provenance_step, tables.confirmation):
            assert set(await connection.scalars(sa.select(table.c.person_id))) == {other}
