"""A partner looks at one of his files, an operator at any."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from passeport_records.domain.batch import Batch, Sender
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["get_batch"]


async def get_batch(open_work: OpenFeedWork, *, sender: Sender | None, batch_id: UUID) -> Batch:
    """Gets a batch of the sender, with how many of its items wait; None: an operator asks, whosever it is.

    Raises BatchNotFound, for those of others too.
    """
    async with open_work() as work:
        batch = await work.batches.get(None if sender is None else sender.client_id, batch_id)
        if not batch.counts.unresolved:
            return batch
        return replace(batch, waiting=await work.waiting.count(batch_id))
