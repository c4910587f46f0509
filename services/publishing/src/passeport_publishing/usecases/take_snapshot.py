"""From a model to a snapshot: reads entries and civil identity on behalf of the holder, and hides what he hides; in an
attestation there is what sources guarantee, and nothing else.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_publishing.domain.attestation import (
    attestation_title,
    faults_of_entries,
    without_basis,
    without_free_text,
)
from passeport_publishing.domain.model import ENTRIES_LIMIT, EntrySet, PublicationModel, hide
from passeport_publishing.domain.snapshot import Item, Nature, PublicationKind, Snapshot
from passeport_publishing.errors import FieldInvalid
from passeport_publishing.usecases.ports import CivilRegister, PassportSource

__all__ = ["TakeSnapshot"]


@dataclass(frozen=True, slots=True)
class TakeSnapshot:
    """The step with its ports."""

    source: PassportSource
    register: CivilRegister
    clock: Clock

    async def __call__(self, model: PublicationModel) -> Snapshot:
        """Takes the snapshot of now. Raises EntryNotFound, SourceUnavailable, FieldInvalid for a set of too many or no
        entries, and for declared entries in an attestation.
        """
        attests = model.kind is PublicationKind.ATTESTATION
        wanted = model.entry_set
        if wanted is not None and attests:
            wanted = replace(wanted, nature=Nature.GUARANTEED)
        chosen = self._of_set(wanted) if wanted else self.source.items(model.record_ids)
        holder, items = await asyncio.gather(self.register.holder(), chosen)
        if attests and (violations := list(faults_of_entries(items))):
            raise FieldInvalid("the attestation cannot be made as asked", violations=violations)
        return Snapshot(
            holder=hide(holder, model.hidden),
            title=attestation_title(items, model.language) if attests else model.title,
            summary=model.summary,
            language=model.language,
            # A signed moment has no fraction of a second.
            taken_at=self.clock().replace(microsecond=0),
            items=tuple(map(without_free_text if attests else without_basis, items)),
            kind=model.kind,
        )

    async def _of_set(self, wanted: EntrySet) -> tuple[Item, ...]:
        items = await self.source.in_set(wanted, ENTRIES_LIMIT + 1)
        if not 1 <= len(items) <= ENTRIES_LIMIT:
            found = "more" if items else "none"
            rule = f"must name 1 to {ENTRIES_LIMIT} entries, and there are {found}: name others, or entries one by one"
            raise FieldInvalid("the set cannot be published", violations=[FieldViolation("entry_set", rule, "COUNT")])
        return items
