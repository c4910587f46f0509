"""RNCP and RS as France compétences publishes them: the CSV zip and the XML, whole, at fault, and hostile."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from official import OFFICIAL
from passeport_records.referentials.domain.terms import Item, Part, RowFault, Scheme, Term
from passeport_records.referentials.readers import certifications_xml
from passeport_records.referentials.readers.downloads import DOWNLOADS
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_sandbox.referentials import Fiche, invented_fiches, write_csv_zip, write_xml
from passeport_testing.further import further_case

DAY = date(2024, 2, 22)
CAP = Fiche(
    number="RNCP90001",
    title="Monteur d’essais & d'autres ; suite",
    short="CAP",
    short_title="Certificat d'aptitude professionnelle",
    level=3,
    active=False,
    decided=date(2020, 7, 1),
    ends=date(2026, 8, 31),
    certifiers=[("00100001700010", "MINISTÈRE DES ESSAIS")],
    rome=["H2503", "I1203"],
    blocks=[("RNCP90001BC01", "Monter"), ("RNCP90001BC02", "Démonter")],
    replaces=["RNCP80001"],
    replaced_by=["RNCP95001"],
)
FACTS = {
    "short": "CAP",
    "active": False,
    "decided": "2020-07-01",
    "ends": "2026-08-31",
    "certifiers": [{"siret": "00100001700010", "name": "MINISTÈRE DES ESSAIS"}],
    "rome": ["H2503", "I1203"],
    "blocks": [{"code": "RNCP90001BC01", "label": "Monter"}, {"code": "RNCP90001BC02", "label": "Démonter"}],
    "replaces": ["RNCP80001"],
    "replaced_by": ["RNCP95001"],
}


def read(path: Path) -> list[Item]:
    return list(DOWNLOADS["certifications"](path))


def united(items: Sequence[Item]) -> dict[str, Term]:
    """The terms with their parts, as the database brings them together."""
    terms = {item.code: item for item in items if isinstance(item, Term)}
    facts = {code: dict(term.facts) for code, term in terms.items()}
    for part in (item for item in items if isinstance(item, Part)):
        facts.setdefault(part.code, {}).setdefault(part.name, []).append(part.value)
    return {
        code: Term(scheme=term.scheme, code=code, label=term.label, level=term.level, facts=facts[code])
        for code, term in terms.items()
    }


def rezip(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The zip once `change` has been at its files; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            if (changed := change(name, content)) is not None:
                archive.writestr(name, changed)
    return path


@pytest.fixture
def csv_zip(tmp_path: Path) -> Path:
    return write_csv_zip(tmp_path / "export-fiches-csv-2024-02-22.zip", lambda: [CAP], DAY)


def test_csv_and_xml_say_the_same(tmp_path: Path, csv_zip: Path) -> None:
    xml = write_xml(tmp_path / "rncp.xml", [CAP])
    for path in (csv_zip, xml):
        (term,) = united(read(path)).values()
        facts = {name: value for name, value in term.facts.items() if name != "registration"}
        assert (term.scheme, term.level, facts) == (Scheme.RNCP, 3, FACTS), path
        assert term.label == "CAP Monteur d’essais & d'autres ; suite"


def test_the_xml_may_come_in_a_zip(tmp_path: Path) -> None:
    xml = write_xml(tmp_path / "rncp.xml", [CAP])
    with zipfile.ZipFile(tmp_path / "rncp.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(xml, "export_fiches_RNCP_V4_1_2024-02-22.xml")
    assert [item.code for item in read(tmp_path / "rncp.zip") if isinstance(item, Term)] == ["RNCP90001"]


def test_a_row_at_fault_is_told_by_line_field_and_rule_and_the_others_are_read(csv_zip: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if "Standard" not in name:
            return content
        more = (
            '"2";"FICHE2";"Sans numéro";;;;;"Non";"Non";;;;;;;"ACTIVE"',
            '"3";"RS9003";;;;;;"Non";"Non";;;;;;;"ACTIVE"',
            '"4";"RS9004";"trop court"',
            '"5";"RS9005";"Sur\r\ndeux lignes";;;;;"Non";"Non";;"32/01/2024";;;;;"ACTIVE"',
            '"6";"RS9006";"Entière";;;"REPRISE";;"Non";"Non";;;;;;;"ACTIVE"',
        )
        return content + "".join(f"{line}\r\n" for line in more).encode()

    items = read(rezip(csv_zip, change))
    faults = [item for item in items if isinstance(item, RowFault)]
    assert [(fault.line, fault.field, fault.rule, fault.lost) for fault in faults] == [
        (3, "Numero_Fiche", "number", True),
        (4, "Intitule", "required", True),
        (5, "Id_Fiche", "cells", True),
        (6, "Date_Decision", "date", False),
    ]
    assert "Standard" in str(faults[0])
    assert "FICHE2" in str(faults[0])
    labels = {item.code: (item.label, item.level) for item in items if isinstance(item, Term)}
    assert labels["RS9005"] == ("Sur deux lignes", 0)
    assert labels["RS9006"] == ("Entière", 0)


def _without_a_file(name: str, content: bytes) -> bytes | None:
    return None if "Certificateurs" in name else content


def _latin_1(name: str, content: bytes) -> bytes:
    return content.decode().replace("’", "'").encode("latin-1")


def _cut_in_a_cell(name: str, content: bytes) -> bytes:
    return content[:-4] if "Standard" in name else content


def _without_a_column(name: str, content: bytes) -> bytes:
    return content.replace(b"Numero_Fiche", b"Numero", 1)


def _nul(name: str, content: bytes) -> bytes:
    return content.replace(b"Monteur", b"Mont\0ur")


def _endless_line(name: str, content: bytes) -> bytes:
    return content.replace(b"Monteur", "\N{SNOWMAN}".join(map(str, range(150_000))).encode())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_without_a_file, "certificateurs"),
        (_latin_1, "UTF-8"),
        (_cut_in_a_cell, "download the file again"),
        (_without_a_column, "Numero_Fiche"),
        (_nul, "line 2: holds a NUL"),
        (_endless_line, "line 2: has more than"),
        (lambda name, content: b"0" * 50_000_000 if "Rome" in name else content, "shrinks"),
        (lambda name, content: None if "Standard" in name else content, "Standard"),
    ],
)
def test_a_zip_that_is_not_the_download_is_refused_with_what_to_do(
    csv_zip: Path, change: Callable[[str, bytes], bytes | None], words: str
) -> None:
    with pytest.raises(FileRefused, match=words):
        read(rezip(csv_zip, change))


def test_a_damaged_zip_is_refused(csv_zip: Path) -> None:
    content = csv_zip.read_bytes()
    csv_zip.write_bytes(content[: len(content) // 2])
    with pytest.raises(FileRefused, match="not a whole zip"):
        read(csv_zip)
    csv_zip.write_bytes(content[:150] + bytes(10) + content[160:])
    with pytest.raises(FileRefused, match="download the file again"):
        read(csv_zip)


HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
FLUX = "<FICHES><VERSION_FLUX>4.1</VERSION_FLUX>"
BOMB = '<!DOCTYPE FICHES [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD + BOMB + FLUX + "<FICHE><INTITULE>&b;</INTITULE></FICHE></FICHES>", "DOCTYPE"),
        (HEAD + "<!-- -->" * 1000 + BOMB + FLUX + "</FICHES>", "DOCTYPE"),
        (HEAD + FLUX + "<FICHE><INTITULE>&b;</INTITULE></FICHE></FICHES>", "download the file again"),
        (HEAD + FLUX + "<FICHE><NUMERO_FICHE>RS1</NUMERO_FICHE>", "download the file again"),
        (HEAD + "<FICHES><VERSION_FLUX>9.9</VERSION_FLUX></FICHES>", "VERSION_FLUX is '9.9'"),
        (HEAD + "<FICHES><FICHE/></FICHES>", "before VERSION_FLUX"),
        (HEAD + "<autre/>", "root is 'autre'"),
        (HEAD + FLUX + "<a>" * 300 + "</a>" * 300 + "</FICHES>", "depth"),
        ("", "does not begin"),
        ((HEAD + FLUX + "</FICHES>").encode("utf-16").decode("latin-1"), "does not begin"),
    ],
)
def test_an_xml_that_is_not_the_download_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "rncp.xml"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(FileRefused, match=words):
        read(path)


def test_a_fiche_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certifications_xml, "MAX_FICHE_BYTES", 200_000)
    write_xml(tmp_path / "rncp.xml", [CAP, Fiche(number="RS1", title="long", text="a" * 400_000), CAP])
    told: list[Item] = []

    def fill(items: Iterator[Item]) -> None:
        told.extend(items)

    with pytest.raises(FileRefused, match="more than 200000 bytes"):
        fill(DOWNLOADS["certifications"](tmp_path / "rncp.xml"))
    assert len(told) == 1


def test_a_fiche_at_fault_is_told_by_its_line_however_far_it_is(tmp_path: Path) -> None:
    path = write_xml(tmp_path / "rncp.xml", invented_fiches(9000))
    content = path.read_text("utf-8").splitlines()
    lines = [number for number, line in enumerate(content, start=1) if "RNCP908990<" in line]
    content[lines[0] - 1] = "<NUMERO_FICHE>908990</NUMERO_FICHE>"
    path.write_text("\n".join(content), encoding="utf-8")
    (fault,) = [item for item in read(path) if isinstance(item, RowFault)]
    # Two lines below the tag of its fiche.
    assert (fault.line, fault.field, fault.value) == (lines[0] - 2, "NUMERO_FICHE", "908990")
    assert fault.line > 65_535


@pytest.mark.parametrize(
    ("folder", "first", "last"),
    [
        further_case(
            OFFICIAL / "rncp/csv_extrait_2024-02-22",
            ("RNCP509", "CAP Agent vérificateur d'appareils extincteurs", 3),
            ("RS6117", "CQP Tourier", 0),
            at_hand=(OFFICIAL / "rncp").exists(),
            missing="the official extract of the CSV does not lie beside this clone",
        )
    ],
)
def test_the_official_csv_is_read(tmp_path: Path, folder: Path, first: object, last: object) -> None:
    with zipfile.ZipFile(tmp_path / "official.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    items = read(tmp_path / "official.zip")
    assert not [item for item in items if isinstance(item, RowFault)]
    terms = [(item.code, item.label, item.level) for item in items if isinstance(item, Term)]
    assert (terms[0], terms[-1]) == (first, last)
    told = united(items)["RNCP509"].facts
    assert told["certifiers"] == [
        {"siret": "11004301500012", "name": "MINISTERE DE L'EDUCATION NATIONALE ET DE LA JEUNESSE"}
    ]
    assert (told["rome"], told["replaced_by"]) == (["I1203"], ["RNCP38228"])


@pytest.mark.parametrize(
    ("path", "terms", "blocks"),
    [
        further_case(
            OFFICIAL / f"rncp/export_fiches_{name}_V4_1_extrait{terms}.xml.gz",
            terms,
            blocks,
            at_hand=(OFFICIAL / "rncp").exists(),
            missing="the official extract of the XML does not lie beside this clone",
        )
        for name, terms, blocks in (("RNCP", 12, 53), ("RS", 8, 0))
    ],
)
def test_the_official_xml_is_read(tmp_path: Path, path: Path, terms: int, blocks: int) -> None:
    plain = tmp_path / "official.xml"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    items = read(plain)
    found = [item for item in items if isinstance(item, Term)]
    assert len(found) == len(items) == terms
    assert sum(len(term.facts.get("blocks", ())) for term in found) == blocks
    assert all(term.facts["certifiers"] for term in found)
