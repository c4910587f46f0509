"""The registers of certifications as the sandbox writes them: norm-true, and the same each time."""

import csv
import io
import zipfile
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from lxml import etree

from passeport_sandbox.__main__ import main
from passeport_sandbox.feeds.careers import awards, contracts
from passeport_sandbox.feeds.partners import PARTNERS
from passeport_sandbox.referentials import invented_fiches, sandbox_fiches, write_csv_zip, write_professions, write_xml
from passeport_testing.further import further_case

OFFICIAL = Path(__file__).parents[4] / "shared" / "data" / "rncp" / "csv_extrait_2024-02-22"
DAY = date(2024, 2, 22)


def test_every_award_of_the_samples_has_its_fiche() -> None:
    awarded = {award.code for client_id in PARTNERS for award in awards(client_id)}
    assert awarded <= {fiche.number for fiche in sandbox_fiches()}


def test_every_contract_of_the_samples_has_the_label_of_its_profession(tmp_path: Path) -> None:
    rows = csv.reader(write_professions(tmp_path / "pcs.csv").read_text("utf-8-sig").splitlines(), delimiter=";")
    labelled = {row[0] for row in rows}
    assert {contract.pcs for contract in contracts()} - {""} <= labelled
    assert {contract.pcs for contract in contracts() if contract.person.login == "noemie"} == {"554g"}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("1", "2"):
        write_csv_zip(tmp_path / f"{name}.zip", partial(invented_fiches, 40, 3), DAY)
        write_xml(tmp_path / f"{name}.xml", invented_fiches(40, 3, text_length=100))
    for suffix in ("zip", "xml"):
        assert (tmp_path / f"1.{suffix}").read_bytes() == (tmp_path / f"2.{suffix}").read_bytes()
    assert list(invented_fiches(5, 3)) != list(invented_fiches(5, 4))


def test_a_shorter_file_is_the_beginning_of_a_longer_one() -> None:
    assert list(invented_fiches(5)) == list(invented_fiches(9))[:5]


HEADERS = {
    "Blocs_De_Competences": b'"Numero_Fiche";"Bloc_Competences_Code";"Bloc_Competences_Libelle"\r\n',
    "Certificateurs": b'"Numero_Fiche";"Siret_Certificateur";"Nom_Certificateur"\r\n',
}


def headers_of(folder: Path) -> dict[str, bytes]:
    return {_plain(path.name): path.read_bytes().splitlines(keepends=True)[0] for path in folder.iterdir()}


@pytest.mark.parametrize(
    "folder",
    [
        None,
        further_case(
            OFFICIAL, at_hand=OFFICIAL.exists(), missing="the official extract does not lie beside this clone"
        ),
    ],
)
def test_the_files_have_the_names_and_columns_of_the_official_ones(tmp_path: Path, folder: Path | None) -> None:
    path = write_csv_zip(tmp_path / "register.zip", sandbox_fiches, DAY)
    with zipfile.ZipFile(path) as archive:
        ours = {_plain(name): archive.read(name).splitlines(keepends=True)[0] for name in archive.namelist()}
    assert len(ours) == 10
    if folder:
        assert ours == headers_of(folder)
    for name, header in HEADERS.items():
        assert ours[f"export_fiches_CSV_{name}_2024_02_22.csv"] == header


def _plain(name: str) -> str:
    # The copy that lies here lost the accents of its names.
    return name.replace("é", "e").replace("è", "e")


def test_fiches_come_in_both_formats(tmp_path: Path) -> None:
    assert main(["referentials", str(tmp_path), "--fiches", "10", "--day", "2024-02-22"]) == 0
    with zipfile.ZipFile(tmp_path / "export-fiches-csv-2024-02-22.zip") as archive:
        text = archive.read("export_fiches_CSV_Standard_2024_02_22.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    for register, count in (("RNCP", 8), ("RS", 2)):
        root = etree.parse(tmp_path / f"export_fiches_{register}_V4_1_2024-02-22.xml").getroot()
        assert root.findtext("VERSION_FLUX") == "4.1"
        told = {fiche.findtext("NUMERO_FICHE"): fiche.findtext("INTITULE") for fiche in root.iterfind("FICHE")}
        assert told == {
            row["Numero_Fiche"]: row["Intitule"] for row in rows if row["Numero_Fiche"].startswith(register)
        }
        assert len(told) == count
