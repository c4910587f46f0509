"""What its holder did to a declared entry: which parts he changed and when, never what they said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from passeport_records.domain.entry import Content, Entry, EntryState

__all__ = ["HolderChange", "HolderStep", "differing", "holder_step", "whole_story"]


class HolderChange(StrEnum):
    """What the holder did."""

    DECLARED = "declared"
    DRAFTED = "drafted"
    COMPLETED = "completed"
    EDITED = "edited"
    DELETED = "deleted"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderStep:
    """One change of a declared entry; `fields` are the parts that differ, by the names that requests give them."""

    revision: int
    change: HolderChange
    at: datetime
    fields: tuple[str, ...] = ()


_PARTS = {
    "title": "title",
    "organisation": "organisation",
    "start_date": "start",
    "end_date": "end",
    "description": "description",
    "details": "details",
}


def holder_step(before: Entry | None, after: Entry) -> HolderStep:
    """What the holder did between two revisions; `before` is None for an entry that is new."""
    fields = () if before is None else differing(before.content, after.content)
    change = _change(before, after)
    return HolderStep(revision=after.revision, change=change, at=after.updated_at, fields=fields)


def whole_story(entry: Entry, steps: Sequence[HolderStep]) -> tuple[HolderStep, ...]:
    """The steps that were noted, and those that follow from the entry itself: its first, and its last.

    Versions of this service from before steps were noted left none, and may still do so during a roll-out.
    """
    told = [*steps]
    if not told or told[0].revision > 1:
        told.insert(0, HolderStep(revision=1, change=HolderChange.DECLARED, at=entry.created_at))
    if told[-1].revision < entry.revision:
        change = HolderChange.EDITED if entry.deletion is None else HolderChange.DELETED
        told.append(HolderStep(revision=entry.revision, change=change, at=entry.updated_at))
    return tuple(told)


def _change(before: Entry | None, after: Entry) -> HolderChange:
    if before is None:
        return HolderChange.DRAFTED if after.state is EntryState.DRAFT else HolderChange.DECLARED
    if after.state is EntryState.DELETED:
        return HolderChange.DELETED
    if before.state is EntryState.DELETED:
        return HolderChange.RESTORED
    if before.state is EntryState.DRAFT and after.state is EntryState.ACTIVE:
        return HolderChange.COMPLETED
    return HolderChange.EDITED


def differing(before: Content, after: Content) -> tuple[str, ...]:
    """The parts that differ, by the names that requests give them."""
    return tuple(name for name, part in _PARTS.items() if getattr(before, part) != getattr(after, part))
