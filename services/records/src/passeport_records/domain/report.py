"""What a feed's reader and a batch say about a line: outcomes, faults, and values shown without showing anyone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from passeport_dossier.domain.text import is_one_line
from passeport_records.domain.batch import Counts

__all__ = ["Fault", "LineReport", "Outcome", "counts_of", "mask", "shown"]

_SHOWN = 60


class Outcome(StrEnum):
    """What became of an item of a file. A remark is about the file, and stops no item."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    UNRESOLVED = "unresolved"
    REJECTED = "rejected"
    REMARK = "remark"
    ROLLED_BACK = "rolled_back"
    """It was accepted, and is undone with its batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule that a line breaks. `value` is already fit to be shown; `key` is the sender's key of the item, if any.

    An item with a fault that `rejects` is not kept; any other fault is a remark, and what surrounds it is kept. `cut`:
    the file is not whole here, what should have followed never came.
    """

    line: int
    field: str
    rule: str
    message: str
    column: int = 0
    value: str = ""
    fix: str = ""
    key: str = ""
    rejects: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReport:
    """One line of a batch's report.

    `waits_until`: a line without a person is tried again until then. `settled_at`: when it got its outcome, if that was
    after the batch had ended.
    """

    ordinal: int
    line: int
    outcome: Outcome
    key: str = ""
    field: str = ""
    rule: str = ""
    message: str = ""
    value: str = ""
    fix: str = ""
    waits_until: datetime | None = None
    settled_at: datetime | None = None

    @classmethod
    def given_up(cls, ordinal: int, line: int = 0, key: str = "") -> LineReport:
        """The report of an item that could not be processed, through no fault of its own; line 0: all that is left."""
        what = "Cet élément" if line else "Le reste du fichier"
        return cls(
            ordinal=ordinal,
            line=line,
            outcome=Outcome.REJECTED,
            key=key,
            rule="not_processed",
            message=f"{what} n'a pas pu être traité malgré plusieurs essais, rien n'en est gardé",
            fix="Renvoyez-le dans un fichier d'un autre nom ; si cela recommence, donnez-nous le numéro de traitement",
        )

    def taken_back(self) -> LineReport:
        """The report of a line that waited for its person, and that its sender withdrew meanwhile."""
        message = "Supprimé par son émetteur avant que son titulaire soit connu"
        return replace(self, outcome=Outcome.UNRESOLVED, rule="taken_back", message=message, fix="")

    @classmethod
    def of(cls, ordinal: int, fault: Fault) -> LineReport:
        """The report of a fault that the reader found."""
        return cls(
            ordinal=ordinal,
            line=fault.line,
            outcome=Outcome.REJECTED if fault.rejects else Outcome.REMARK,
            key=fault.key,
            field=fault.field,
            rule=fault.rule,
            message=fault.message,
            value=fault.value,
            fix=fault.fix,
        )


def counts_of(reports: Iterable[LineReport]) -> Counts:
    """How many lines have which outcome."""
    of = Counter(report.outcome for report in reports)
    return Counts(
        accepted=of[Outcome.ACCEPTED],
        duplicates=of[Outcome.DUPLICATE],
        unresolved=of[Outcome.UNRESOLVED],
        rejected=of[Outcome.REJECTED],
        remarks=of[Outcome.REMARK],
    )


def mask(value: str) -> str:
    """A personal value shown by its length alone."""
    return f"({len(value)} caractères masqués)" if value else ""


def shown(value: str) -> str:
    """A value that is not personal, cut and without characters that would disturb a terminal or a page."""
    text = "".join(character if is_one_line(character) else "·" for character in value[: _SHOWN + 1])
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
