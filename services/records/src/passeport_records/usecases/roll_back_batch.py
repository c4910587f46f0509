"""A batch is undone as one: entry after entry, in transactions that a crash between them does not part."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import is_one_line
from passeport_dossier.usecases.files import Rounds
from passeport_records.domain.access import entry_undone
from passeport_records.domain.batch import Batch, Rollback, Sender
from passeport_records.domain.events import events_of
from passeport_records.domain.harvest import Harvest
from passeport_records.domain.operator import LONGEST_REASON, Operator
from passeport_records.domain.provenance import Change
from passeport_records.domain.undo import Undone, undo
from passeport_records.errors import FieldInvalid
from passeport_records.usecases.batch_ports import BatchLost
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.mark_events import marked
from passeport_records.usecases.ports import KeysTaken
from passeport_records.usecases.settle_disputes import reopen_disputes, settle_disputes

__all__ = ["order_rollback", "order_rollback_by_operator", "roll_back", "rollback_worker"]

_log = structlog.get_logger(__name__)
_AT_ONCE = 1000
_ATTEMPTS = 5
_LEASE = timedelta(seconds=30)
_POLL = 1.0


async def order_rollback(tools: FeedTools, *, sender: Sender, batch_id: UUID, reason: str) -> Batch:
    """A partner has one of his batches undone, and says why; the holders read it.

    Asked again it does nothing more. Raises BatchNotFound, BatchNotFinished, ReportExpired, FieldInvalid.
    """
    if not 1 <= len(why := reason.strip()) <= LONGEST_REASON:
        raise FieldInvalid(FieldViolation("reason", f"must have 1 to {LONGEST_REASON} characters", "LENGTH"))
    if not is_one_line(why):
        raise FieldInvalid(FieldViolation("reason", "must not hold a line break or a control character", "CHARACTER"))
    async with tools.open_work() as work:
        order = Rollback(reason=why, began_at=tools.clock())
        batch = await work.rollbacks.begin(batch_id, order, client_id=sender.client_id)
        await work.commit()
    return batch


async def order_rollback_by_operator(tools: FeedTools, operator: Operator, batch_id: UUID) -> Batch:
    """An operator has a batch undone, whosever it is. Raises BatchNotFound, BatchNotFinished, ReportExpired."""
    async with tools.open_work() as work:
        order = Rollback(reason=operator.reason, began_at=tools.clock(), operator=operator.name)
        batch = await work.rollbacks.begin(batch_id, order)
        await work.acts.add(operator.act(str(batch_id), tools.clock()))
        await work.commit()
    return batch


async def roll_back(
    tools: FeedTools, batch: Batch, stop: asyncio.Event, on_progress: Callable[[Batch], None] = lambda _batch: None
) -> Batch:
    """Undoes a taken batch from where it stands to its end, or until `stop` is set. Raises BatchLost."""
    while True:
        after = await _insist_on_some(tools, batch)
        if after is None:
            break
        batch = after
        on_progress(batch)
        if stop.is_set():
            async with tools.open_work() as work:
                await work.rollbacks.release(batch)
                await work.commit()
            return batch
    async with tools.open_work() as work:
        batch = await work.rollbacks.finish(batch, tools.clock())
        await work.commit()
    if (done := batch.rollback) is not None:
        _log.info("batch undone", batch=str(batch.id), undone=done.undone, kept=done.kept)
    return batch


async def _insist_on_some(tools: FeedTools, batch: Batch) -> Batch | None:
    for _ in range(_ATTEMPTS - 1):
        # Where a file and this wait for each other, or it gives a key that is to be given here: then its work is seen.
        with contextlib.suppress(KeysTaken):
            return await _undo_some(tools, batch)
    return await _undo_some(tools, batch)


async def _undo_some(tools: FeedTools, batch: Batch) -> Batch | None:
    async with tools.open_work() as work:
        found, last = await work.rollbacks.touched(batch, _AT_ONCE)
        if last is None:
            return None
        now = tools.clock()
        undone = [undo(batch, touched, now) for touched in found]
        kept = [entry for each in undone for entry in each.kept]
        # As for chunks of files: who comes second waits here, and then knows that it is late.
        count = sum(each.count for each in undone)
        advanced = await work.rollbacks.advance(batch, last, count, len(kept), now + _LEASE)
        harvest = _harvest_of(undone)
        await work.rollbacks.free_keys(batch, [key for each in undone for key in each.keys])
        await work.guaranteed.write(advanced, harvest)
        await work.rollbacks.keep(batch, kept, now)
        await work.rollbacks.keep_no_longer(batch, [noted.entry for noted in harvest.steps], now)
        await work.accesses.record(
            *(
                entry_undone(batch, noted.entry.person_id, now, noted.step.change, noted.entry.id)
                for noted in harvest.steps
                # Of a contract that is taken back from the start nobody ever heard.
                if noted.before is not None or noted.step.change is not Change.WITHDRAWN
            )
        )
        events = [
            event
            for noted in harvest.steps
            for event in events_of(noted.entry, noted.step.change, noted.before.entry.content if noted.before else None)
        ]
        for event in await marked(work, events):
            work.emit(event)
        await settle_disputes(work, harvest, now, None)
        await reopen_disputes(work, harvest, now)
        if await work.persons.expired({held.entry.person_id for touched in found for held in touched.entries}):
            # Their entries go with them: looked at again, they are not there.
            return batch
        await work.commit()
    return advanced


def _harvest_of(undone: Sequence[Undone]) -> Harvest:
    return Harvest(
        added={entry_id: held for each in undone for entry_id, held in each.added.items()},
        changed={entry_id: held for each in undone for entry_id, held in each.changed.items()},
        steps=[step for each in undone for step in each.steps],
        keys={key: heir for each in undone for key, heir in each.keys.items() if heir is not None},
    )


def rollback_worker(tools: FeedTools) -> Rounds:
    """Undoes batches of which it was ordered, for as long as it runs."""

    async def work_once(stop: asyncio.Event) -> bool:
        async with tools.open_work() as work:
            batch = await work.rollbacks.take(tools.clock() + _LEASE)
            await work.commit()
        if batch is None:
            return False
        with contextlib.suppress(BatchLost):
            await roll_back(tools, batch, stop)
        return True

    return Rounds(work_once, _POLL, "undoing batches")
