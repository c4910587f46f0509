"""How a batch is undone, entry by entry: each is again as it was before, unless something else has touched it since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from passeport_records.domain.batch import Batch
from passeport_records.domain.causes import undoing_of
from passeport_records.domain.harvest import EntryStep, Held
from passeport_records.domain.known import Known
from passeport_records.domain.provenance import Step, change_of

__all__ = ["KEPT", "KEPT_RULE", "Touched", "undo", "undo_step"]

KEPT_RULE = "kept"
KEPT = "Gardé malgré l'annulation de l'envoi : un autre envoi l'a modifié ou confirmé depuis"
"""What a partner reads of a line whose entry cannot be as it was before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """An entry that a batch registered or changed, as it is by now, and as it was before.

    `first` is the first step of the batch; `alone` whether nothing else has touched the entry since. `before` is None
    for one that the batch registered, and where it was not kept (versions of this service that could not undo).
    """

    held: Held
    first: Step
    before: Held | None
    alone: bool


def undo(touched: Touched, now: datetime) -> Held | None:
    """The entry as it was before, in a revision of its own if it is seen; None where it has to stay as it is."""
    held = touched.held
    if not touched.alone:
        return None
    if touched.first.revision == 1:
        # The key stays its own, and leads to it when it is sent again. Nothing is known of it any more: what a message
        # says that comes later counts, however old it is.
        return Held(held.entry.withdrawn(now), None if held.known is None else Known())
    if touched.before is None:
        return None
    was = touched.before.entry
    entry = held.entry
    if (was.state, was.content) != (entry.state, entry.content):
        entry = replace(entry, state=was.state, content=was.content, revision=entry.revision + 1, updated_at=now)
    return replace(touched.before, entry=entry)


def undo_step(batch: Batch, touched: Touched, after: Held) -> EntryStep | None:
    """What provenance tells of it; None when nobody sees a difference."""
    before, entry, first = touched.held, after.entry, touched.first
    if entry.revision == before.entry.revision:
        return None
    order = batch.rollback
    if order is None:
        raise ValueError("a batch that is not being rolled back")
    step = replace(
        first,
        revision=entry.revision,
        change=change_of(before.entry, entry),
        cause=undoing_of(order),
    )
    return EntryStep(entry, step, before)
