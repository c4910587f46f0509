"""The worker: takes received files, the oldest first, and processes them one at a time for as long as it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

import structlog

from passeport_dossier.usecases.files import FileWorker
from passeport_records.domain.batch import Batch
from passeport_records.errors import IdentityUnavailable
from passeport_records.usecases.batch_ports import BatchLost
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.process_batch import LEASE, BatchProcess

__all__ = ["batch_worker"]

_log = structlog.get_logger(__name__)

ContinueTrace = Callable[[Mapping[str, str], str], AbstractContextManager[None]]
"""Given the headers of a trace and what is done, makes it part of that trace."""


def _without_trace(_headers: Mapping[str, str], _name: str) -> AbstractContextManager[None]:
    return nullcontext()


def batch_worker(tools: FeedTools, continue_trace: ContinueTrace = _without_trace) -> FileWorker[Batch]:
    """The worker; `continue_trace` goes on with the trace in which a file was sent, so that its events belong to it.

    After so many attempts in a row what cannot be processed of a file is given up (`BatchProcess`).
    """

    async def take() -> BatchProcess | None:
        async with tools.open_work() as work:
            batch = await work.batches.take(tools.clock() + LEASE)
            await work.commit()
        if batch is None:
            return None
        facts = {"feed": batch.feed.value, "size": batch.size, "position": batch.position}
        _log.info("file taken", batch=str(batch.id), **facts)
        return BatchProcess(tools, batch)

    async def let_go(batch: Batch, pause: timedelta, error: str) -> None:
        async with tools.open_work() as work:
            if error:
                await work.batches.set_aside(batch, error, tools.clock() + pause)
            else:
                await work.batches.release(batch, tools.clock() + pause)
            await work.commit()

    def is_away(error: BaseException) -> bool:
        return isinstance(error, IdentityUnavailable) or tools.is_outage(error)

    def within(batch: Batch) -> AbstractContextManager[None]:
        return continue_trace(batch.trace, f"process {batch.feed.value}")

    return FileWorker(take, _tell, let_go, BatchLost, is_away, within)


async def _tell(done: Batch) -> None:
    counts = done.counts
    _log.info(
        "file processed",
        batch=str(done.id),
        state=done.state.value,
        accepted=counts.accepted,
        duplicates=counts.duplicates,
        unresolved=counts.unresolved,
        rejected=counts.rejected,
        remarks=counts.remarks,
        given_up=done.given_up,
    )
