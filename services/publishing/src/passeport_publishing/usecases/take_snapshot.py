"""From a model to a snapshot: reads entries, trainings and civil identity on behalf of the holder, and hides what he
hides; in an attestation there is what sources guarantee, and nothing else.
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
from passeport_publishing.usecases.ports import CivilRegister, PassportSource, PreventionSource

__all__ = ["TakeSnapshot"]


@dataclass(frozen=True, slots=True)
class TakeSnapshot:
    """The step with its ports."""

    source: PassportSource
    register: CivilRegister
    clock: Clock
    prevention: PreventionSource | None = None
    """None: there are no attestations of trainings here."""

    async def __call__(self, model: PublicationModel) -> Snapshot:
        """Takes the snapshot of now. Raises EntryNotFound, SourceUnavailable, FieldInvalid for a set of too many or
        no entries, for what is declared by the holder in an attestation, and for trainings where there are none.
        """
        attests = model.kind is PublicationKind.ATTESTATION
        holder, entries, trainings = await asyncio.gather(
            self.register.holder(), self._entries(model, attests=attests), self._trainings(model)
        )
        if attests:
            _refuse_declared(entries, trainings)
        items = (*entries, *trainings)
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

    async def _entries(self, model: PublicationModel, *, attests: bool) -> tuple[Item, ...]:
        wanted = model.entry_set
        if wanted is None:
            # Of trainings alone there is nothing to ask of records.
            return await self.source.items(model.record_ids) if model.record_ids else ()
        if attests:
            wanted = replace(wanted, nature=Nature.GUARANTEED)
        return await self._of_set(wanted, ENTRIES_LIMIT - len(model.training_ids))

    async def _trainings(self, model: PublicationModel) -> tuple[Item, ...]:
        if not model.training_ids:
            return ()
        if self.prevention is None:
            fault = FieldViolation("training_ids", "are not attested here: leave them out", "TRAININGS_NOT_OFFERED")
            raise FieldInvalid("the attestation cannot be made as asked", violations=[fault])
        return await self.prevention.trainings(model.training_ids)

    async def _of_set(self, wanted: EntrySet, most: int) -> tuple[Item, ...]:
        items = await self.source.in_set(wanted, most + 1)
        if not 1 <= len(items) <= most:
            found = "more" if items else "none"
            rule = f"must name 1 to {most} entries, and there are {found}: name others, or entries one by one"
            raise FieldInvalid("the set cannot be published", violations=[FieldViolation("entry_set", rule, "COUNT")])
        return items


def _refuse_declared(entries: tuple[Item, ...], trainings: tuple[Item, ...]) -> None:
    violations = [*faults_of_entries(entries, "entry_ids"), *faults_of_entries(trainings, "training_ids")]
    if violations:
        raise FieldInvalid("the attestation cannot be made as asked", violations=violations)
