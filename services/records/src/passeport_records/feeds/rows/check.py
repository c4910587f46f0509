"""Checks at the door that a file is of a format of ours: its encoding, its first line. The rest is told by line."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from passeport_records.domain.batch import MAX_FILE_BYTES, FileHead
from passeport_records.domain.report import shown
from passeport_records.errors import EMPTY, FileInvalid, FileTooLarge
from passeport_records.feeds.encodings import refuse_others
from passeport_records.feeds.rows.lines import MAX_LINE_BYTES, lines_of
from passeport_records.feeds.rows.schema import Schema

__all__ = ["SEPARATOR", "Layout", "RowsCheck", "layout_of"]

SEPARATOR = ";"
# Behind an object of JSON comes the next one: in one object nothing of that kind is.
_NEXT_OBJECT = re.compile(rb"}[ \t]*\r\s*{")
_CR_ALONE = "les lignes finissent par CR seul : enregistrez le fichier avec des fins de ligne LF ou CRLF"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a file are written: CSV with these columns, or JSON Lines where there are none."""

    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """For the provenance of what came in it."""
        return "CSV" if self.columns else "JSON Lines"


def layout_of(first: bytes, schema: Schema) -> Layout:
    """Reads the first line of a file. Raises FileInvalid with what is wrong, and where."""
    if first.lstrip()[:1] == b"{":
        if (two := _NEXT_OBJECT.search(first)) is not None:
            raise _refused("line_end", _CR_ALONE, first.index(b"\r", two.start()) + 1)
        return Layout()
    if first.lstrip()[:1] == b"[":
        raise _refused("json_lines", "un tableau JSON n'est pas accepté : un objet par ligne, sans virgule entre eux")
    try:
        text = first.decode()
    except UnicodeDecodeError as error:
        raise _refused("encoding", "le fichier n'est pas en UTF-8", error.start + 1) from None
    if SEPARATOR not in text:
        raise _refused("separator", f"la première ligne nomme les colonnes, séparées par « {SEPARATOR} »")
    _check_line_end(first)
    try:
        columns = tuple(name.strip() for name in next(csv.reader((text,), delimiter=SEPARATOR, strict=True)))
    except csv.Error:
        raise _refused("quotes", "un guillemet de la première ligne n'est pas fermé") from None
    _check_columns(columns, schema)
    return Layout(columns)


def _check_line_end(first: bytes) -> None:
    if (end := first.find(b"\r")) >= 0:
        raise _refused("line_end", _CR_ALONE, end + 1)


def _check_columns(columns: tuple[str, ...], schema: Schema) -> None:
    for place, name in enumerate(columns):
        if name not in schema.fields:
            if (near := schema.nearest(name)) is None:
                # A value, it may be, in a file without the line of names: what it is of a person is not repeated.
                detail = f"la colonne {place + 1} n'a pas un nom connu : la première ligne nomme les colonnes"
                raise _refused("column", detail, place + 1)
            detail = f"la colonne « {shown(name)} » n'existe pas ; la plus proche est {near}"
            raise _refused("column", detail, place + 1, shown(name))
        if name in columns[:place]:
            raise _refused("column", f"la colonne {name} est là deux fois", place + 1, name)
    if missing := [name for name in schema.required if name not in columns]:
        raise _refused("column", f"il manque les colonnes : {', '.join(missing)}", field=missing[0])


def _refused(rule: str, detail: str, column: int = 1, field: str = "") -> FileInvalid:
    return FileInvalid(line=1, column=column, rule=rule, detail=detail, field=field)


class RowsCheck:
    """Fed with the bytes of a file as they come; what it keeps is its first line at most."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._size = 0
        self._beginning = bytearray()
        self._layout: Layout | None = None
        self._has_rows = False

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes. Raises FileInvalid or FileTooLarge."""
        self._size += len(chunk)
        if self._size > MAX_FILE_BYTES:
            raise FileTooLarge(MAX_FILE_BYTES)
        if self._layout is not None:
            self._has_rows = self._has_rows or bool(chunk.strip())
            return
        self._beginning += chunk
        if b"\n" in chunk or len(self._beginning) > MAX_LINE_BYTES:
            self._begin()

    def close(self) -> FileHead:
        """Ends the file and returns what it says of itself. Raises FileInvalid."""
        if self._layout is None:
            self._begin()
        if self._layout is None or not self._has_rows:
            raise _refused("empty", "le fichier n'a que les noms des colonnes, aucune ligne")
        return FileHead(format_version=f"{self._schema.version} {self._layout.name}")

    def _begin(self) -> None:
        """Judges the first line, which is there."""
        refuse_others(bytes(self._beginning[:4]), "UTF-8", may_have_mark=True)
        end = self._beginning.find(b"\n") + 1 or len(self._beginning)
        first = next(lines_of([bytes(self._beginning[:end])]), None)
        if first is None:
            raise _refused("empty", "la première ligne est vide" if self._size > end else EMPTY)
        if first.data is None:
            _check_line_end(bytes(self._beginning[:MAX_LINE_BYTES]))
            raise _refused("line_size", f"la première ligne dépasse {MAX_LINE_BYTES // 1024} Kio")
        self._layout = layout_of(first.data, self._schema)
        self._has_rows = not self._layout.columns or bool(self._beginning[end:].strip())
        self._beginning.clear()
