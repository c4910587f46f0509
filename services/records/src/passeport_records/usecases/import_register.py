"""The labels of the register of certifications are brought in, or up to date."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from passeport_records.domain.award import AwardLabel
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["import_register"]

_CHUNK = 5000


async def import_register(open_work: OpenFeedWork, labels: Iterable[tuple[str, AwardLabel]]) -> int:
    """Adds labels or replaces them, and returns how many. Entries keep the label that they were given."""
    rest, total = iter(labels), 0
    while chunk := dict(islice(rest, _CHUNK)):
        async with open_work() as work:
            await work.labels.put(chunk)
            await work.commit()
        total += len(chunk)
    return total
