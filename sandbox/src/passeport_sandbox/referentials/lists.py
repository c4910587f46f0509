"""A few rows of the PCS, of the ROME and of the list for prevention, in the formats of those who publish them."""

import csv
import io
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from passeport_sandbox.referentials.fiches import sandbox_fiches

__all__ = ["write_occupations", "write_prevention", "write_professions"]

_OCCUPATION = (
    *("code_rome", "code_fiche_metier", "code_ogr", "libelle_rome", "transition_eco", "transition_num"),
    *("transition_demo", "emploi_reglemente", "emploi_cadre", "code_rome_parent"),
)
_APPELLATION = (
    *("code_ogr", "libelle_appellation_long", "libelle_appellation_court", "code_rome", "transition_eco"),
    *("transition_num", "transition_demo", "emploi_reglemente", "emploi_cadre", "classification", "origine"),
    *("code_rome_parent", "peu_usite"),
)
_SKILL = (
    *("code_ogr", "nature", "libelle_competence", "definition", "code_ogr_macro_comp", "code_macro_comp", "cat_comp"),
    *("sous_cat_comp", "transition_eco", "transition_num", "libelle_heterogeneite", "libelle_origine"),
)

_Told = Iterator[dict[str, str]]


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("lists.toml").read_text("utf-8"))


def write_professions(path: Path) -> Path:
    """Writes the PCS as a workbook of INSEE saved as CSV."""
    rows = ({"Code": code, "Libellé": label} for code, label in _lists()["professions"].items())
    path.write_bytes(_table(("Code", "Libellé"), rows, ";"))
    return path


def write_prevention(path: Path) -> Path:
    """Writes the certifications in health and safety at work, as a list that an operator saves as CSV."""
    rows = ({"code": fiche.number, "libelle": fiche.title} for fiche in sandbox_fiches() if fiche.prevention)
    path.write_bytes(_table(("code", "libelle"), rows, ";"))
    return path


def write_occupations(path: Path) -> Path:
    """Writes the zip of the ROME, the same bytes each time."""
    files = (
        ("referentiel_code_rome", _OCCUPATION, _occupations()),
        ("referentiel_code_rome_riasec", ("code_rome", "riasec_majeur", "riasec_mineur"), iter(())),
        ("referentiel_appellation", _APPELLATION, _appellations()),
        ("referentiel_competence", _SKILL, _skills()),
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, header, rows in files:
            archive.writestr(zipfile.ZipInfo(f"unix_{name}_v460_utf8.csv"), _table(header, rows, ","))
    return path


def _occupations() -> _Told:
    for code, label in _lists()["occupations"].items():
        yield {"code_rome": code, "libelle_rome": label, "code_rome_parent": code}


def _appellations() -> _Told:
    for code, (rome, label) in _lists()["appellations"].items():
        labels = {"libelle_appellation_long": label, "libelle_appellation_court": label}
        yield {"code_ogr": code, "code_rome": rome, "code_rome_parent": rome, "peu_usite": "N", **labels}


def _skills() -> _Told:
    for code, label in _lists()["skills"].items():
        yield {"code_ogr": code, "nature": "Compétence", "libelle_competence": label, "cat_comp": "Savoir-faire"}


def _table(header: Sequence[str], rows: Iterable[dict[str, str]], delimiter: str) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, header, delimiter=delimiter, quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()
