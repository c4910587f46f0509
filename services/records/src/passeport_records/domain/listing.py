"""How the entries of a passport are listed: kind by kind, in the holder's order, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_records.domain.entry import Content, Entry, Kind

__all__ = ["EntryPage", "EntryPosition", "dated_on", "position_of", "rank"]

_RANKS = {kind: number for number, kind in enumerate(reversed(Kind), start=1)}


def rank(kind: Kind) -> int:
    """Where a kind stands: employments have the highest rank and come first."""
    return _RANKS[kind]


def dated_on(content: Content) -> str:
    """The date that an entry is listed under, `""` for none: they sort as text, `2024` before `2024-05`."""
    return str(content.start or content.end or "")


@dataclass(frozen=True, slots=True)
class EntryPosition:
    """Where an entry stands in the list."""

    kind: Kind
    place: int
    dated_on: str
    id: UUID


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries, and the position after them unless they are the last."""

    entries: tuple[Entry, ...]
    next: EntryPosition | None


def position_of(entry: Entry) -> EntryPosition:
    """Where `entry` stands."""
    return EntryPosition(entry.kind, entry.place, dated_on(entry.content), entry.id)
