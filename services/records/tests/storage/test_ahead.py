"""While a chunk of a file is written the next one is prepared, and no other; what goes wrong there waits its turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from feed_support import KnownPersons, send, tools_of
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed
from passeport_records.domain.harvest import Held, SourceKey
from passeport_records.domain.holder import HolderIdentity
from passeport_records.domain.resolution import Resolution
from passeport_records.errors import IdentityUnavailable
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, SqlFeedWork
from passeport_records.usecases import process_batch as process_module
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.process_batch import LEASE, BatchProcess
from samples import simple_flux
from support import CERTIFIER


@pytest.fixture(autouse=True)
def chunks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "_CHUNK", 2)


async def taken(units: FeedUnitsOfWork, persons: KnownPersons, items: int) -> Batch:
    tools = tools_of(units, persons)
    await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux(*(str(number) for number in range(items))))
    async with units() as work:
        batch = await work.batches.take(tools.clock() + LEASE)
        await work.commit()
    assert batch is not None
    return batch


async def test_identity_is_asked_about_the_next_chunk_while_one_is_written(open_feed_work: FeedUnitsOfWork) -> None:
    persons = KnownPersons()
    batch = await taken(open_feed_work, persons, 10)
    written = 0

    @asynccontextmanager
    async def open_work() -> AsyncIterator[SqlFeedWork]:
        async with open_feed_work() as work:
            find = work.guaranteed.find

            async def once_the_next_is_asked(keys: Collection[SourceKey]) -> Mapping[SourceKey, Held]:
                nonlocal written
                written += 1
                async with asyncio.timeout(10):
                    while persons.questions < min(written + 1, 5):  # noqa: ASYNC110
                        await asyncio.sleep(0.01)
                # Whoever would run further ahead could do so now.
                await asyncio.sleep(0.1)
                assert persons.questions == min(written + 1, 5)
                return await find(keys)

            work.guaranteed.find = once_the_next_is_asked  # type: ignore[method-assign]
            yield work

    tools = replace(tools_of(open_feed_work, persons), open_work=open_work)
    done = await BatchProcess(tools, batch).run(asyncio.Event())
    assert (done.state, done.counts) == (BatchState.FINISHED, Counts(accepted=10))


@pytest.mark.parametrize("error", [IdentityUnavailable(), RuntimeError()])
async def test_what_goes_wrong_with_the_next_chunk_does_not_stop_the_one_before(
    open_feed_work: FeedUnitsOfWork, error: Exception
) -> None:
    class OnceOnly(KnownPersons):
        async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
            answers = await super().resolve(batch, holders)
            if self.questions > 1:
                raise error
            return answers

    persons = OnceOnly()
    batch = await taken(open_feed_work, persons, 6)
    with pytest.raises(type(error)):
        await BatchProcess(tools_of(open_feed_work, persons), batch).run(asyncio.Event())
    left = await get_batch(open_feed_work, sender=CERTIFIER, batch_id=batch.id)
    assert (left.position, left.counts) == (2, Counts(accepted=2))


async def test_a_process_that_ends_leaves_no_question_open(open_feed_work: FeedUnitsOfWork) -> None:
    class Silent(KnownPersons):
        ended = False

        async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
            answers = await super().resolve(batch, holders)
            if self.questions > 1:
                try:
                    await asyncio.sleep(3600)
                finally:
                    self.ended = True
            return answers

    persons = Silent()
    batch = await taken(open_feed_work, persons, 6)
    stop = asyncio.Event()
    stop.set()
    async with asyncio.timeout(10):
        left = await BatchProcess(tools_of(open_feed_work, persons), batch).run(stop)
    assert (left.state, left.position) == (BatchState.RUNNING, 2)
    assert persons.questions == 1 or persons.ended
