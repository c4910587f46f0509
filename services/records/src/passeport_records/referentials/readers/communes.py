"""COG of INSEE: `v_commune_depuis_1943.csv`, every name that the code of a commune has stood for, and when.

One edition tells all of the past, so that each of its rows has its own days: DATE_DEBUT, and DATE_FIN, the day on which
something else came in its place. Communes déléguées and associées are left out: their codes are those of the communes
that they were, whose past the file tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from passeport_records.referentials.domain.terms import MAX_LABEL, Item, RowFault, Scheme, Term
from passeport_records.referentials.readers.archive import is_zip, open_archive
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_records.referentials.readers.table import Row, read_rows

__all__ = ["read_communes"]

_COLUMNS = ("COM", "LIBELLE", "DATE_DEBUT", "DATE_FIN")
_KIND = "TYPECOM"
_TAKEN = frozenset({"COM", "ARM"})
_CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_FILE = "v_commune_depuis"


def read_communes(path: Path) -> Iterator[Item]:
    """Reads the file as it is, or out of the zip of the whole COG. Raises FileRefused."""
    if not is_zip(path):
        with path.open("rb") as stream:
            for row in read_rows(stream, path.name, columns=_COLUMNS, delimiter=","):
                yield from _items(row)
        return
    with open_archive(path) as archive:
        if (name := archive.find(_FILE)) is None:
            raise FileRefused(f"{path.name} has no {_FILE}_1943.csv: take that file of INSEE's COG")
        with archive.stream(name) as stream:
            for row in read_rows(stream, name, columns=_COLUMNS, delimiter=","):
                yield from _items(row)


def _items(row: Row | RowFault) -> Iterator[Item]:
    if isinstance(row, RowFault):
        yield row
    elif row.cells.get(_KIND, "COM") in _TAKEN:
        yield _term(row)


def _term(row: Row) -> Item:
    if not _CODE.fullmatch(row["COM"]):
        return row.fault("COM", "code", "is no code of a commune, as 35238 or 2A004")
    if not row["LIBELLE"]:
        return row.fault("LIBELLE", "required", "is empty")
    try:
        since = date.fromisoformat(row["DATE_DEBUT"])
    except ValueError:
        return row.fault("DATE_DEBUT", "date", "is no day, as 1943-01-01")
    try:
        until = date.fromisoformat(row["DATE_FIN"]) if row["DATE_FIN"] else None
    except ValueError:
        return row.fault("DATE_FIN", "date", "is no day, as 2016-01-01, nor empty")
    if until is not None and until <= since:
        return row.fault("DATE_FIN", "order", f"is not after DATE_DEBUT, {since}")
    return Term(scheme=Scheme.COG, code=row["COM"], label=row["LIBELLE"][:MAX_LABEL], since=since, until=until)
