"""Cuts an import into rows of cells as its bytes come, in memory that is bounded whatever is in it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from passeport_prevention.imports.columns import SEPARATOR, Layout
from passeport_prevention.imports.header import FileRefused, is_written_otherwise, layout_of
from passeport_prevention.imports.line import Fault

__all__ = ["MAX_FILE_BYTES", "MAX_LINE_BYTES", "Row", "Rows"]

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_LINE_BYTES = 32 * 1024
"""A line with every cell at its longest, each character of four bytes, has less."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line by its number and its cells, as many as there are columns."""

    line: int
    cells: list[str]


class Rows:
    """Fed with the bytes of a file, gives its rows; `layout` is known once the header has come."""

    def __init__(self) -> None:
        self.layout: Layout | None = None
        self._line = 1
        self._held = b""
        self._over = False
        self._size = 0
        self._has_rows = False

    def feed(self, block: bytes) -> Iterator[Row | Fault]:
        """The rows that these bytes end, or what is wrong with them. Raises FileRefused."""
        self._size += len(block)
        if self._size > MAX_FILE_BYTES:
            message = f"le fichier dépasse {MAX_FILE_BYTES // 1024**2} Mio"
            fix = "Partagez-le, sans couper une déclaration"
            raise FileRefused([Fault(line=self._line, column="", rule="file_size", message=message, fix=fix)])
        *whole, self._held = (self._held + block).split(b"\n")
        for data in whole:
            yield from self._take(data)
        if len(self._held) > MAX_LINE_BYTES:
            if self.layout is None:
                self._refuse_first(self._held)
            self._held, self._over = b"", True

    def close(self) -> Iterator[Row | Fault]:
        """The last row, where no line end follows it. Raises FileRefused for a file without any."""
        if self._held or self._over:
            yield from self._take(self._held)
        if self.layout is None:
            fix = "Envoyez son contenu"
            raise FileRefused([Fault(line=1, column="", rule="empty", message="le fichier est vide", fix=fix)])
        if not self._has_rows:
            message = "le fichier n'a que son en-tête, aucune ligne"
            raise FileRefused([Fault(line=1, column="", rule="empty", message=message, fix="Une ligne par stagiaire")])

    def _refuse_first(self, data: bytes) -> None:
        """Raises FileRefused of a first line that is too long: by how the file is written, where that is why."""
        if is_written_otherwise(data):
            layout_of(data)
        message = f"la première ligne dépasse {MAX_LINE_BYTES // 1024} Kio"
        fix = "La première ligne nomme les colonnes, et elles seules"
        raise FileRefused([Fault(line=1, column="", rule="line_size", message=message, fix=fix)])

    def _take(self, data: bytes) -> Iterator[Row | Fault]:
        number, self._line = self._line, self._line + 1
        is_long, self._over = self._over or len(data) > MAX_LINE_BYTES, False
        if self.layout is None:
            if is_long:
                self._refuse_first(data)
            self.layout = layout_of(data)
        elif is_long:
            self._has_rows = True
            message = f"La ligne dépasse {MAX_LINE_BYTES // 1024} Kio"
            yield Fault(line=number, column="", rule="line_size", message=message, fix="Une ligne par stagiaire")
        elif data.strip():
            self._has_rows = True
            yield _row(number, data, len(self.layout.columns))


def _row(number: int, data: bytes, columns: int) -> Row | Fault:
    try:
        text = data.decode().removesuffix("\r")
    except UnicodeDecodeError:
        fix = "Enregistrez le fichier en UTF-8"
        return Fault(line=number, column="", rule="encoding", message="La ligne n'est pas en UTF-8", fix=fix)
    cells = text.split(SEPARATOR)
    if '"' in text and any(cell.startswith('"') for cell in cells):
        quoted = _quoted(text)
        # A text may begin with a quotation mark, and another end with one: the reading that fits is meant.
        if quoted is not None and (len(quoted) == columns or len(cells) != columns):
            cells = quoted
    if len(cells) == columns:
        return Row(number, cells)
    message = f"La ligne a {len(cells)} cellules au lieu de {columns}"
    fix = f"Une cellule vide garde son « {SEPARATOR} » ; un texte n'en contient pas"
    return Fault(line=number, column="", rule="cells", message=message, fix=fix)


def _quoted(text: str) -> list[str] | None:
    """The cells where some are in quotes, as spreadsheets write them; None where quotes are but signs of a text."""
    try:
        return next(csv.reader((text,), delimiter=SEPARATOR, strict=True))
    except csv.Error:
        return None
