"""Lists of codes as CSV: UTF-8, separated by `;`, `,` or tabs, a first line that names their columns, in any case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from passeport_records.referentials.domain.terms import RowFault
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_records.referentials.readers.table import Row, read_rows

__all__ = ["LABELS", "read_code_list"]

LABELS = ("libelle", "libellé", "intitule", "intitulé")
"""Names that a column of labels may have; that of codes is `code`."""

_LONGEST_HEADER = 10_000


def read_code_list(path: Path) -> Iterator[tuple[Row, str, str] | RowFault]:
    """Each row with its code and its label, which is never empty. Raises FileRefused for what is no such list."""
    with path.open("rb") as stream:
        header = stream.readline(_LONGEST_HEADER).decode("utf-8-sig", "replace").strip()
        delimiter = max(";,\t", key=header.count)
        names = {name.strip(' "').lower(): name.strip(' "') for name in re.split(re.escape(delimiter), header)}
        label = next((names[name] for name in LABELS if name in names), None)
        if "code" not in names or label is None:
            raise FileRefused(f"{path.name}, line 1: names no column code, or none of {', '.join(LABELS)}")
        stream.seek(0)
        for row in read_rows(stream, path.name, columns=(names["code"], label), delimiter=delimiter):
            if isinstance(row, RowFault):
                yield row
            elif not row[label]:
                yield row.fault(label, "required", "is empty")
            else:
                yield row, row[names["code"]], row[label]
