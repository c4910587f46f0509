"""PCS, COG and ROME as their publishers offer them."""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from official import OFFICIAL
from passeport_records.referentials.domain.terms import Item, RowFault, Scheme, Term
from passeport_records.referentials.readers.downloads import DOWNLOADS
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_sandbox.referentials import write_occupations, write_prevention, write_professions
from passeport_testing.further import further_case

COG_HEADER = "TYPECOM,COM,TNCC,NCC,NCCENR,LIBELLE,DATE_DEBUT,DATE_FIN\n"
COG = (
    "COM,01165,0,,,Francheleins,1943-01-01,1974-01-01\n"
    "COM,01165,0,,,Amareins-Francheleins-Cesseins,1974-01-01,1998-12-09\n"
    "COM,01165,0,,,Francheleins,1998-12-09,\n"
    "COM,2A004,0,,,Ajaccio,1976-01-01,\n"
    "ARM,75101,0,,,Paris 1er Arrondissement,1943-01-01,\n"
    "COMD,01033,0,,,Bellegarde-sur-Valserine,2019-01-01,\n"
)


def read(download: str, path: Path) -> list[Item]:
    return list(DOWNLOADS[download](path))


def faults_of(items: list[Item]) -> list[tuple[int, str, str]]:
    return [(item.line, item.field, item.rule) for item in items if isinstance(item, RowFault)]


def test_professions_of_all_levels_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pcs.csv"
    path.write_text("\ufeffCODE;Intitulé\r\n3;Cadres\r\n388C;Chefs de projets informatiques\r\n38F1;Autre\r\n")
    assert read("professions", path) == [
        Term(scheme=Scheme.PCS, code="3", label="Cadres"),
        Term(scheme=Scheme.PCS, code="388c", label="Chefs de projets informatiques"),
        Term(scheme=Scheme.PCS, code="38f1", label="Autre"),
    ]
    assert len(read("professions", write_professions(path))) == 20


def test_a_profession_at_fault_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pcs.csv"
    path.write_text("code,niveau,libelle\n388c,4,\ncadre,1,Cadres\n1,1,Agriculteurs\n")
    items = read("professions", path)
    assert faults_of(items) == [(2, "libelle", "required"), (3, "code", "code")]
    assert len(items) == 3


