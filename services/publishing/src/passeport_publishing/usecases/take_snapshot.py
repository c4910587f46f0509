"""From a model to a snapshot: reads entries and civil identity on behalf of the holder, and hides what he hides."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_publishing.domain.model import ENTRIES_LIMIT, CvModel, EntrySet, hide
from passeport_publishing.domain.snapshot import Item, Snapshot
from passeport_publishing.errors import FieldInvalid
from passeport_publishing.usecases.ports import CivilRegister, PassportSource

__all__ = ["TakeSnapshot"]


@dataclass(frozen=True, slots=True)
class TakeSnapshot:
    """The step with its ports."""

    source: PassportSource
    register: CivilRegister
    clock: Clock

    async def __call__(self, model: CvModel) -> Snapshot:
        """Takes the snapshot of now. Raises EntryNotFound, SourceUnavailable, FieldInvalid for a set of too many or no
        entries.
        """
        chosen = self._of_set(model.entry_set) if model.entry_set else self.source.items(model.record_ids)
        holder, items = await asyncio.gather(self.register.holder(), chosen)
        # A signed moment has no fraction of a second.
        now = self.clock().replace(microsecond=0)
        return Snapshot(hide(holder, model.hidden), model.title, model.summary, model.language, now, items)

    async def _of_set(self, wanted: EntrySet) -> tuple[Item, ...]:
        items = await self.source.in_set(wanted, ENTRIES_LIMIT + 1)
        if not 1 <= len(items) <= ENTRIES_LIMIT:
            found = "more" if items else "none"
            rule = f"must name 1 to {ENTRIES_LIMIT} entries, and there are {found}: name others, or entries one by one"
            raise FieldInvalid("the set cannot be published", violations=[FieldViolation("entry_set", rule, "COUNT")])
        return items
