"""A file of the official import, and what becomes of its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.training import Declarant

__all__ = ["Counts", "Import", "ImportState", "LineResult", "Outcome", "ResultPage", "counts_of"]


class ImportState(StrEnum):
    """Where an import stands."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    """What was left of it could not be processed, through no fault of its own."""


class Outcome(StrEnum):
    """What became of a line."""

    DECLARED = "declared"
    ALREADY_DECLARED = "already_declared"
    """Its key was known, with the same declaration: nothing has changed."""
    UNRESOLVED = "unresolved"
    """No worker has this NIR with this birth name."""
    REJECTED = "rejected"
    """It breaks a rule."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines have which outcome; `late` of those declared came after their time."""

    declared: int = 0
    already_declared: int = 0
    unresolved: int = 0
    rejected: int = 0
    late: int = 0

    @property
    def lines(self) -> int:
        """How many have an outcome."""
        return self.declared + self.already_declared + self.unresolved + self.rejected

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.declared + other.declared,
            self.already_declared + other.already_declared,
            self.unresolved + other.unresolved,
            self.rejected + other.rejected,
            self.late + other.late,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A file that a partner sent.

    `lines` are those of the file but its header, 0 where nobody counted them; it `is_sound` where none of its
    declarations is refused whole, so that it need not be surveyed again. `position` is how many results there are,
    `last_line` the line up to which each has its outcome; `attempts` are the times in a row that it was taken without
    getting further, `taken_until` ends the lease of the worker that has it.
    """

    id: UUID
    partner: Partner
    declarant: Declarant
    file_name: str
    created_at: datetime
    state: ImportState = ImportState.RECEIVING
    layout: str = ""
    size: int = 0
    sha256: str = ""
    lines: int = 0
    is_sound: bool = False
    position: int = 0
    last_line: int = 0
    counts: Counts = Counts()
    attempts: int = 0
    taken_until: datetime | None = None
    finished_at: datetime | None = None
    result_expired_at: datetime | None = None
    """Since when what became of its lines is no longer kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineResult:
    """What became of a line; one with several faults has as many, the first of which counts.

    `training_id` of a line that is declared, as long as the training is there.

    `message`, `value` and `fix` are fit to be shown: nothing of a person is in them.
    """

    ordinal: int
    line: int
    outcome: Outcome
    declaration: str = ""
    key: str = ""
    column: str = ""
    rule: str = ""
    message: str = ""
    value: str = ""
    fix: str = ""
    training_id: UUID | None = None
    late: bool = False
    further: bool = False
    """One more fault of a line that was counted already."""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Some results, and the ordinal after which the next begin unless they are the last."""

    results: tuple[LineResult, ...]
    next: int | None


def counts_of(results: Iterable[LineResult]) -> Counts:
    """How many lines have which outcome."""
    lines = [result for result in results if not result.further]
    of = Counter(result.outcome for result in lines)
    return Counts(
        of[Outcome.DECLARED],
        of[Outcome.ALREADY_DECLARED],
        of[Outcome.UNRESOLVED],
        of[Outcome.REJECTED],
        sum(result.late for result in lines),
    )
