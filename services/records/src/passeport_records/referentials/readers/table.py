"""Rows of a CSV file, one after the other, by the names of their columns; lines and cells are bounded."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from passeport_records.referentials.domain.terms import RowFault
from passeport_records.referentials.readers.refusals import FileRefused

__all__ = ["Row", "read_rows"]

_MAX_LINE = 1024 * 1024
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells without outer blanks (France compétences puts tabs before numbers)."""

    place: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()

    def fault(self, column: str, rule: str, message: str, *, lost: bool = True) -> RowFault:
        """What is wrong with a cell of this row."""
        return RowFault(
            place=self.place,
            line=self.line,
            field=column,
            rule=rule,
            message=message,
            value=self.cells.get(column, ""),
            lost=lost,
        )


def read_rows(
    stream: IO[bytes], place: str, *, columns: Sequence[str], delimiter: str, or_latin: bool = False
) -> Iterator[Row | RowFault]:
    """Reads the rows of a UTF-8 file whose first line names its columns, `columns` among them in any order.

    `or_latin`: a line that is not UTF-8 is in Windows-1252. A row with more or fewer cells than columns is a fault.
    Raises FileRefused for another file, another encoding, a NUL, a line of more than 1 MiB, or an end in the middle of
    a quoted cell.
    """
    reader = csv.reader(_lines(stream, place, or_latin=or_latin), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().strip('"') for name in next(reader, [])]
        if missing := [name for name in columns if name not in header]:
            raise FileRefused(
                f"{place}, line 1: the columns {', '.join(missing)} are missing; "
                "take the file as its publisher offers it"
            )
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                yield Row(place, line, dict(zip(header, cells, strict=True)))
            elif cells:
                message = f"has {len(cells)} cells, and there are {len(header)} columns"
                yield RowFault(place=place, line=line, field=header[0], rule="cells", message=message, value=cells[0])
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(f"{place}, line {reader.line_num}: {error}; download the file again") from None


def _lines(stream: IO[bytes], place: str, *, or_latin: bool) -> Iterable[str]:
    number = 0
    while line := stream.readline(_MAX_LINE + 1):
        number += 1
        if len(line) > _MAX_LINE:
            raise FileRefused(f"{place}, line {number}: has more than {_MAX_LINE} bytes, which no row has")
        if b"\0" in line:
            raise FileRefused(f"{place}, line {number}: holds a NUL byte; the file is not text, or was damaged")
        if number == 1:
            line = line.removeprefix(_BOM)
        try:
            yield _decoded(line, or_latin=or_latin)
        except UnicodeDecodeError:
            raise FileRefused(f"{place}, line {number}: is not UTF-8; save the file in UTF-8") from None


def _decoded(line: bytes, *, or_latin: bool) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        if not or_latin:
            raise
        return line.decode("windows-1252")
