"""A received file becomes entries, chunk after chunk; a crash between two chunks loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import structlog

from passeport_records.domain.batch import Batch, Counts
from passeport_records.domain.dated_ahead import told_in_time
from passeport_records.domain.declarants import declared_by
from passeport_records.domain.employment import EmploymentClaim, Retraction
from passeport_records.domain.events import finished
from passeport_records.domain.harvest import Harvest
from passeport_records.domain.report import Fault, LineReport
from passeport_records.errors import IdentityUnavailable
from passeport_records.feeds.formats import FORMATS
from passeport_records.feeds.stream import items_of
from passeport_records.usecases.batch_ports import BatchLost
from passeport_records.usecases.feed_ports import PIECE_BYTES, FeedTools
from passeport_records.usecases.gather_items import (
    Item,
    Persons,
    claims_of,
    declare,
    gather,
    insist,
    resolve,
    write_gathered,
)

__all__ = ["LEASE", "BatchProcess", "process_batch"]

LEASE = timedelta(seconds=15)
"""A worker that says nothing for so long is taken for dead. Two on one file are harmless: one of them commits."""

_CHUNK = 2000
"""Keys of a chunk, of which most items have one: each takes the event loop some 50 µs."""
_NOTED_EVERY = LEASE.total_seconds() / 3
"""Seconds after which it is noted how far a file is read of which nothing comes: also that it still is."""
_LAST_WAIT = 2.0
"""Seconds for which a worker that is to stop waits for the chunk that it reads, so that this is not in vain."""
_SEARCHES = 500
"""Halvings in search of the items that cannot be processed: where everything fails, the search must end."""

_log = structlog.get_logger(__name__)

_Prepared = tuple[Sequence[Item], Persons | Exception]


async def process_batch(tools: FeedTools, batch: Batch, stop: asyncio.Event) -> Batch:
    """Processes a taken batch from where it stands to its end, or until `stop` is set; see `BatchProcess.run`."""
    return await BatchProcess(tools, batch).run(stop)


class BatchProcess:
    """The work on a taken batch; `batch` is how far it is.

    The attempt after which no other follows gives up what it cannot process: it looks for the items in question by
    halves, rejects these, and keeps all others.
    """

    def __init__(self, tools: FeedTools, batch: Batch) -> None:
        self.batch = batch
        self._tools = tools
        self._attempt = batch.attempts
        self._searches = _SEARCHES
        self._bytes_read = 0
        self._bytes_noted = 0

    async def run(self, stop: asyncio.Event) -> Batch:
        """Goes on to the end of the file, or until `stop` is set.

        Raises IdentityUnavailable, BatchLost when another worker has it by now, and whatever the database raises: the
        chunks committed before stay, the batch goes on from there.
        """
        if self._attempt > self._tools.attempts:
            # The last attempt did not even live to give up.
            return await self._give_up_the_rest()
        try:
            return await self._to_the_end(stop)
        except Exception as error:
            if not self._gives_up(error):
                raise
            _log.error("the rest of a file is given up", batch=str(self.batch.id), exc_info=error)
            return await self._give_up_the_rest()

    def _gives_up(self, error: Exception) -> bool:
        if isinstance(error, IdentityUnavailable | BatchLost) or self._tools.is_outage(error):
            return False
        return self._attempt >= self._tools.attempts

    async def _to_the_end(self, stop: asyncio.Event) -> Batch:
        tools, head = self._tools, self.batch.head
        feed, sender, received = self.batch.feed, self.batch.sender, self.batch.created_at
        read = FORMATS[feed].read
        chunks = items_of(
            lambda open_file: declared_by(feed, sender, told_in_time(received, read(open_file, head))),
            self._piece,
            chunk=_CHUNK,
            skip=self.batch.position,
            weigh=_keys,
        )
        async with aclosing(chunks):
            # While a chunk is written the next one is read, and identity asked about its persons.
            coming = asyncio.create_task(self._prepare(chunks))
            try:
                while await self._has_come(coming, stop):
                    if (prepared := await coming) is None:
                        return await self._finish()
                    coming = asyncio.create_task(self._prepare(chunks))
                    await self._take(*prepared)
                    if stop.is_set():
                        break
            finally:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)
        async with tools.open_work() as work:
            await work.batches.release(self.batch)
            await work.commit()
        return self.batch

    async def _has_come(self, coming: asyncio.Task[_Prepared | None], stop: asyncio.Event) -> bool:
        """Waits for the next chunk; False if `stop` is set and it does not come soon.

        While its reader goes on and nothing comes, how far it is is noted. Raises BatchLost.
        """
        stopping = asyncio.create_task(stop.wait())
        waiting = {coming, stopping}
        try:
            while not (await asyncio.wait(waiting, timeout=_NOTED_EVERY, return_when=asyncio.FIRST_COMPLETED))[0]:
                await self._note_read()
            return coming.done() or bool((await asyncio.wait({coming}, timeout=_LAST_WAIT))[0])
        finally:
            stopping.cancel()

    async def _note_read(self) -> None:
        if self._bytes_read <= self._bytes_noted:
            return
        self._bytes_noted = self._bytes_read
        async with self._tools.open_work() as work:
            self.batch = await work.batches.note_read(self._read_to(()), self._tools.clock() + LEASE)
            await work.commit()

    async def _prepare(self, chunks: AsyncGenerator[Sequence[Item]]) -> _Prepared | None:
        items = await anext(chunks, None)
        if items is None:
            return None
        try:
            return items, await self._ask(items)
        except Exception as error:  # noqa: BLE001 - it is about these items: those before them are still to be written
            return items, error

    async def _piece(self, number: int) -> bytes | None:
        piece = await self._tools.piece(self.batch.id, number)
        if piece is not None:
            self._bytes_read = max(self._bytes_read, number * PIECE_BYTES + len(piece))
        return piece

    async def _ask(self, items: Sequence[Item]) -> Persons:
        holders = list(dict.fromkeys(claim.holder for claim in claims_of(items)))
        found = await resolve(self._tools, self.batch, holders)
        await declare(self._tools, self.batch, holders)
        return found

    async def _take(self, items: Sequence[Item], persons: Persons | Exception | None = None) -> None:
        try:
            if isinstance(persons, Exception):
                raise persons
            if persons is None:
                persons = await self._ask(items)
            self.batch = await _process_chunk(self._tools, self._read_to(items), items, persons)
        except Exception as error:
            if not self._gives_up(error):
                raise
            if len(items) == 1 or not self._searches:
                _log.error("items are given up", batch=str(self.batch.id), count=len(items), exc_info=error)
                first = self.batch.position
                given_up = enumerate(items, start=first)
                await self._reject([LineReport.given_up(at, item.line, item.key) for at, item in given_up])
                return
            self._searches -= 1
            middle = len(items) // 2
            await self._take(items[:middle])
            await self._take(items[middle:])

    def _read_to(self, items: Sequence[Item]) -> Batch:
        progress = self.batch.progress
        now = replace(
            progress,
            bytes_read=max(progress.bytes_read, self._bytes_read),
            lines_read=max([progress.lines_read, *(item.line for item in items)]),
        )
        return replace(self.batch, progress=now)

    async def _give_up_the_rest(self) -> Batch:
        await self._reject([LineReport.given_up(self.batch.position)])
        return await self._finish()

    async def _reject(self, reports: Sequence[LineReport]) -> None:
        batch, count = self.batch, len(reports)
        async with self._tools.open_work() as work:
            self.batch = await work.batches.advance(
                batch, batch.position + count, Counts(rejected=count), self._tools.clock() + LEASE, given_up=count
            )
            await work.guaranteed.write(batch, Harvest(reports=list(reports)))
            await work.commit()

    async def _finish(self) -> Batch:
        async with self._tools.open_work() as work:
            now = self._tools.clock()
            self.batch = await work.batches.finish(self.batch, now)
            work.emit(finished(self.batch, now))
            await work.commit()
        return self.batch


def _keys(item: Item) -> int:
    if isinstance(item, Retraction):
        # As many entries as its establishment has contracts.
        return _CHUNK
    return 1 + len(item.former) if isinstance(item, EmploymentClaim) else 1


async def _process_chunk(tools: FeedTools, batch: Batch, items: Sequence[Item], persons: Persons) -> Batch:
    """Writes what a chunk of a file did, in one transaction."""
    numbered = list(enumerate(items, start=batch.position))
    # What a file lacks cannot be processed: the batch ends as one of which something is missing.
    cuts = sum(isinstance(item, Fault) and item.cut for item in items)

    async def commit(known: Persons) -> Batch:
        async with tools.open_work() as work:
            gathering = await gather(work, batch, numbered, known, tools.clock())
            # First of all what is written: another worker on the same file waits here, and then knows that it is late.
            position, until = batch.position + len(items), tools.clock() + LEASE
            advanced = await work.batches.advance(batch, position, gathering.counts, until, given_up=cuts)
            await write_gathered(tools, work, batch, gathering, known)
            await work.commit()
        return advanced

    return await insist(commit, persons)
