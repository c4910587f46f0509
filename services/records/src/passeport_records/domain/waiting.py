"""Lines of files that speak of nobody whom identity knows yet: they wait, and are tried again, for a stated time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from passeport_records.domain.resolution import Unresolved

__all__ = ["WAIT", "WaitingItem", "next_try", "waits"]

WAIT = timedelta(days=180)
"""How long a line waits: it names a person, and is kept no longer than technical traces are (R6323-39: six months)."""

_FIRST_PAUSE = timedelta(hours=1)
_LONGEST_PAUSE = timedelta(days=1)

# What an import, a merge or a later declaration may mend. A malformed number stays malformed.
_MENDABLE = frozenset(
    {
        Unresolved.NO_MATCH,
        Unresolved.AMBIGUOUS,
        Unresolved.NAME_MISMATCH,
        Unresolved.TEMPORARY_NUMBER,
        Unresolved.STUDENT_NUMBER,
        Unresolved.TRAINING_FILE,
        Unresolved.TRAINING_FILE_NAMES,
    }
)


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An item that waits: its place in its file, what it says (sealed), and how often it was tried again in vain."""

    batch_id: UUID
    ordinal: int
    sealed: bytes
    tries: int = 0


def waits(why: Unresolved | None) -> bool:
    """Whether an item without a person is worth trying again."""
    return why in _MENDABLE


def next_try(tries: int, now: datetime) -> datetime:
    """When an item is tried again that was tried so often: after 1 h, 2 h, 4 h … at last once a day."""
    return now + min(_FIRST_PAUSE * (1 << min(tries, 10)), _LONGEST_PAUSE)
