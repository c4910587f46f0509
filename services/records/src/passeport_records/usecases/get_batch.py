"""A partner looks at one of his files."""

from __future__ import annotations

from uuid import UUID

from passeport_records.domain.batch import Batch, Sender
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["get_batch"]


async def get_batch(open_work: OpenFeedWork, *, sender: Sender, batch_id: UUID) -> Batch:
    """Gets a batch of the sender. Raises BatchNotFound, for those of others too."""
    async with open_work() as work:
        return await work.batches.get(sender.client_id, batch_id)
