"""Reads an import in memory that is bounded whatever is in it, line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date

from passeport_prevention.domain.training import Declarant
from passeport_prevention.imports.columns import SEPARATOR, Layout
from passeport_prevention.imports.header import FileRefused, layout_of
from passeport_prevention.imports.judge import Judge
from passeport_prevention.imports.line import Fault, ImportLine

__all__ = ["MAX_FILE_BYTES", "MAX_LINE_BYTES", "read_import"]

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_LINE_BYTES = 32 * 1024
"""A line with every cell at its longest, each character of four bytes, has less."""


def read_import(blocks: Iterable[bytes], declarant: Declarant, today: date) -> Iterator[ImportLine | Fault]:
    """The lines of a file whose declarant is a training body or an employer; a line at fault gives all its faults.

    `today` is the day in France. Raises FileRefused where nothing can be taken of the file.
    """
    layout: Layout | None = None
    judge: Judge | None = None
    has_lines = False
    for number, data in _lines(blocks):
        if judge is None:
            if data is None:
                message = f"la première ligne dépasse {MAX_LINE_BYTES // 1024} Kio"
                raise FileRefused([Fault(line=1, column="", rule="line_size", message=message)])
            layout = layout_of(data)
            judge = Judge(layout, declarant, today)
            continue
        if data is not None and not data.strip():
            continue
        has_lines = True
        cells = _cells(number, data, len(layout.columns) if layout else 0)
        if isinstance(cells, Fault):
            yield cells
            continue
        judged = judge.judge(number, cells)
        if isinstance(judged, ImportLine):
            yield judged
        else:
            yield from judged
    if judge is None:
        raise FileRefused([Fault(line=1, column="", rule="empty", message="le fichier est vide")])
    if not has_lines:
        message = "le fichier n'a que son en-tête, aucune ligne"
        raise FileRefused([Fault(line=1, column="", rule="empty", message=message, fix="Une ligne par stagiaire")])


def _lines(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Lines by their numbers, from 1; None for one that is too long, which is passed over and not kept.

    Raises FileRefused beyond the largest file.
    """
    number, held, over, size = 1, b"", False, 0
    for block in blocks:
        size += len(block)
        if size > MAX_FILE_BYTES:
            message = f"le fichier dépasse {MAX_FILE_BYTES // 1024**2} Mio"
            fix = "Partagez-le, sans couper une déclaration"
            raise FileRefused([Fault(line=number, column="", rule="file_size", message=message, fix=fix)])
        *whole, held = (held + block).split(b"\n")
        for data in whole:
            yield number, None if over or len(data) > MAX_LINE_BYTES else data
            number, over = number + 1, False
        if len(held) > MAX_LINE_BYTES:
            held, over = b"", True
    if held or over:
        yield number, None if over else held


def _cells(number: int, data: bytes | None, columns: int) -> list[str] | Fault:
    if data is None:
        message = f"La ligne dépasse {MAX_LINE_BYTES // 1024} Kio"
        return Fault(line=number, column="", rule="line_size", message=message, fix="Une ligne par stagiaire")
    try:
        text = data.decode().removesuffix("\r")
    except UnicodeDecodeError:
        fix = "Enregistrez le fichier en UTF-8"
        return Fault(line=number, column="", rule="encoding", message="La ligne n'est pas en UTF-8", fix=fix)
    cells = text.split(SEPARATOR)
    if '"' in text and any(cell.startswith('"') for cell in cells):
        cells = _quoted(text) or cells
    if len(cells) == columns:
        return cells
    message = f"La ligne a {len(cells)} cellules au lieu de {columns}"
    fix = f"Une cellule vide garde son « {SEPARATOR} » ; un texte n'en contient pas"
    return Fault(line=number, column="", rule="cells", message=message, fix=fix)


def _quoted(text: str) -> list[str] | None:
    """The cells where some are in quotes, as spreadsheets write them; None where quotes are but signs of a text."""
    try:
        return next(csv.reader((text,), delimiter=SEPARATOR, strict=True))
    except csv.Error:
        return None
