"""Which commune codes are right at which date of birth, and which file tells it."""

from pathlib import Path

import pytest

from communes import HEADER, INSEES, commune_file, lines
from passeport_identity.clients.commune_file import load_communes
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.commune_history import CommuneFileError, CommuneHistory
from passeport_sandbox.personas import load
from passeport_testing.further import further_case

COMMUNES = CommuneHistory.read(lines())


@pytest.mark.parametrize(
    ("code", "born"),
    [
        ("44109", "1981-04-17"),
        # Judged by the first day of the file, before it.
        ("44109", "1912-04-17"),
        ("20004", "1912-04-17"),
        # On the day of a change by either code.
        ("20004", "1976-01-01"),
        ("2A004", "1976-01-01"),
        # Right on some day that the date can mean.
        ("20004", "1976-00-00"),
        ("2A004", "1976-00-00"),
        ("92012", "1968-01-00"),
        ("28368", "1972-12-00"),
        ("28368", "1987-00-00"),
        # Renamed, not renumbered.
        ("01165", "1980-05-05"),
        ("01033", "2018-12-31"),
        # Arrondissements of this edition, and of editions that have none.
        ("75101", "1950-01-01"),
        ("69383", "2011-09-14"),
        ("13216", "1980-01-01"),
        # Overseas is not judged, whatever the file knows of it.
        ("97424", "1950-01-01"),
        ("97608", "1990-01-01"),
        ("98735", "1999-01-19"),
        ("97501", "1980-01-01"),
        # Algeria, Morocco and Tunisia up to their independence.
        ("91110", "1962-07-04"),
        ("94900", "1962-00-00"),
        ("95050", "1956-03-01"),
        ("96050", "1956-03-19"),
    ],
)
def test_what_can_be_a_birth_place(code: str, born: str) -> None:
    assert COMMUNES.objection(code, BirthDate.parse(born)) is None


@pytest.mark.parametrize(
    ("code", "born", "rule", "fix"),
    [
        ("2A004", "1975-12-31", "since 1976-01-01", "send 20004,"),
        ("2A004", "1912-00-00", "since 1976-01-01", "send 20004,"),
        ("20004", "1976-01-02", "from 1943-01-01 to 1976-01-01", "send 2A004,"),
        ("92012", "1967-00-00", "since 1968-01-01", "send 75012,"),
        ("69278", "1960-01-01", "since 1967-12-31", "send 01168,"),
        ("01003", "1974-01-02", "from 1943-01-01 to 1974-01-01", "send the code"),
        ("28368", "1980-00-00", "from 1943-01-01 to 1972-12-22 and since 1987-01-01", "send the code"),
        ("01033", "2019-01-02", "from 1956-10-19 to 2019-01-01", "send the code"),
        ("91110", "1962-07-05", "no commune", "send the COG code"),
        ("95050", "1956-03-02", "no commune", "send the COG code"),
        ("44998", "1981-04-17", "no commune", "send the COG code"),
        ("75121", "1981-04-17", "no commune", "send the COG code"),
    ],
)
def test_what_cannot(code: str, born: str, rule: str, fix: str) -> None:
    not_then = COMMUNES.objection(code, BirthDate.parse(born))
    assert not_then is not None
    assert rule in not_then.rule
    assert not_then.fix.startswith(fix)


def test_a_code_that_changed_twice_is_followed_by_the_name() -> None:
    rows = (
        "COM,01500,0,,,Loin,1943-01-01,1960-01-01",
        "COM,02500,0,,,Loin,1960-01-01,1970-01-01",
        "COM,03500,0,,,Loin,1970-01-01,",
    )
    communes = CommuneHistory.read([*lines(), *rows])
    not_then = communes.objection("03500", BirthDate(1950, 1, 1))
    assert not_then is not None
    assert "send 01500," in not_then.fix


