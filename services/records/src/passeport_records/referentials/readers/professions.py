"""PCS of INSEE: its list of professions and categories, saved as CSV (INSEE offers a workbook).

All levels of the list are taken, from `3` to `388c`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from passeport_records.referentials.domain.labels import profession_reference
from passeport_records.referentials.domain.terms import MAX_LABEL, Item, RowFault, Scheme, Term
from passeport_records.referentials.readers.code_list import read_code_list

__all__ = ["read_professions"]


def read_professions(path: Path) -> Iterator[Item]:
    """Reads the list. Raises FileRefused for what is none."""
    for found in read_code_list(path):
        if isinstance(found, RowFault):
            yield found
            continue
        row, code, label = found
        reference = profession_reference(code)
        if reference is None:
            yield row.fault("code", "code", "is no code of the PCS, as 38 or 388c")
        else:
            yield Term(scheme=Scheme.PCS, code=reference[1], label=label[:MAX_LABEL])
