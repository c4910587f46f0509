"""The register of certifications, as France compétences publishes it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from passeport_records.domain.award import AwardLabel
from passeport_records.feeds.register import RegisterFileError, read_register
from samples import OFFICIAL

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


def test_a_real_extract_is_read() -> None:
    folder: Path = OFFICIAL.parent / "rncp" / "csv_extrait_2024-02-22"
    if not folder.exists():
        # The reference data are not part of the repository; the other tests stand for it.
        return
    (path,) = folder.glob("*Standard*")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = list(islice(read_register(lines), 1000))
    assert found[0] == ("RNCP509", AwardLabel("CAP Agent vérificateur d'appareils extincteurs", 3))
