"""RNCP and RS as CSV: `export-fiches-csv-AAAA-MM-JJ.zip` of France compétences (data.gouv.fr, every day).

Ten files, UTF-8, `;`, every cell in quotes, days as JJ/MM/AAAA. Five are read, each from its first row to its last, and
none is held: what belongs together is brought together later. Facts of a term: `short`, `active`, `registration`,
`decided`, `effective`, `ends` (ISO days), and the lists `certifiers` ({siret, name}), `rome` (codes), `blocks`
({code, label}), `replaces` and `replaced_by` (codes).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from passeport_records.referentials.domain.terms import MAX_LABEL, Item, Part, RowFault
from passeport_records.referentials.readers.archive import Archive
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_records.referentials.readers.table import Row, read_rows
from passeport_records.referentials.readers.values import award_term, iso_day, scheme_of

__all__ = ["read_certifications_csv"]

_NUMBER = "Numero_Fiche"
_STANDARD = (
    _NUMBER,
    "Intitule",
    "Abrege_Libelle",
    "Nomenclature_Europe_Niveau",
    "Date_Decision",
    "Date_Fin_Enregistrement",
    "Date_Effet",
    "Type_Enregistrement",
    "Actif",
)
_DAYS = {"decided": "Date_Decision", "effective": "Date_Effet", "ends": "Date_Fin_Enregistrement"}

_Told = tuple[str, Any]
"""A list of the facts, and a value of it."""


def _certifier(row: Row) -> Iterator[_Told]:
    yield "certifiers", {"siret": row["Siret_Certificateur"], "name": row["Nom_Certificateur"][:MAX_LABEL]}


def _occupation(row: Row) -> Iterator[_Told]:
    yield "rome", row["Codes_Rome_Code"]


def _block(row: Row) -> Iterator[_Told]:
    yield "blocks", {"code": row["Bloc_Competences_Code"], "label": row["Bloc_Competences_Libelle"][:MAX_LABEL]}


def _succession(row: Row) -> Iterator[_Told]:
    for name, column in (("replaces", "Ancienne_Certification"), ("replaced_by", "Nouvelle_Certification")):
        if row[column]:
            yield name, row[column]


# What the name of a file contains, its columns, and what its rows say. The official names have accents, which tools
# that make a zip write in various ways.
_PARTS: tuple[tuple[str, tuple[str, ...], Callable[[Row], Iterator[_Told]]], ...] = (
    ("_certificateurs_", ("Siret_Certificateur", "Nom_Certificateur"), _certifier),
    ("_rome_", ("Codes_Rome_Code",), _occupation),
    ("_blocs_", ("Bloc_Competences_Code", "Bloc_Competences_Libelle"), _block),
    ("_ancienne_", ("Ancienne_Certification", "Nouvelle_Certification"), _succession),
)


def read_certifications_csv(archive: Archive) -> Iterator[Item]:
    """Reads the terms, then their parts. Raises FileRefused when one of the five files is missing or no such file."""
    standard = archive.find("_standard_")
    if standard is None:
        raise FileRefused("the zip has no export_fiches_CSV_Standard_….csv: take export-fiches-csv-AAAA-MM-JJ.zip")
    with archive.stream(standard) as stream:
        for row in read_rows(stream, standard, columns=_STANDARD, delimiter=";"):
            yield from (row,) if isinstance(row, RowFault) else _term(row)
    for mark, columns, told in _PARTS:
        name = archive.find(mark)
        if name is None:
            raise FileRefused(f"the zip has no export_fiches_CSV{mark}….csv: take export-fiches-csv-AAAA-MM-JJ.zip")
        with archive.stream(name) as stream:
            for row in read_rows(stream, name, columns=(_NUMBER, *columns), delimiter=";"):
                yield from (row,) if isinstance(row, RowFault) else _parts(row, told)


def _term(row: Row) -> Iterator[Item]:
    scheme = scheme_of(row[_NUMBER])
    if scheme is None:
        yield row.fault(_NUMBER, "number", "is no number of the RNCP or RS, as RNCP34762 or RS6232")
        return
    if not row["Intitule"]:
        yield row.fault("Intitule", "required", "is empty")
        return
    facts: dict[str, Any] = {
        "short": row["Abrege_Libelle"],
        "active": row["Actif"] == "ACTIVE",
        "registration": row["Type_Enregistrement"],
    }
    for name, column in _DAYS.items():
        try:
            facts[name] = iso_day(row[column]) if row[column] else ""
        except ValueError:
            yield row.fault(column, "date", "is no day, as 31/08/2026; it is left out", lost=False)
    level = row["Nomenclature_Europe_Niveau"]
    yield award_term(row[_NUMBER], scheme, row["Abrege_Libelle"], row["Intitule"], level, facts)


def _parts(row: Row, told: Callable[[Row], Iterator[_Told]]) -> Iterator[Item]:
    scheme = scheme_of(row[_NUMBER])
    if scheme is None:
        yield row.fault(_NUMBER, "number", "is no number of the RNCP or RS, as RNCP34762 or RS6232")
        return
    for name, value in told(row):
        yield Part(scheme, row[_NUMBER], name, value)
