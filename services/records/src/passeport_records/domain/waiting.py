"""Lines of files that speak of nobody whom identity knows yet: they wait, and are tried again, for a stated time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from passeport_records.domain.claims import Claim
from passeport_records.domain.harvest import SourceKey
from passeport_records.domain.resolution import Unresolved

__all__ = ["WAIT", "Wait", "WaitingItem", "next_try", "waits"]

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


class Wait:
    """Which items of a chunk wait, and what no longer does since its sender withdrew it.

    The same as if each item had come alone: a line may be withdrawn by one of its own chunk.
    """

    def __init__(self, ended: Collection[SourceKey] = ()) -> None:
        """`ended`: keys of items of earlier chunks whose wait the withdrawals of this one have ended."""
        self.items: dict[int, Claim] = {}
        self._ordinals: defaultdict[SourceKey, list[int]] = defaultdict(list)
        self._ended = set(ended)

    def begin(self, ordinal: int, claim: Claim, keys: Collection[SourceKey]) -> None:
        """An item begins to wait."""
        self.items[ordinal] = claim
        for key in keys:
            self._ordinals[key].append(ordinal)

    def end(self, key: SourceKey) -> tuple[bool, list[int]]:
        """A key is withdrawn: whether anything waited under it, and which items of this chunk."""
        ordinals = self._ordinals.pop(key, [])
        for ordinal in ordinals:
            del self.items[ordinal]
        waited = bool(ordinals) or key in self._ended
        self._ended.discard(key)
        return waited, ordinals


def waits(why: Unresolved | None) -> bool:
    """Whether an item without a person is worth trying again."""
    return why in _MENDABLE


def next_try(tries: int, now: datetime) -> datetime:
    """When an item is tried again that was tried so often: after 1 h, 2 h, 4 h … at last once a day."""
    return now + min(_FIRST_PAUSE * (1 << min(tries, 10)), _LONGEST_PAUSE)
