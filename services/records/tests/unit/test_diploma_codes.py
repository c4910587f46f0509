"""The diplomas of the BCN as it offers them: `N_FORMATION_DIPLOME`, and the labels of diplomas by their codes."""

from __future__ import annotations

import gzip
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from official import OFFICIAL
from passeport_chassis.ids import new_id
from passeport_records.domain.details import AwardDetails
from passeport_records.domain.entry import Kind
from passeport_records.domain.labelling import labelled, references_of
from passeport_records.referentials.domain.labels import Label, LabelHistory
from passeport_records.referentials.domain.terms import Item, RowFault, Scheme, Term
from passeport_records.referentials.readers.downloads import DOWNLOADS
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_testing.further import further_case
from referential_support import history
from support import award, day, guaranteed

# The official file has 59 columns; these are its first, and those around what is read.
COLUMNS = (
    "FORMATION_DIPLOME;NIVEAU_FORMATION_DIPLOME;N_NIVEAU_FORMATION_DIPLOME.LIBELLE_100;LIBELLE_COURT;LIBELLE_STAT_33;"
    "LIBELLE_LONG_200;DATE_OUVERTURE;DATE_FERMETURE;COMMENTAIRE;NIVEAU_QUALIFICATION_RNCP;"
    "N_NIVEAU_QUALIFICATION_RNCP.LIBELLE_LONG\n"
)
ROWS = (
    '40025214;400;BAC PRO;BAC PRO;ELEVAGE FICTIF;ÉLEVAGE D\'ÉTOILES "FICTIF" (BAC PRO);01/09/2017;;;04;NIVEAU 4\n'
    "26Z13999;26Z;TH;TH2;LETTRES;LETTRES ET ARTS (TH2);01/09/2019;31/08/2026;ancien;99;INDETERMINE\n"
    "96600001;966;BAFA;BAFA;ANIMATEUR;ANIMATEUR;;;;00;HORS PERIMETRE\n"
)


def read(path: Path) -> list[Item]:
    return list(DOWNLOADS["diplomas"](path))


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("packed", [False, True])
def test_diplomas_are_read_by_their_codes(tmp_path: Path, encoding: str, packed: bool) -> None:
    path, content = tmp_path / "diplomes", (COLUMNS + ROWS).replace("\n", "\r\n").encode(encoding)
    if packed:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("N_NIVEAU_FORMATION_DIPLOME.csv", "rien")
            archive.writestr("N_FORMATION_DIPLOME.csv", content)
    else:
        path.write_bytes(content)
    assert read(path) == [
        Term(
            scheme=Scheme.BCN,
            code="40025214",
            label='ÉLEVAGE D\'ÉTOILES "FICTIF" (BAC PRO)',
            level=4,
            facts={"opened": "2017-09-01"},
        ),
        Term(
            scheme=Scheme.BCN,
            code="26Z13999",
            label="LETTRES ET ARTS (TH2)",
            facts={"opened": "2019-09-01", "closed": "2026-08-31"},
        ),
        Term(scheme=Scheme.BCN, code="96600001", label="ANIMATEUR"),
    ]


def test_a_row_at_fault_is_told(tmp_path: Path) -> None:
    path = tmp_path / "N_FORMATION_DIPLOME.csv"
    rows = ("4002521;;;;;Court;;;;04;\n", "40025215;;;;;;;;;04;\n", "40025216;;;;;Jour;2017;32/01/2026;;04;\n", "4;5\n")
    path.write_text(COLUMNS + "".join(rows))
    items = read(path)
    assert [(item.line, item.field, item.rule, item.lost) for item in items if isinstance(item, RowFault)] == [
        (2, "FORMATION_DIPLOME", "code", True),
        (3, "LIBELLE_LONG_200", "required", True),
        (4, "DATE_OUVERTURE", "date", False),
        (4, "DATE_FERMETURE", "date", False),
        (5, "FORMATION_DIPLOME", "cells", True),
    ]
    assert [item.code for item in items if isinstance(item, Term)] == ["40025216"]


def test_another_file_is_no_list_of_diplomas(tmp_path: Path) -> None:
    path = tmp_path / "N_NIVEAU_FORMATION_DIPLOME.csv"
    path.write_text("NIVEAU_FORMATION_DIPLOME;LIBELLE_COURT\n967;BAFD\n")
    with pytest.raises(FileRefused, match="LIBELLE_LONG_200"):
        read(path)
    packed = tmp_path / "bcn.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, path.name)
    with pytest.raises(FileRefused, match="has no N_FORMATION_DIPLOME"):
        read(packed)


OFFICIAL_FILE = OFFICIAL / "diplomes" / "N_FORMATION_DIPLOME_utf8.csv.gz"


@pytest.mark.parametrize(
    "path",
    [further_case(OFFICIAL_FILE, at_hand=OFFICIAL_FILE.exists(), missing="the official file does not lie beside")],
)
def test_the_official_file_is_read_to_its_last_row(path: Path, tmp_path: Path) -> None:
    content = gzip.decompress(path.read_bytes()).decode("utf-8")
    as_offered = tmp_path / "N_FORMATION_DIPLOME.csv"
    # Its bytes are those of Windows-1252: an apostrophe of Word is among them.
    as_offered.write_bytes(content.encode("iso-8859-1"))
    items = read(as_offered)
    assert Counter(type(item) for item in items) == {Term: 3923}
    assert {item.level for item in items if isinstance(item, Term)} == {0, 2, 3, 4, 5, 6, 7}


def test_a_diploma_without_a_number_of_the_register_is_shown_with_the_label_of_its_code() -> None:
    told = Label(Scheme.BCN, "40025214", "ELEVAGE (BAC PRO)", 4, date(2024, 1, 1))
    newer = Label(Scheme.BCN, "40025214", "ELEVAGE ET TERRITOIRE (BAC PRO)", 5, date(2026, 9, 1))
    found = {(Scheme.BCN, "40025214"): LabelHistory([told, newer])}
    content = award("Bac pro Élevage", start=day("2026-07"), details=AwardDetails(diploma_code="40025214", level=4))
    entry = guaranteed(new_id(), content, Kind.DIPLOMA)
    assert (Scheme.BCN, "40025214") in references_of([entry])
    shown = labelled(entry, found)
    # In the words of who awarded it: the nomenclature writes in capitals, and cuts words short.
    assert (shown.content, shown.labels.award) == (content, told)
    numbered = award("Bac pro", details=AwardDetails(register="RNCP", code="RNCP1", diploma_code="40025214"))
    both = found | {(Scheme.RNCP, "RNCP1"): history("RNCP1", "BAC PRO Élevage", level=4)}
    shown = labelled(guaranteed(new_id(), numbered, Kind.DIPLOMA), both)
    assert (shown.content.title, shown.labels.award and shown.labels.award.scheme) == ("BAC PRO Élevage", Scheme.RNCP)
    # Where the register has no such number.
    newest = labelled(guaranteed(new_id(), replace(numbered, start=day("2026-09")), Kind.DIPLOMA), found)
    assert newest.labels.award == newer
