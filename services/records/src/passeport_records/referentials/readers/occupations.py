"""ROME 4.0 of France Travail: the zip of its CSV files (UTF-8, commas, cells in quotes, some with new lines in them).

Three of them are read. Facts: of an occupation `parent` (code) and `regulated`; of an appellation `rome` (code of its
occupation), `short` and `rare`; of a skill `nature` and `category`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from passeport_records.referentials.domain.terms import MAX_LABEL, Item, RowFault, Scheme, Term
from passeport_records.referentials.readers.archive import Archive, open_archive
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_records.referentials.readers.table import Row, read_rows

__all__ = ["read_occupations"]


@dataclass(frozen=True, slots=True)
class _File:
    scheme: Scheme
    mark: str
    code: str
    pattern: re.Pattern[str]
    example: str
    label: str
    others: tuple[str, ...]
    facts: Callable[[Row], dict[str, Any]]


_OGR = re.compile(r"[0-9]{1,9}")
_FILES = (
    _File(
        Scheme.ROME,
        "referentiel_code_rome_v",
        "code_rome",
        re.compile(r"[A-N][0-9]{4}"),
        "K1302",
        "libelle_rome",
        ("code_rome_parent", "emploi_reglemente"),
        lambda row: {"parent": row["code_rome_parent"], "regulated": bool(row["emploi_reglemente"])},
    ),
    _File(
        Scheme.ROME_APPELLATIONS,
        "referentiel_appellation_v",
        "code_ogr",
        _OGR,
        "11587",
        "libelle_appellation_long",
        ("libelle_appellation_court", "code_rome", "peu_usite"),
        lambda row: {
            "rome": row["code_rome"],
            "short": row["libelle_appellation_court"],
            "rare": row["peu_usite"] == "O",
        },
    ),
    _File(
        Scheme.ROME_SKILLS,
        "referentiel_competence_v",
        "code_ogr",
        _OGR,
        "115650",
        "libelle_competence",
        ("nature", "cat_comp"),
        lambda row: {"nature": row["nature"], "category": row["cat_comp"]},
    ),
)


def read_occupations(path: Path) -> Iterator[Item]:
    """Reads occupations, appellations and skills. Raises FileRefused when one of the files is missing or another."""
    with open_archive(path) as archive:
        for file in _FILES:
            yield from _read(archive, file)


def _read(archive: Archive, file: _File) -> Iterator[Item]:
    if (name := archive.find(file.mark)) is None:
        raise FileRefused(f"the zip has no unix_{file.mark}….csv: take all CSV files of ROME 4.0 of France Travail")
    columns = (file.code, file.label, *file.others)
    with archive.stream(name) as stream:
        for row in read_rows(stream, name, columns=columns, delimiter=","):
            yield row if isinstance(row, RowFault) else _term(row, file)


def _term(row: Row, file: _File) -> Item:
    code, label = row[file.code], " ".join(row[file.label].split())[:MAX_LABEL]
    if not file.pattern.fullmatch(code):
        return row.fault(file.code, "code", f"is no code of the ROME, as {file.example}")
    if not label:
        return row.fault(file.label, "required", "is empty")
    facts = {name: value for name, value in file.facts(row).items() if value}
    return Term(scheme=file.scheme, code=code, label=label, facts=facts)
