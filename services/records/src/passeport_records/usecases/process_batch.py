"""A received file becomes entries, chunk after chunk; a crash between two chunks loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.batch import Batch, Counts
from passeport_records.domain.employment import EmploymentClaim
from passeport_records.domain.gathering import Claim, Gathering, keys_of
from passeport_records.domain.harvest import Harvest, Held, SourceKey
from passeport_records.domain.holder import HolderIdentity, NirIdentity
from passeport_records.domain.report import Fault, LineReport
from passeport_records.domain.resolution import Resolution, Unresolved
from passeport_records.errors import IdentityUnavailable
from passeport_records.feeds.formats import FORMATS
from passeport_records.feeds.stream import items_of
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.ports import BatchLost, FeedWork, KeysTaken

__all__ = ["LEASE", "BatchProcess", "process_batch"]

LEASE = timedelta(seconds=15)
"""A worker that says nothing for so long is taken for dead. Two on one file are harmless: one of them commits."""

_CHUNK = 2000
"""Keys of a chunk, of which most items have one: each takes the event loop some 50 µs."""
_ATTEMPTS = 5
_SEARCHES = 500
"""Halvings in search of the items that cannot be processed: where everything fails, the search must end."""

_log = structlog.get_logger(__name__)

Item = Claim | Fault
Persons = Mapping[HolderIdentity, Resolution]
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
        read = FORMATS[self.batch.feed].read
        chunks = items_of(
            lambda open_file: read(open_file, head),
            partial(tools.piece, self.batch.id),
            chunk=_CHUNK,
            skip=self.batch.position,
            weigh=_keys,
        )
        async with aclosing(chunks):
            # While a chunk is written the next one is read, and identity asked about its persons.
            coming = asyncio.create_task(self._prepare(chunks))
            try:
                while (prepared := await coming) is not None:
                    coming = asyncio.create_task(self._prepare(chunks))
                    await self._take(*prepared)
                    if stop.is_set():
                        async with tools.open_work() as work:
                            await work.batches.release(self.batch)
                            await work.commit()
                        return self.batch
            finally:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)
        return await self._finish()

    async def _prepare(
        self, chunks: AsyncGenerator[Sequence[Item]]
    ) -> tuple[Sequence[Item], Persons | Exception] | None:
        items = await anext(chunks, None)
        if items is None:
            return None
        try:
            return items, await _resolve(self._tools, self.batch, items)
        except Exception as error:  # noqa: BLE001 - it is about these items: those before them are still to be written
            return items, error

    async def _take(self, items: Sequence[Item], persons: Persons | Exception | None = None) -> None:
        try:
            if isinstance(persons, Exception):
                raise persons
            if persons is None:
                persons = await _resolve(self._tools, self.batch, items)
            self.batch = await _process_chunk(self._tools, self.batch, items, persons)
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
            self.batch = await work.batches.finish(self.batch, self._tools.clock())
            await work.commit()
        return self.batch


def _keys(item: Item) -> int:
    return 1 + len(item.former) if isinstance(item, EmploymentClaim) else 1


class _Forgotten(Exception):
    """The time of some persons ended since identity was asked: what came in of them would stay for ever (R6323-39)."""

    def __init__(self, persons: Collection[UUID]) -> None:
        super().__init__()
        self.persons = persons


async def _process_chunk(tools: FeedTools, batch: Batch, items: Sequence[Item], persons: Persons) -> Batch:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return await _commit_chunk(tools, batch, items, persons)
        except KeysTaken:
            # Another file gave one of the keys meanwhile, or each waited for the other: the next time its work is seen.
            if attempt == _ATTEMPTS:
                raise
        except _Forgotten as forgotten:
            if attempt == _ATTEMPTS:
                raise
            gone = forgotten.persons
            persons = {
                holder: Resolution(why=Unresolved.NO_MATCH) if answer.person_id in gone else answer
                for holder, answer in persons.items()
            }
    raise AssertionError


async def _commit_chunk(tools: FeedTools, batch: Batch, items: Sequence[Item], persons: Persons) -> Batch:
    claims = [item for item in items if not isinstance(item, Fault)]
    keys = {key for claim in claims for key in keys_of(batch, claim, persons[claim.holder].person_id)}
    codes = {claim.reference for claim in claims if isinstance(claim, AwardClaim) and claim.reference}
    async with tools.open_work() as work:
        held = await work.guaranteed.find(keys)
        one = await _who_are_one(work, batch, claims, held, persons)
        gathering = Gathering(batch, held, await work.labels.find(codes), tools.clock(), one)
        for ordinal, item in enumerate(items, start=batch.position):
            if isinstance(item, Fault):
                gathering.take_fault(ordinal, item)
            else:
                gathering.take(ordinal, item, persons[item.holder])
        # First of all what is written: another worker on the same file waits here, and then knows that it is late.
        position, until = batch.position + len(items), tools.clock() + LEASE
        # What a file lacks cannot be processed: the batch ends as one of which something is missing.
        cuts = sum(isinstance(item, Fault) and item.cut for item in items)
        advanced = await work.batches.advance(batch, position, gathering.counts, until, given_up=cuts)
        await work.guaranteed.write(batch, gathering.harvest)
        await work.accesses.record(*gathering.accesses)
        for event in gathering.events:
            work.emit(event)
        found = {answer.person_id for answer in persons.values() if answer.person_id is not None}
        if gone := await work.persons.expired(found):
            raise _Forgotten(gone)
        await work.commit()
    return advanced


async def _who_are_one(
    work: FeedWork, batch: Batch, claims: Sequence[Claim], held: Mapping[SourceKey, Held], persons: Persons
) -> frozenset[tuple[UUID, UUID]]:
    """Of the awards that are kept for another than whom the file names: where both are one person since a merge."""
    pairs: set[tuple[UUID, UUID]] = set()
    for claim in claims:
        named = persons[claim.holder].person_id
        if isinstance(claim, AwardClaim) and named is not None:
            kept = {held[key].entry.person_id for key in keys_of(batch, claim, named) if key in held}
            pairs |= {(each, named) for each in kept if each != named}
    return frozenset([pair for pair in pairs if await work.persons.are_one(*pair)])


async def _resolve(tools: FeedTools, batch: Batch, items: Sequence[Item]) -> Persons:
    """Asks identity once for each person of a chunk, and once more for those whom it knows as they were before."""
    asked = list(dict.fromkeys(item.holder for item in items if not isinstance(item, Fault)))
    found = dict(zip(asked, await tools.persons.resolve(batch, asked), strict=True)) if asked else {}
    changed = [holder for holder in asked if isinstance(holder, NirIdentity) and holder.has_other_number]
    if changed:
        # It proves nothing, and may be said twice: what comes of it is identity's to know.
        await tools.persons.declare(batch, changed)
    former = {
        holder: holder.former
        for holder, resolution in found.items()
        if isinstance(holder, NirIdentity)
        and holder.former is not None
        and resolution.why in {Unresolved.NO_MATCH, Unresolved.NAME_MISMATCH}
    }
    if former:
        again = await tools.persons.resolve(batch, list(former.values()))
        found |= {holder: known for holder, known in zip(former, again, strict=True) if known.person_id is not None}
    return found
