"""A received file becomes entries, chunk after chunk; a crash between two chunks loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import structlog

from passeport_dossier.usecases.files import Search
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

_log = structlog.get_logger(__name__)

_Prepared = tuple[Sequence[Item], Persons | Exception]


async def process_batch(tools: FeedTools, batch: Batch, stop: asyncio.Event) -> Batch:
    """Processes a taken batch from where it stands to its end, or until `stop` is set; see `BatchProcess.run`."""
    return await BatchProcess(tools, batch).run(stop)


class BatchProcess:
    """The work on a taken batch; `taken` is how far it is.

    The attempt after which no other follows gives up what it cannot process: it looks for the items in question by
    halves, rejects these, and keeps all others.
    """

    def __init__(self, tools: FeedTools, batch: Batch) -> None:
        self.taken = batch
        self._tools = tools
        self.attempt = batch.attempts
        self._search = Search(self._gives_up)
        self._bytes_read = 0
        self._bytes_noted = 0

    async def run(self, stop: asyncio.Event) -> Batch:
        """Goes on to the end of the file, or until `stop` is set.

        Raises IdentityUnavailable, BatchLost when another worker has it by now, and whatever the database raises: the
        chunks committed before stay, the batch goes on from there.
        """
        if self.attempt > self._tools.attempts:
            # The last attempt did not even live to give up.
            return await self._give_up_the_rest()
        try:
            return await self._to_the_end(stop)
        except Exception as error:
            if not self._gives_up(error):
                raise
            _log.error("the rest of a file is given up", batch=str(self.taken.id), exc_info=error)
            return await self._give_up_the_rest()

    def _gives_up(self, error: Exception) -> bool:
        if isinstance(error, IdentityUnavailable | BatchLost) or self._tools.is_outage(error):
            return False
        return self.attempt >= self._tools.attempts

    async def _to_the_end(self, stop: asyncio.Event) -> Batch:
        tools, head = self._tools, self.taken.head
        feed, sender, received = self.taken.feed, self.taken.sender, self.taken.created_at
        read = FORMATS[feed].read
        chunks = items_of(
            lambda open_file: declared_by(feed, sender, told_in_time(received, read(open_file, head))),
            self._piece,
            chunk=_CHUNK,
            skip=self.taken.position,
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
            await work.batches.release(self.taken)
            await work.commit()
        return self.taken

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
            self.taken = await work.batches.note_read(self._read_to(()), self._tools.clock() + LEASE)
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
        piece = await self._tools.piece(self.taken.id, number)
        if piece is not None:
            self._bytes_read = max(self._bytes_read, number * PIECE_BYTES + len(piece))
        return piece

    async def _ask(self, items: Sequence[Item]) -> Persons:
        holders = list(dict.fromkeys(claim.holder for claim in claims_of(items)))
        found = await resolve(self._tools, self.taken, holders)
        await declare(self._tools, self.taken, holders)
        return found

    async def _take(self, items: Sequence[Item], persons: Persons | Exception) -> None:
        async def write(part: Sequence[Item]) -> None:
            # Of a part it is asked anew: what could not be asked of all may be asked of some.
            known = persons if part is items else await self._ask(part)
            if isinstance(known, Exception):
                raise known
            self.taken = await _process_chunk(self._tools, self._read_to(part), part, known)

        async def reject(part: Sequence[Item]) -> None:
            given_up = enumerate(part, start=self.taken.position)
            await self._reject([LineReport.given_up(at, item.line, item.key) for at, item in given_up])

        await self._search.write(items, write, reject)

    def _read_to(self, items: Sequence[Item]) -> Batch:
        progress = self.taken.progress
        now = replace(
            progress,
            bytes_read=max(progress.bytes_read, self._bytes_read),
            lines_read=max([progress.lines_read, *(item.line for item in items)]),
        )
        return replace(self.taken, progress=now)

    async def _give_up_the_rest(self) -> Batch:
        await self._reject([LineReport.given_up(self.taken.position)])
        return await self._finish()

    async def _reject(self, reports: Sequence[LineReport]) -> None:
        batch, count = self.taken, len(reports)
        async with self._tools.open_work() as work:
            self.taken = await work.batches.advance(
                batch, batch.position + count, Counts(rejected=count), self._tools.clock() + LEASE, given_up=count
            )
            await work.guaranteed.write(batch, Harvest(reports=list(reports)))
            await work.commit()

    async def _finish(self) -> Batch:
        async with self._tools.open_work() as work:
            now = self._tools.clock()
            self.taken = await work.batches.finish(self.taken, now)
            work.emit(finished(self.taken, now))
            await work.commit()
        return self.taken


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
