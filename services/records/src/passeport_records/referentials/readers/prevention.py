"""Certifications in health and safety at work, whose awards enter the passeport de prévention by themselves.

The Caisse des Dépôts publishes those of the répertoire spécifique as open data; those of the RNCP may stand in the same
file. `RS7000` and `rs 7000` are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from passeport_records.referentials.domain.labels import prevention_reference
from passeport_records.referentials.domain.terms import MAX_LABEL, Item, RowFault, Term
from passeport_records.referentials.readers.code_list import read_code_list

__all__ = ["read_prevention"]


def read_prevention(path: Path) -> Iterator[Item]:
    """Reads the list. Raises FileRefused for what is none."""
    for found in read_code_list(path):
        if isinstance(found, RowFault):
            yield found
            continue
        row, code, label = found
        reference = prevention_reference("".join(code.split()).upper())
        if reference is None:
            yield row.fault("code", "code", "is no number of a register, as RS7000 or RNCP37674")
        else:
            yield Term(scheme=reference[0], code=reference[1], label=label[:MAX_LABEL])