@pytest.mark.parametrize("content", ["", "PK\x03\x04", "numero;libelle\n1;a\n", "code;nom\n1;a\n"])
def test_another_file_is_no_list_of_professions(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pcs.csv"
    path.write_text(content)
    with pytest.raises(FileRefused, match="line 1"):
        read("professions", path)


def test_certifications_for_prevention_are_those_of_both_registers(tmp_path: Path) -> None:
    path = tmp_path / "prevention.csv"
    path.write_text("Code;Libelle\nRS7000;CACES 486A\nrncp 37674;Préventeur\n7000;CACES\nRS1;\n")
    items = read("prevention", path)
    assert items[:2] == [
        Term(scheme=Scheme.PREVENTION, code="RS7000", label="CACES 486A"),
        Term(scheme=Scheme.PREVENTION, code="RNCP37674", label="Préventeur"),
    ]
    assert faults_of(items) == [(4, "code", "code"), (5, "Libelle", "required")]
    assert [item.code for item in read("prevention", write_prevention(path)) if isinstance(item, Term)] == ["RS7000"]


@pytest.mark.parametrize("zipped", [False, True])
def test_communes_have_the_days_of_their_names(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "v_commune_depuis_1943.csv"
    path.write_text(COG_HEADER + COG)
    if zipped:
        with zipfile.ZipFile(tmp_path / "cog_ensemble_2026_csv.zip", "w") as archive:
            archive.writestr("v_commune_2026.csv", "TYPECOM,COM\n")
            archive.write(path, path.name)
        path = tmp_path / "cog_ensemble_2026_csv.zip"
    told = [
        (item.code, item.label, item.since, item.until) for item in read("communes", path) if isinstance(item, Term)
    ]
    assert told == [
        ("01165", "Francheleins", date(1943, 1, 1), date(1974, 1, 1)),
        ("01165", "Amareins-Francheleins-Cesseins", date(1974, 1, 1), date(1998, 12, 9)),
        ("01165", "Francheleins", date(1998, 12, 9), None),
        ("2A004", "Ajaccio", date(1976, 1, 1), None),
        ("75101", "Paris 1er Arrondissement", date(1943, 1, 1), None),
    ]


def test_a_commune_at_fault_is_told(tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    rows = (
        "COM,1165,0,,,Francheleins,1943-01-01,",
        "COM,01165,0,,,,1943-01-01,",
        "COM,01165,0,,,Francheleins,01/01/1943,",
        "COM,01165,0,,,Francheleins,1943-01-01,jamais",
        "COM,01165,0,,,Francheleins,1943-01-01,1943-01-01",
    )
    path.write_text(COG_HEADER + "\n".join(rows))
    assert faults_of(read("communes", path)) == [
        (2, "COM", "code"),
        (3, "LIBELLE", "required"),
        (4, "DATE_DEBUT", "date"),
        (5, "DATE_FIN", "date"),
        (6, "DATE_FIN", "order"),
    ]


def test_a_cog_without_the_past_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v_commune_2026.csv"
    path.write_text("TYPECOM,COM,REG,LIBELLE\nCOM,01001,84,L'Abergement-Clémenciat\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="DATE_DEBUT"):
        read("communes", path)
    with zipfile.ZipFile(tmp_path / "cog.zip", "w") as archive:
        archive.write(path, path.name)
    with pytest.raises(FileRefused, match="v_commune_depuis"):
        read("communes", tmp_path / "cog.zip")


def test_occupations_appellations_and_skills_are_read(tmp_path: Path) -> None:
    terms = [item for item in read("occupations", write_occupations(tmp_path / "rome.zip")) if isinstance(item, Term)]
    found = {(term.scheme, term.code): term for term in terms}
    assert found[Scheme.ROME, "D1102"].label == "Boulanger / Boulangère"
    assert found[Scheme.ROME_APPELLATIONS, "12788"].facts == {"rome": "M1203", "short": "Comptable clientèle"}
    assert found[Scheme.ROME_SKILLS, "100023"].facts == {"nature": "Compétence", "category": "Savoir-faire"}
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("unix_referentiel_code_rome_v460_utf8.csv", "code_rome\n")
    with pytest.raises(FileRefused, match="libelle_rome"):
        read("occupations", tmp_path / "other.zip")


@pytest.mark.parametrize(
    ("folder", "counts"),
    [
        further_case(
            OFFICIAL / "rome_v460",
            {Scheme.ROME: 1584, Scheme.ROME_APPELLATIONS: 13_120, Scheme.ROME_SKILLS: 18_317},
            at_hand=(OFFICIAL / "rome_v460").exists(),
            missing="the files of the ROME do not lie beside this clone",
        )
    ],
)
def test_the_official_rome_is_read(tmp_path: Path, folder: Path, counts: dict[Scheme, int]) -> None:
    with zipfile.ZipFile(tmp_path / "rome.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.glob("unix_*"):
            content = path.read_bytes()
            archive.writestr(
                path.name.removesuffix(".gz"), gzip.decompress(content) if path.suffix == ".gz" else content
            )
    items = read("occupations", tmp_path / "rome.zip")
    assert faults_of(items) == []
    assert Counter(item.scheme for item in items if isinstance(item, Term)) == counts


@pytest.mark.parametrize(
    "path",
    [
        further_case(
            OFFICIAL / "insee" / "pcs_2003.csv",
            at_hand=(OFFICIAL / "insee").exists(),
            missing="the PCS does not lie beside this clone",
        )
    ],
)
def test_the_official_pcs_is_read(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        rows = sum(1 for _ in csv.reader(lines)) - 1
    items = read("professions", path)
    assert (faults_of(items), len(items)) == ([], rows)
