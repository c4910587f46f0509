"""A partner reads what became of each item of his file, an operator of any."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from passeport_records.domain.batch import Batch, Sender
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.errors import BatchNotFinished, ReportExpired
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["Report", "read_report", "with_report"]

_PAGE = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """A batch that is over, and its lines as often as they are wanted: of some outcomes, or all without any."""

    batch: Batch
    lines: Callable[..., AsyncIterator[LineReport]]


async def read_report(open_work: OpenFeedWork, *, sender: Sender | None, batch_id: UUID) -> Report:
    """Opens the report of a batch of the sender, or of anybody's without one.

    Raises BatchNotFound, BatchNotFinished while items have no outcome yet, and ReportExpired when it is no longer
    kept, be it that it ceases to be while it is read: what is left of it is not told as the whole.
    """
    batch = with_report(await get_batch(open_work, sender=sender, batch_id=batch_id))
    if not batch.state.is_over:
        raise BatchNotFinished(batch.state.value)

    async def lines(*outcomes: Outcome) -> AsyncIterator[LineReport]:
        after = -1
        while True:
            async with open_work() as work:
                page = await work.batches.reports(batch.id, after=after, limit=_PAGE, outcomes=outcomes)
                with_report(await work.batches.get(None, batch.id))
            for line in page:
                yield line
            if len(page) < _PAGE:
                return
            after = page[-1].ordinal

    return Report(batch, lines)


def with_report(batch: Batch) -> Batch:
    """A batch of which it is told what became of its lines. Raises ReportExpired."""
    if batch.report_expired_at is not None:
        raise ReportExpired(batch.id, batch.report_expired_at)
    return batch
