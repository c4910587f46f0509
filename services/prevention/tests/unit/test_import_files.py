"""Whole files of the official import: what refuses a file, what a line costs the others, what lines owe one another."""

from __future__ import annotations

import csv
import json
import tracemalloc
from io import StringIO
from pathlib import Path

import pytest

from imports_support import TODAY, adf, file_of, jdr, read
from passeport_prevention.__main__ import main as program
from passeport_prevention.commands.validate import main
from passeport_prevention.domain.training import Declarant
from passeport_prevention.imports.columns import ADF, JDR
from passeport_prevention.imports.header import FileRefused, check_file_name
from passeport_prevention.imports.line import Fault, ImportLine
from passeport_prevention.imports.read import Reader
from passeport_prevention.imports.rows import MAX_FILE_BYTES, MAX_LINE_BYTES
from passeport_prevention.imports.survey import MOST_TRAINEES, Survey

HEADER = "|".join(ADF.names)
LINE = file_of([adf()]).split(b"\r\n")[1]


def refusal(content: bytes) -> list[tuple[str, str]]:
    with pytest.raises(FileRefused) as caught:
        read(content)
    return [(fault.rule, fault.column) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [("empty", "")]),
        (b"\r\n", [("empty", "")]),
        (HEADER.encode(), [("empty", "")]),
        (file_of([]) + b"\r\n \n", [("empty", "")]),
        (file_of([adf()]).decode().encode("utf-16"), [("encoding", "")]),
        (HEADER.encode() + b"\xe9\n", [("encoding", "")]),
        (b"\x1f\x8b\x08\x00", [("encoding", "")]),
        (b"PK\x03\x04", [("encoding", "")]),
        (file_of([adf()]).replace(b"|", b";"), [("separator", "")]),
        (file_of([adf()]).replace(b"\r\n", b"\r"), [("line_end", "")]),
        (b"x" * 2 * MAX_LINE_BYTES, [("line_size", "")]),
        (file_of([adf()] * 200).replace(b"\r\n", b"\r"), [("line_end", "")]),
        (file_of([adf()] * 200).decode().encode("utf-16").replace(b"\n", b"\r"), [("encoding", "")]),
        (b"|".join(b"C%d" % at for at in range(5000)), [("column", "")]),
        (HEADER.replace("|NIR|", "|N.I.R|").encode(), [("column", "NIR")]),
        (HEADER.replace("NIR|", "").encode(), [("column", "NIR")]),
        (HEADER.replace("|NIR|", "|NIR|NIR|").encode(), [("column", "NIR")]),
        (HEADER.replace("NIR|NOM_TITULAIRE", "NOM_TITULAIRE|NIR").encode(), [("order", "NOM_TITULAIRE")]),
        ((HEADER + "|").encode(), [("column", "")]),
    ],
)
def test_what_refuses_a_whole_file(content: bytes, expected: list[tuple[str, str]]) -> None:
    assert refusal(content) == expected


def test_a_file_without_a_header_repeats_nothing_of_a_person() -> None:
    with pytest.raises(FileRefused) as caught:
        read(LINE)
    assert "FONTANEL" not in repr(caught.value.faults)
    assert "2810444109021" not in repr(caught.value.faults)


def test_a_file_that_is_too_large_is_refused_while_it_comes() -> None:
    survey = Survey()
    survey.feed(HEADER.encode() + b"\n")
    for _ in range(199):
        survey.feed(b"x" * (1 << 20))
    with pytest.raises(FileRefused) as caught:
        survey.feed(b"x" * (1 << 20))
    assert caught.value.faults[0].rule == "file_size"
    assert MAX_FILE_BYTES == 200 * 1024 * 1024


BAD_LINES = {
    "cells": (b"|" + LINE, "cells"),
    "few": (b"D1|Ref", "cells"),
    "another encoding": (LINE.replace(b"FONTANEL", b"FONTAN\xc9L"), "encoding"),
    "a NUL": (LINE.replace(b"FONTANEL", b"FONT\0ANEL"), "character"),
    "a long line": (b"x" * 10_000_000, "line_size"),
    "a long cell": (LINE.replace(b"FONTANEL", b"F" * 20_000), "length"),
}


