"""What the lines of one declaration owe to one another: seen in a first pass, before any line is judged.

Which of two lines that differ is right nobody knows, so a declaration that is not one training is refused whole, and
with it no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from passeport_prevention.imports.columns import Layout
from passeport_prevention.imports.header import FileRefused
from passeport_prevention.imports.line import Fault, shown
from passeport_prevention.imports.rows import Row, Rows

__all__ = ["MOST_DECLARATIONS", "MOST_TRAINEES", "Survey"]

MOST_TRAINEES = 500
MOST_DECLARATIONS = 200_000
"""Of a file: what is kept of each takes some 250 bytes, however long its name is."""


@dataclass(slots=True)
class _Seen:
    digest: bytes
    line: int
    trainees: int = 1


_LONGEST_NAME = 255


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Survey:
    """Fed with the bytes of a file, tells which of its declarations are refused, and why."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._seen: dict[bytes, _Seen] = {}
        self._refused: dict[bytes, tuple[str, int]] = {}
        self._shared: list[int] = []
        self.lines = 0
        """Those that came so far, the header and blank ones aside."""

    @property
    def layout(self) -> Layout | None:
        """Which of the two files it is, once its header has come."""
        return self._rows.layout

    @property
    def is_sound(self) -> bool:
        """Whether no declaration is refused so far."""
        return not self._refused

    def feed(self, block: bytes) -> None:
        """Takes the next bytes. Raises FileRefused."""
        self._take(self._rows.feed(block))

    def close(self) -> None:
        """Ends the file. Raises FileRefused."""
        self._take(self._rows.close())

    def fault_of(self, row: Row) -> Fault | None:
        """Why a row is refused with its declaration, if it is."""
        if not self._refused:
            return None
        name = row.cells[0].strip()
        key = _digest(name)
        if key not in self._refused:
            return None
        rule, line = self._refused[key]
        if rule == "too_many_trainees":
            message = f"ID_DECLARATION est sur plus de {MOST_TRAINEES} lignes, jusqu'à la ligne {line} au moins"
            fix = f"Partagez la déclaration : {MOST_TRAINEES} stagiaires au plus pour un ID_DECLARATION"
        else:
            message = f"ID_DECLARATION : la ligne {line} dit une autre formation que la ligne {self._seen[key].line}"
            fix = "Donnez la même formation à toutes ses lignes, ou un ID_DECLARATION à chaque formation"
        return Fault(
            line=row.line,
            column="ID_DECLARATION",
            rule=rule,
            message=message,
            value=shown(name),
            fix=fix,
            declaration=shown(name),
        )

    def _take(self, rows: Iterable[Row | Fault]) -> None:
        for row in rows:
            self.lines += 1
            if isinstance(row, Row):
                self._note(row)

    def _note(self, row: Row) -> None:
        if not self._shared and self.layout is not None:
            columns = self.layout.columns
            self._shared = [place for place, column in enumerate(columns) if not column.of_trainee]
        cells = row.cells
        name = cells[0].strip()
        if len(name) > _LONGEST_NAME:
            # Its length alone refuses it.
            return
        digest = _digest("\0".join([cells[place].strip() for place in self._shared]))
        key = _digest(name)
        seen = self._seen.get(key)
        if seen is None:
            if len(self._seen) == MOST_DECLARATIONS:
                message = f"le fichier a plus de {MOST_DECLARATIONS} déclarations"
                fault = Fault(line=row.line, column="", rule="declarations", message=message, fix="Partagez-le")
                raise FileRefused([fault])
            self._seen[key] = _Seen(digest, row.line)
            return
        seen.trainees += 1
        if digest != seen.digest:
            self._refused.setdefault(key, ("declaration_differs", row.line))
        elif seen.trainees > MOST_TRAINEES:
            self._refused.setdefault(key, ("too_many_trainees", row.line))
