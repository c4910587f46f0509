"""Reads an import as its bytes come: for each line what it says, or every rule that it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from passeport_prevention.domain.training import Declarant
from passeport_prevention.imports.judge import Judge
from passeport_prevention.imports.line import Fault, ImportLine
from passeport_prevention.imports.rows import Row, Rows
from passeport_prevention.imports.survey import Survey

__all__ = ["Reader"]


class Reader:
    """Fed with the bytes of a file that was surveyed; its declarant is no holder, `today` is the day in France.

    Lines up to the one with the number `done` are passed over, unread.
    """

    def __init__(self, survey: Survey, declarant: Declarant, today: date, *, done: int = 0) -> None:
        self._survey = survey
        self._declarant = declarant
        self._today = today
        self._rows = Rows()
        self._judge: Judge | None = None
        self._done = done

    def feed(self, block: bytes) -> Iterator[ImportLine | Fault]:
        """The lines that these bytes end. Raises FileRefused where the survey did."""
        return self._read(self._rows.feed(block))

    def close(self) -> Iterator[ImportLine | Fault]:
        """The last line, where no line end follows it."""
        return self._read(self._rows.close())

    def _read(self, rows: Iterable[Row | Fault]) -> Iterator[ImportLine | Fault]:
        for row in rows:
            if row.line <= self._done:
                continue
            if isinstance(row, Fault):
                yield row
            elif (refused := self._survey.fault_of(row)) is not None:
                yield refused
            else:
                judged = self._judge_of().judge(row.line, row.cells)
                if isinstance(judged, ImportLine):
                    yield judged
                else:
                    yield from judged

    def _judge_of(self) -> Judge:
        if self._judge is None:
            layout = self._rows.layout
            if layout is None:
                raise ValueError("a row has come before the header")
            self._judge = Judge(layout, self._declarant, self._today)
        return self._judge
