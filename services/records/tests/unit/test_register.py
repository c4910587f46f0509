"""The register of certifications, as France compétences publishes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from official import samples
from passeport_records.domain.award import AwardLabel
from passeport_records.feeds.register import RegisterFileError, read_register

HEADER = '"Id_Fiche";"Numero_Fiche";"Intitule";"Abrege_Libelle";"Nomenclature_Europe_Niveau"'


def read(*rows: str) -> dict[str, AwardLabel]:
    return dict(read_register(f"{row}\r\n" for row in (HEADER, *rows)))


def test_labels_and_levels() -> None:
    assert read('"1";"RNCP30328";"Électricien";"CAP";"NIV3"', '"2";"RS7256";"Excel ""Tosa"" ; avancé";;') == {
        "RNCP30328": AwardLabel("CAP Électricien", 3),
        "RS7256": AwardLabel('Excel "Tosa" ; avancé', 0),
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [('"1";"RNCP1"', "line 2: 2 cells"), ('"1";"";"x";;', "line 2: Numero_Fiche"), ('"1";"RNCP1";"x', "line 2")],
)
def test_a_wrong_line_is_named(row: str, words: str) -> None:
    with pytest.raises(RegisterFileError, match=words):
        read(row)


def test_another_file_is_refused() -> None:
    with pytest.raises(RegisterFileError, match="Intitule"):
        list(read_register(["a;b\r\n"]))
    with pytest.raises(RegisterFileError, match="line 1"):
        list(read_register([]))


@pytest.mark.parametrize(
    ("path", "first", "last"),
    samples(
        (
            "register.csv",
            ("RNCP90001", AwardLabel("CAP Monteur d'essais", 3)),
            ("RNCP90004", AwardLabel("CQP Essayeur", 0)),
        ),
        (
            "rncp/csv_extrait_2024-02-22/export_fiches_CSV_Standard_2024_02_22.csv",
            ("RNCP509", AwardLabel("CAP Agent vérificateur d'appareils extincteurs", 3)),
            ("RS6117", AwardLabel("CQP Tourier", 0)),
        ),
    ),
)
def test_an_extract_is_read_from_the_first_line_to_the_last(path: Path, first: object, last: object) -> None:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = list(read_register(lines))
    assert (found[0], found[-1]) == (first, last)