@pytest.mark.parametrize("name", BAD_LINES)
@pytest.mark.parametrize("size", [100, 1 << 18])
def test_a_bad_line_costs_no_other(name: str, size: int) -> None:
    bad, rule = BAD_LINES[name]
    content = b"\n".join((HEADER.encode(), LINE, bad, LINE, b"", LINE))
    first, fault, *others = read(content, size=size)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.rule) == (3, rule)
    assert [each.line for each in (first, *others)] == [2, 4, 6]
    assert all(isinstance(each, ImportLine) for each in (first, *others))


def test_cells_may_be_in_quotes_and_hold_some() -> None:
    quoted = '"D1"|"Ref"|"K1"|"Les ""bons"" gestes | postures"|' + "|".join(LINE.decode().split("|")[4:])
    plain = 'D2|Ref|K2|"Bons gestes" et postures|' + "|".join(LINE.decode().split("|")[4:])
    taken = read(f"{HEADER}\n{quoted}\n{plain}".encode())
    assert [each.training.content.title for each in taken if isinstance(each, ImportLine)] == [
        'Les "bons" gestes | postures',
        '"Bons gestes" et postures',
    ]


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(lines: int) -> int:
        blocks = (HEADER.encode() + b"\n", *(LINE.replace(b"-001", b"-%d" % at) + b"\n" for at in range(lines)))
        tracemalloc.start()
        survey = Survey()
        for block in blocks:
            survey.feed(block)
        reader = Reader(survey, Declarant.EMPLOYER, TODAY)
        assert sum(1 for block in blocks for _ in reader.feed(block)) == lines
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    # Names of any length, too.
    survey = Survey()
    survey.feed(HEADER.encode() + b"\n")
    tracemalloc.start()
    for at in range(300):
        survey.feed(b"%d" % at + b"x" * 20_000 + b"|" * 19 + b"\n")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    # Python keeps some thousand tuples for the next; lines that were kept would take ten times as much.
    assert peak(5000) < peak(500) + 500_000


