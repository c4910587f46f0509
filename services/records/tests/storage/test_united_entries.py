"""Files about entries that are united, on PostgreSQL: two at once both come through, a large one holds up nobody."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, process, send, send_and_process, tools_of
from passeport_records.domain.batch import BatchState, Counts, Feed
from passeport_records.domain.employment import ContractKey
from passeport_records.domain.harvest import SourceKey, contract_key
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.ports import KeysTaken
from samples import contract, lot, message, person, renamed
from support import DSN_SENDER

_WAITING = sa.text(
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
)


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


def key_of(persons: KnownPersons, number: str) -> SourceKey:
    return contract_key(persons.claire, ContractKey("00100001700010", date(2017, 1, 2), number))


async def until_one_waits(engine: AsyncEngine) -> None:
    async with asyncio.timeout(10), engine.connect() as connection:
        while not await connection.scalar(_WAITING):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_two_that_wait_for_each_other_both_come_through_at_the_first_attempt(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons, owner_engine: AsyncEngine
) -> None:
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract(r009="1"))), "1")
    await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract(r009="2"))), "2")
    both = lot(message(person(), contract(r009="3"), renamed(r014="2"), renamed(r014="1"), month="01112026"))
    await send_and_process(tools, DSN_SENDER, Feed.DSN, both, "both")
    async with open_feed_work() as work:
        (lasting,) = {held.entry.id for held in (await work.guaranteed.find([key_of(persons, "2")])).values()}
    late = lot(message(person(), contract(r009="2", r006="Directrice"), month="01122026", made="05012027"))
    await send(tools, DSN_SENDER, Feed.DSN, late, "late")
    async with open_feed_work() as other:
        # The other has the entry that goes on, the file the one that ended; then each wants that of the other.
        await other.guaranteed.find([key_of(persons, "1")])
        processing = asyncio.create_task(process(tools))
        await until_one_waits(owner_engine)
        # PostgreSQL ends the one whose wait began first, as a rule the file.
        with suppress(KeysTaken):
            found = await other.guaranteed.find([key_of(persons, "2")])
            assert {held.entry.id for held in found.values()} == {lasting}
    done = await processing
    assert done is not None
    assert (done.state, done.counts) == (BatchState.FINISHED, Counts(accepted=1))
    async with open_work(persons.claire) as work:
        (entry,) = (await work.entries.page((), 10, None)).entries
    assert (entry.id, entry.content.title) == (lasting, "Directrice")


async def test_a_file_of_contracts_with_all_the_names_that_they_may_have_leaves_the_loop_to_others(
    open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    numbers = [f"{start}-{number}" for start in range(100) for number in range(50)]
    before = lot(message(person(), *(contract(r009=number) for number in numbers)))
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, before, "before")
    assert done.counts == Counts(accepted=5000)
    renamings = [
        [contract(r009=f"{start}"), *(renamed(r014=f"{start}-{number}") for number in range(50))]
        for start in range(100)
    ]
    too_many = [contract(r009="X"), *(renamed(r014=number) for number in numbers)]
    blocks = [block for each in (*renamings[:50], too_many, *renamings[50:]) for block in each]
    await send(tools, DSN_SENDER, Feed.DSN, lot(message(person(), *blocks)), "renamed")
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before_it = time.thread_time()
            await asyncio.sleep(0.005)
            longest = max(longest, time.thread_time() - before_it)

    beating = asyncio.create_task(beat())
    try:
        done_again = await process(tools)
    finally:
        beating.cancel()
    assert done_again is not None
    assert (done_again.state, done_again.counts) == (BatchState.FINISHED, Counts(accepted=100, rejected=1))
    # Seconds of a core, whatever else runs; it was ten.
    assert longest < 2
