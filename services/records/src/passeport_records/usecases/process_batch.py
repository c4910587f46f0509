"""A received file becomes entries, chunk after chunk; a crash between two chunks loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from functools import partial

from passeport_records.domain.award import AwardClaim
from passeport_records.domain.batch import Batch, Feed
from passeport_records.domain.gathering import Claim, Gathering, keys_of
from passeport_records.domain.holder import HolderIdentity, NirIdentity
from passeport_records.domain.report import Fault
from passeport_records.domain.resolution import Resolution, Unresolved
from passeport_records.feeds.formats import FORMATS
from passeport_records.feeds.stream import items_of
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.ports import KeysTaken

__all__ = ["LEASE", "process_batch"]

LEASE = timedelta(seconds=15)
"""A worker that says nothing for so long is taken for dead. Two on one file are harmless: one of them commits."""

_CHUNK = 2000
_ATTEMPTS = 5

Item = Claim | Fault


async def process_batch(tools: FeedTools, batch: Batch, stop: asyncio.Event) -> Batch:
    """Processes a taken batch from where it stands to its end, or until `stop` is set.

    Raises IdentityUnavailable, BatchLost when another worker has it by now, and whatever the database raises: the
    chunks committed before stay, the batch goes on from there.
    """
    read = FORMATS[batch.feed].read
    head = batch.head
    chunks = items_of(
        lambda open_file: read(open_file, head),
        partial(tools.piece, batch.id),
        chunk=_CHUNK,
        skip=batch.position,
    )
    async with aclosing(chunks):
        async for items in chunks:
            batch = await _process_chunk(tools, batch, items)
            if stop.is_set():
                async with tools.open_work() as work:
                    await work.batches.release(batch)
                    await work.commit()
                return batch
    async with tools.open_work() as work:
        finished = await work.batches.finish(batch, tools.clock())
        await work.commit()
    return finished


async def _process_chunk(tools: FeedTools, batch: Batch, items: Sequence[Item]) -> Batch:
    persons = await _resolve(tools, batch.feed, [item.holder for item in items if not isinstance(item, Fault)])
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return await _commit_chunk(tools, batch, items, persons)
        except KeysTaken:
            # Another file of the same sender gave one of the keys meanwhile: what it did is seen the next time.
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError


async def _commit_chunk(
    tools: FeedTools, batch: Batch, items: Sequence[Item], persons: Mapping[HolderIdentity, Resolution]
) -> Batch:
    claims = [item for item in items if not isinstance(item, Fault)]
    keys = {key for claim in claims for key in keys_of(batch, claim, persons[claim.holder].person_id)}
    codes = {claim.details.code for claim in claims if isinstance(claim, AwardClaim)}
    async with tools.open_work() as work:
        held = await work.guaranteed.find(keys)
        gathering = Gathering(batch, held, await work.labels.find(codes), tools.clock())
        for ordinal, item in enumerate(items, start=batch.position):
            if isinstance(item, Fault):
                gathering.take_fault(ordinal, item)
            else:
                gathering.take(ordinal, item, persons[item.holder])
        # First of all what is written: another worker on the same file waits here, and then knows that it is late.
        position, until = batch.position + len(items), tools.clock() + LEASE
        advanced = await work.batches.advance(batch, position, gathering.counts, until)
        await work.guaranteed.write(batch, gathering.harvest)
        await work.accesses.record(*gathering.accesses)
        for event in gathering.events:
            work.emit(event)
        await work.commit()
    return advanced


async def _resolve(
    tools: FeedTools, feed: Feed, holders: Sequence[HolderIdentity]
) -> Mapping[HolderIdentity, Resolution]:
    """Asks identity once for each person of a chunk, and once more for those whom it knows as they were before."""
    asked = list(dict.fromkeys(holders))
    found = dict(zip(asked, await tools.persons.resolve(feed, asked), strict=True)) if asked else {}
    former = {
        holder: holder.former
        for holder, resolution in found.items()
        if isinstance(holder, NirIdentity)
        and holder.former is not None
        and resolution.why in {Unresolved.NO_MATCH, Unresolved.NAME_MISMATCH}
    }
    if former:
        again = await tools.persons.resolve(feed, list(former.values()))
        found |= {holder: known for holder, known in zip(former, again, strict=True) if known.person_id is not None}
    return found