def test_two_that_took_the_same_name_on_one_day_are_not_told_apart() -> None:
    rows = ("COM,01500,0,,,Loin,1960-01-01,", "COM,02500,0,,,Loin,1943-01-01,1960-01-01")
    communes = CommuneHistory.read([*lines(), *rows, "COM,03500,0,,,Loin,1943-01-01,1960-01-01"])
    not_then = communes.objection("01500", BirthDate(1950, 1, 1))
    assert not_then is not None
    assert not_then.fix.startswith("send the code")


def test_two_lines_of_one_day_are_read() -> None:
    rows = ("COM,01500,0,,,Ici,1960-01-01,", "COM,01500,0,,,Là,1960-01-01,1970-01-01")
    assert CommuneHistory.read([*lines(), *rows]).objection("01500", BirthDate(1950)) is not None


def test_columns_are_found_by_name_and_an_older_edition_without_kinds_is_read(tmp_path: Path) -> None:
    rows = [f"{department:02}999,,1943-01-01,X" for department in range(1, 96)]
    path = tmp_path / "communes.csv"
    path.write_text(
        "\ufeff" + "\r\n".join(["COM,DATE_FIN,DATE_DEBUT,LIBELLE", *rows, "2A001,,1976-01-01,X", "2B001,,1976-01-01,X"])
    )
    communes = load_communes(path)
    assert communes.objection("44999", BirthDate(1980)) is None
    assert communes.objection("2A001", BirthDate(1975)) is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: the header must name COM, LIBELLE, DATE_DEBUT, DATE_FIN"),
        ("CODE;LIBELLE;DATE_DEBUT;DATE_FIN", "line 1: the header"),
        (f"{HEADER}\n", "no commune of 01, 02, 03, 04, 05: the file was cut short"),
        ("\n".join(lines("95")), "no commune of 95: the file was cut short"),
        ("\n".join(lines("2A", "2B")), "no commune of 2A, 2B: the file was cut short"),
        (f'{HEADER}\n"COM","01001","0"', "line 2: has 3 columns instead of 8"),
        (f'{HEADER}\n"COM","1001","0","","","X","1943-01-01",""', "line 2: must be the COG code of a commune"),
        (f'{HEADER}\n"COM","01001","0","","","X","01/01/1943",""', "line 2: Invalid isoformat string"),
        (f'{HEADER}\n"COM","01001","0","","","X","1944-01-01","1943-01-01"', "line 2: DATE_FIN is before DATE_DEBUT"),
        (f'{HEADER}\n"COM","01001', "line 2: is not CSV"),
    ],
)
def test_another_file_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "communes.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommuneFileError) as refused:
        load_communes(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert told in str(refused.value)


def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes((HEADER + "\nAmbérieu").encode("latin-1"))
    for path, told in (
        (tmp_path / "none.csv", "No such file"),
        (tmp_path, "directory"),
        (latin, "is not UTF-8 at byte"),
    ):
        with pytest.raises(CommuneFileError, match=told):
            load_communes(path)
    monkeypatch.setattr("passeport_identity.clients.commune_file._MOST_BYTES", 10)
    with pytest.raises(CommuneFileError, match="is larger than 10 bytes"):
        load_communes(commune_file(tmp_path / "communes.csv"))


@pytest.mark.parametrize(
    "path",
    [
        None,
        further_case(INSEES, at_hand=INSEES.exists(), missing=f"INSEE's {INSEES.name} does not lie beside this clone"),
    ],
)
def test_the_list_has_what_the_rules_build_on(path: Path | None, tmp_path: Path) -> None:
    communes = load_communes(path or commune_file(tmp_path / "communes.csv"))
    for code, born, other in (("2A004", "1975-12-31", "20004"), ("75012", "1970-01-01", "92012")):
        not_then = communes.objection(code, BirthDate.parse(born))
        assert not_then is not None
        assert not_then.fix.startswith(f"send {other},")
    assert communes.objection("75101", BirthDate(1950)) is None
    assert communes.objection("01003", BirthDate(1975)) is not None
    for persona in load():
        if path is not None and persona.birthplace:
            assert communes.objection(persona.birthplace, BirthDate.parse(persona.birthdate)) is None, persona.login
