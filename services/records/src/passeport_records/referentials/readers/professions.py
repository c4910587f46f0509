"""PCS of INSEE: its list of professions and categories, saved as CSV (INSEE offers a workbook).

UTF-8, separated by `;`, `,` or tabs, its first line naming a column `code` and one of `libelle`, `libellé`, `intitule`
or `intitulé`, in any case. All levels of the list are taken, from `3` to `388c`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from passeport_records.referentials.domain.labels import profession_reference
from passeport_records.referentials.domain.terms import MAX_LABEL, Item, RowFault, Scheme, Term
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_records.referentials.readers.table import Row, read_rows

__all__ = ["read_professions"]

_LABELS = ("libelle", "libellé", "intitule", "intitulé")
_LONGEST_HEADER = 10_000


def read_professions(path: Path) -> Iterator[Item]:
    """Reads the list. Raises FileRefused for what is none."""
    with path.open("rb") as stream:
        header = stream.readline(_LONGEST_HEADER).decode("utf-8-sig", "replace").strip()
        delimiter = max(";,\t", key=header.count)
        names = {name.strip(' "').lower(): name.strip(' "') for name in re.split(re.escape(delimiter), header)}
        label = next((names[name] for name in _LABELS if name in names), None)
        if "code" not in names or label is None:
            raise FileRefused(f"{path.name}, line 1: names no column code, or none of {', '.join(_LABELS)}")
        stream.seek(0)
        for row in read_rows(stream, path.name, columns=(names["code"], label), delimiter=delimiter):
            yield row if isinstance(row, RowFault) else _term(row, names["code"], label)


def _term(row: Row, code: str, label: str) -> Item:
    reference = profession_reference(row[code])
    if reference is None:
        return row.fault(code, "code", "is no code of the PCS, as 38 or 388c")
    if not row[label]:
        return row.fault(label, "required", "is empty")
    return Term(scheme=Scheme.PCS, code=reference[1], label=row[label][:MAX_LABEL])
