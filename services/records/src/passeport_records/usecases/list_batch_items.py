"""A partner reads page by page what becomes of the items of his file, while it is processed too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from passeport_records.domain.batch import Sender
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.usecases.ports import OpenFeedWork
from passeport_records.usecases.read_report import with_report

__all__ = ["ItemPage", "list_batch_items"]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some lines of a report, and the ordinal after which the next page begins; None on the last one."""

    lines: tuple[LineReport, ...]
    next: int | None


async def list_batch_items(
    open_work: OpenFeedWork,
    *,
    sender: Sender,
    batch_id: UUID,
    after: int = -1,
    limit: int,
    outcomes: Collection[Outcome] = (),
) -> ItemPage:
    """One page of a batch of the sender, after an ordinal (-1: the first). Raises BatchNotFound, ReportExpired."""
    async with open_work() as work:
        lines = await work.batches.reports(batch_id, after=after, limit=limit + 1, outcomes=outcomes)
        # After them: of a report that goes meanwhile, what is left is not told as the whole.
        with_report(await work.batches.get(sender.client_id, batch_id))
    page = lines[:limit]
    return ItemPage(page, page[-1].ordinal if len(lines) > limit else None)