@pytest.mark.parametrize(
    "name", ["formations.txt", "a" * 197 + ".csv", "a:b.csv", "a/b.csv", "a|b.csv", "50%.csv", "a@b.csv"]
)
def test_names_of_files_that_the_guide_does_not_allow(name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        check_file_name(name)
    assert caught.value.faults[0].rule == "file_name"
    check_file_name("a" * 196 + ".CSV")


def test_a_quotation_mark_at_the_beginning_of_one_text_and_at_the_end_of_another_are_signs() -> None:
    (line,) = read(file_of([adf(NOM_FORMATION='"Gestes et postures', REFERENCE_EMPLOYEUR='niveau 2"')]))
    assert isinstance(line, ImportLine)
    assert (line.training.content.title, line.training.particulars.employer_reference) == (
        '"Gestes et postures',
        'niveau 2"',
    )


def test_a_line_whose_cells_have_slipped_tells_nothing_of_the_person() -> None:
    cells = LINE.decode().split("|")
    slipped = "|".join([*cells[:12], *cells[13:], ""])
    faults = read(f"{HEADER}\n{slipped}\n".encode())
    assert len(faults) > 3
    told = repr(faults).replace("Exemple : 2810444109021", "").replace("Exemple : FONTANEL", "")
    assert "2810444109021" not in told
    assert "FONTANEL" not in told


def told_of(*lines: dict[str, str]) -> list[tuple[int, str]]:
    """The lines that are refused with their declaration, and by which rule."""
    layout = JDR if "TYPE_JDR" in lines[0] else ADF
    return [(said.line, said.rule) for said in read(file_of(lines, layout)) if isinstance(said, Fault)]


def test_lines_of_one_declaration_have_the_training_alike_and_the_trainee_each_his_own() -> None:
    alike = adf(ID_UNIQUE_PARTENAIRE="2", NOM_TITULAIRE="AUTRE", DATE_FIN_VALIDITE="", REFERENCE_EMPLOYEUR="")
    assert told_of(adf(), alike) == []
    other = adf(ID_UNIQUE_PARTENAIRE="3", NOM_FORMATION="Autre")
    apart = adf(ID_DECLARATION="D2", ID_UNIQUE_PARTENAIRE="4", NOM_FORMATION="Autre")
    assert told_of(adf(), alike, other, apart) == [(at, "declaration_differs") for at in (2, 3, 4)]
    results = jdr(ID_UNIQUE_PARTENAIRE="2", RESULTAT_OBTENU="Refusé", MENTION_OBTENUE="", LIEN_PREUVE="")
    assert told_of(jdr(), results) == []
    said = read(file_of([adf(), apart, other]))
    (first,) = [each for each in said if isinstance(each, Fault) and each.line == 2]
    assert first.message == "ID_DECLARATION : la ligne 4 dit une autre formation que la ligne 2"


def test_a_declaration_has_so_many_trainees() -> None:
    lines = [adf(ID_UNIQUE_PARTENAIRE=str(at)) for at in range(MOST_TRAINEES + 1)]
    assert told_of(*lines[1:]) == []
    apart = adf(ID_DECLARATION="D2", ID_UNIQUE_PARTENAIRE="x")
    assert told_of(*lines, apart) == [(at, "too_many_trainees") for at in range(2, MOST_TRAINEES + 3)]


def test_a_file_has_so_many_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passeport_prevention.imports.survey.MOST_DECLARATIONS", 2)
    lines = [adf(ID_DECLARATION=f"D{at}", ID_UNIQUE_PARTENAIRE=str(at)) for at in range(3)]
    assert refusal(file_of(lines)) == [("declarations", "")]
    assert len(read(file_of(lines[1:]))) == 2


def test_a_partner_validates_a_file_without_any_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "formations.csv"
    wrong = adf(ID_DECLARATION="D2", MODALITE_DISPENSE="-1")
    other = adf(ID_DECLARATION="D4", NOM_TITULAIRE="7")
    path.write_bytes(file_of([adf(), wrong, other, adf(ID_DECLARATION="D3"), adf(NIR="2 81 04 44 109 021")]))
    monkeypatch.setattr("sys.argv", ["passeport_prevention", "validate-import", str(path)])
    assert program() == 1
    told = capsys.readouterr()
    assert told.err == "formations.csv : 2 ligne(s) juste(s), dont 1 déjà dite(s) mot pour mot, 3 à corriger\n"
    mode, name, key = told.out.splitlines()
    assert key.startswith("ligne 5 : ID_UNIQUE_PARTENAIRE a déjà servi à une autre déclaration (ligne 2) ; ")
    assert mode == (
        "ligne 3 : MODALITE_DISPENSE est l'une de ces valeurs : A_DISTANCE, PRESENTIEL, MIXTE ; Exemple : PRESENTIEL "
        "[value] (reçu : -1)"
    )
    assert name.endswith("ne contient aucune lettre ; Exemple : FONTANEL [name] (reçu : (1 caractères masqués))")
    assert main(["validate-import", "--format", "csv", str(path)]) == 1
    header, first, *_ = csv.reader(StringIO(capsys.readouterr().out))
    assert dict(zip(header, first, strict=True))["value"] == "'-1"
    assert main(["validate-import", "--format", "jsonl", str(path)]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[0])["column"] == "MODALITE_DISPENSE"


def test_right_refused_and_unreadable_files_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "formations.csv"
    path.write_bytes(file_of([adf(COMPETENCE_TRANSFERABLE="")]))
    assert main(["validate-import", "--as", "employer", str(path)]) == 0
    path.write_bytes(b"NIR;NOM\n")
    assert main(["validate-import", str(path)]) == 1
    assert "rien n'en serait gardé" in capsys.readouterr().err
    assert main(["validate-import", str(tmp_path / "none.csv")]) == 2


def test_the_page_for_partners_has_every_column_as_it_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "imports.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")]
    told = {row[0].strip("`"): row[1:5] for row in rows if len(row) == 6}
    assert told.keys() == {*ADF.names, *JDR.names}
    for name, (in_adf, in_jdr, most, shared) in told.items():
        for layout, said in ((ADF, in_adf), (JDR, in_jdr)):
            column = layout.by_name.get(name)
            assert (column is None) == (said == ""), name
            if column is not None:
                assert column.mandatory == (said == "mandatory"), name
                assert (13 if name == "NIR" else column.most) == int(most), name
                assert column.of_trainee == (shared == ""), name
