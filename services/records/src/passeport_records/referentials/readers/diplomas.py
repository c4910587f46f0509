"""BCN of the ministry of education: `N_FORMATION_DIPLOME`, every diploma by its « code diplôme » (CFD, 8 characters).

CSV with `;`, days as JJ/MM/AAAA, in Windows-1252 as the Base centrale des nomenclatures offers it, or in UTF-8. Codes
that are closed stay in it. Facts of a term: `opened` and `closed` (ISO days).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from passeport_records.referentials.domain.labels import diploma_reference
from passeport_records.referentials.domain.terms import MAX_LABEL, Item, RowFault, Term
from passeport_records.referentials.readers.archive import is_zip, open_archive
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_records.referentials.readers.table import Row, read_rows
from passeport_records.referentials.readers.values import iso_day

__all__ = ["read_diplomas"]

_CODE, _LABEL, _LEVEL = "FORMATION_DIPLOME", "LIBELLE_LONG_200", "NIVEAU_QUALIFICATION_RNCP"
_DAYS = {"opened": "DATE_OUVERTURE", "closed": "DATE_FERMETURE"}
_COLUMNS = (_CODE, _LABEL, _LEVEL, *_DAYS.values())
_FILE = "n_formation_diplome"
# Others say that there is none: 00 « hors périmètre », 99 « indéterminé ».
_LEVELS = re.compile(r"0([1-8])")


def read_diplomas(path: Path) -> Iterator[Item]:
    """Reads the file as it is, or out of a zip. Raises FileRefused."""
    if not is_zip(path):
        with path.open("rb") as stream:
            for row in read_rows(stream, path.name, columns=_COLUMNS, delimiter=";", or_latin=True):
                yield from _items(row)
        return
    with open_archive(path) as archive:
        if (name := archive.find(_FILE)) is None:
            raise FileRefused(f"{path.name} has no {_FILE.upper()}.csv: take that file of the BCN")
        with archive.stream(name) as stream:
            for row in read_rows(stream, name, columns=_COLUMNS, delimiter=";", or_latin=True):
                yield from _items(row)


def _items(row: Row | RowFault) -> Iterator[Item]:
    if isinstance(row, RowFault):
        yield row
        return
    reference = diploma_reference(row[_CODE])
    if reference is None:
        yield row.fault(_CODE, "code", "is no code of a diploma, as 40025214 or 26Z13999")
        return
    if not row[_LABEL]:
        yield row.fault(_LABEL, "required", "is empty")
        return
    facts: dict[str, str] = {}
    for name, column in _DAYS.items():
        try:
            facts |= {name: iso_day(row[column])} if row[column] else {}
        except ValueError:
            yield row.fault(column, "date", "is no day, as 31/08/2026", lost=False)
    level = _LEVELS.fullmatch(row[_LEVEL])
    yield Term(
        scheme=reference[0],
        code=reference[1],
        label=row[_LABEL][:MAX_LABEL],
        level=int(level[1]) if level else 0,
        facts=facts,
    )
