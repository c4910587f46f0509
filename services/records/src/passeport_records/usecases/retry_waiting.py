"""Lines that wait for their person are tried again: some of one batch at a time, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from passeport_dossier.usecases.files import Rounds
from passeport_records.domain.batch import Batch
from passeport_records.domain.claims import Claim
from passeport_records.domain.declarants import attributed
from passeport_records.domain.operator import Operator
from passeport_records.domain.waiting import WaitingItem, next_try
from passeport_records.errors import IdentityUnavailable
from passeport_records.usecases.batch_ports import BatchLost
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.gather_items import Persons, gather, insist, resolve, write_gathered

__all__ = ["retry_now", "retry_waiting", "waiting_worker"]

_log = structlog.get_logger(__name__)
_AT_ONCE = 2000
_LEASE = timedelta(minutes=5)
_POLL = 30.0


async def retry_waiting(tools: FeedTools) -> bool:
    """Tries some items again whose time has come; False when there were none, or nothing can be asked for now."""
    async with tools.open_work() as work:
        taken = await work.waiting.take(tools.clock() + _LEASE, _AT_ONCE)
        await work.commit()
    if taken is None:
        return False
    batch, items = taken
    try:
        await _try_all(tools, batch, {item.ordinal: item for item in items})
    except IdentityUnavailable:
        # They come again when nobody has them any more.
        return False
    except BatchLost:
        _log.info("the batch of waiting lines is being rolled back", batch=str(batch.id))
    return True


async def retry_now(tools: FeedTools, operator: Operator, batch_id: UUID | None = None) -> int:
    """An operator has lines tried at once, of a batch or of all: the worker does it. Returns how many wait."""
    async with tools.open_work() as work:
        waiting = await work.waiting.hasten(batch_id)
        await work.acts.add(operator.act("" if batch_id is None else str(batch_id), tools.clock()))
        await work.commit()
    return waiting


async def _try_all(tools: FeedTools, batch: Batch, items: Mapping[int, WaitingItem]) -> None:
    try:
        await _try(tools, batch, items)
    except (IdentityUnavailable, BatchLost):
        raise
    except Exception as error:
        if tools.is_outage(error):
            raise
        if len(items) > 1:
            # One of them is at fault, or we are: the others are not to wait for it.
            for ordinal, item in items.items():
                await _try_all(tools, batch, {ordinal: item})
            return
        _log.error("a waiting line cannot be tried", batch=str(batch.id), ordinal=min(items), exc_info=error)
        async with tools.open_work() as work:
            await work.waiting.postpone(batch.id, _later(tools, items))
            await work.commit()


async def _try(tools: FeedTools, batch: Batch, items: Mapping[int, WaitingItem]) -> None:
    claims = {ordinal: attributed(batch.feed, batch.sender, tools.claim(item)) for ordinal, item in items.items()}
    persons = await resolve(tools, batch, list(dict.fromkeys(claim.holder for claim in claims.values())))
    settled = await insist(lambda known: _commit(tools, batch, items, claims, known), persons)
    if settled:
        _log.info("waiting lines have their person", batch=str(batch.id), settled=settled, tried=len(items))


async def _commit(
    tools: FeedTools, batch: Batch, items: Mapping[int, WaitingItem], claims: Mapping[int, Claim], persons: Persons
) -> int:
    known = {ordinal for ordinal, claim in claims.items() if persons[claim.holder].person_id is not None}
    async with tools.open_work() as work:
        here = await work.waiting.lock(batch.id, items)
        now = tools.clock()
        numbered = [(ordinal, claims[ordinal]) for ordinal in sorted(known & set(here))]
        if numbered:
            gathering = await gather(work, batch, numbered, persons, now)
            batch = await work.waiting.settle(batch, gathering.harvest.reports, now)
            await write_gathered(tools, work, batch, gathering, persons, first=False)
        left = {ordinal: items[ordinal] for ordinal in here if ordinal not in known}
        await work.waiting.postpone(batch.id, _later(tools, left))
        await work.commit()
    return len(numbered)


def _later(tools: FeedTools, items: Mapping[int, WaitingItem]) -> dict[int, datetime]:
    now = tools.clock()
    return {ordinal: next_try(item.tries, now) for ordinal, item in items.items()}


def waiting_worker(tools: FeedTools) -> Rounds:
    """Tries waiting lines again, for as long as it runs."""
    return Rounds(lambda _stop: retry_waiting(tools), _POLL, "lines that wait")
