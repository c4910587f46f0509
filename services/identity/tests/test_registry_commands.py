"""The import of the registers as an operator gives it: what it prints, and with which status it ends."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from communes import commune_file
from passeport_identity.storage.tables import person
from passeport_testing.services import Program
from people import registry_file

PROGRAM = Program("passeport_identity")
CLAIRE_ROW = "2810444109021,FONTANEL,,Claire,F,1981-04-17,44109,99100"


async def test_a_birth_place_is_judged_at_the_date_of_birth(
    environment: dict[str, str], engine: AsyncEngine, tmp_path: Path
) -> None:
    rows = [
        CLAIRE_ROW,
        "1700520004001,PIETRI,,Paul,M,1970-05-01,20004,",
        "1700520004002,PIETRI,,Ange,M,1970-05-01,2A004,",
        "170012A004003,PIETRI,,Jean,M,1970-00-00,2A004,",
        "180052A004004,PIETRI,,Luc,M,1980-05-01,20004,",
        "2990198735033,TEHEIURA,,Moana,F,1999-01-19,98735,",
    ]
    path = registry_file(tmp_path / "persons.csv", *rows)
    code, out, err = await PROGRAM.run(environment, "import-persons", str(path), "--dry-run")
    assert (code, out.splitlines()[0]) == (0, "6 persons added, 0 corrected, 0 as they were, 0 lines refused")
    assert "not at the date of birth: PASSEPORT_COG_COMMUNES_FILE is not set" in err
    judging = {**environment, "PASSEPORT_COG_COMMUNES_FILE": str(commune_file(tmp_path / "communes.csv"))}
    code, out, err = await PROGRAM.run(judging, "import-persons", str(path))
    told = "and not at the date of birth; send {}, which the commune had then, or correct birth_date"
    assert code == 1
    assert out.splitlines() == [
        "line 4: birth_place: was in use since 1976-01-01, " + told.format("20004"),
        "line 5: birth_place: was in use since 1976-01-01, " + told.format("20004"),
        "line 6: birth_place: was in use from 1943-01-01 to 1976-01-01, " + told.format("2A004"),
        "3 persons added, 0 corrected, 0 as they were, 3 lines refused",
    ]
    assert "PASSEPORT_COG_COMMUNES_FILE" not in err
    async with engine.connect() as connection:
        places = set((await connection.execute(sa.select(person.c.birth_place))).scalars())
    assert places == {"44109", "20004", "98735"}


async def test_a_list_of_communes_that_is_none_is_named_before_anything_is_read(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "communes.csv").write_text("Code;Nom\n")
    wrong = {**environment, "PASSEPORT_COG_COMMUNES_FILE": str(tmp_path / "communes.csv")}
    for command in (("check-config",), ("import-persons", str(registry_file(tmp_path / "persons.csv", CLAIRE_ROW)))):
        code, out, err = await PROGRAM.run(wrong, *command)
        assert (code, out) == (2, "")
        assert f"PASSEPORT_COG_COMMUNES_FILE: {tmp_path / 'communes.csv'}: line 1: the header" in err


async def test_what_cannot_be_imported_is_said_in_a_line(environment: dict[str, str], tmp_path: Path) -> None:
    good = str(registry_file(tmp_path / "persons.csv", CLAIRE_ROW))
    (tmp_path / "utf16.csv").write_bytes((tmp_path / "persons.csv").read_text().encode("utf-16"))
    (tmp_path / "empty.csv").touch()
    wrong = [
        ((str(tmp_path),), f"{tmp_path}: cannot be read (Is a directory); name a CSV of persons"),
        ((str(tmp_path / "none.csv"),), f"{tmp_path / 'none.csv'}: cannot be read (No such file or directory)"),
        ((good, "--report", str(tmp_path)), f"{tmp_path}: cannot be written (Is a directory); name a file of its own"),
        ((good, "--report", str(tmp_path / "no" / "a.csv")), "cannot be written (No such file or directory)"),
        ((str(tmp_path / "utf16.csv"),), "line 1: is not UTF-8 at byte 1: save the file as UTF-8"),
        ((str(tmp_path / "empty.csv"),), "the file is empty"),
    ]
    for arguments, told in wrong:
        code, out, err = await PROGRAM.run(environment, "import-persons", *arguments)
        assert (code, out) == (2, "")
        assert told in err
        assert "Traceback" not in err


@pytest.mark.usefixtures("engine")
async def test_a_file_in_another_encoding_is_told_line_by_line(environment: dict[str, str], tmp_path: Path) -> None:
    path = registry_file(tmp_path / "persons.csv", CLAIRE_ROW, "1940335238045,MARTIN,,Rémi,M,1994-03-12,35238,")
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    code, out, _ = await PROGRAM.run(environment, "import-persons", str(path))
    assert code == 1
    told, sums = out.splitlines()
    assert told.startswith(
        "line 3: given_names: is not UTF-8 at byte 24 of the line; save the file as UTF-8 (it may be"
    )
    assert sums == "1 persons added, 0 corrected, 0 as they were, 1 lines refused"


@pytest.mark.usefixtures("engine")
async def test_a_report_is_never_added_to_what_is_read_or_is_no_report(
    environment: dict[str, str], tmp_path: Path
) -> None:
    path = registry_file(tmp_path / "persons.csv", CLAIRE_ROW, "bad")
    communes = commune_file(tmp_path / "communes.csv")
    copy, symbolic, hard = tmp_path / "copy.csv", tmp_path / "symbolic.csv", tmp_path / "hard.csv"
    copy.write_bytes(path.read_bytes())
    symbolic.symlink_to(path)
    hard.hardlink_to(path)
    before = {each: each.read_bytes() for each in (path, communes, copy)}
    judging = {**environment, "PASSEPORT_COG_COMMUNES_FILE": str(communes)}
    for report, told in (
        (path, "is read by this import"),
        (symbolic, "is read by this import"),
        (hard, "is read by this import"),
        (communes, "is read by this import"),
        (copy, "is no report of an import"),
    ):
        code, out, err = await PROGRAM.run(judging, "import-persons", str(path), "--report", str(report))
        assert (code, out) == (2, "")
        assert f"passeport_identity: {report}: {told}, and nothing was added to it" in err
    assert {each: each.read_bytes() for each in before} == before
    # Nothing had gone in, and a report that is empty, or has begun, is added to.
    report = tmp_path / "report.csv"
    report.touch()
    for sums in ("1 persons added, 0 corrected, 0 as they were", "0 persons added, 0 corrected, 1 as they were"):
        code, out, _ = await PROGRAM.run(judging, "import-persons", str(path), "--report", str(report))
        assert (code, out) == (1, f"{sums}, 1 lines refused\n")
    header, *lines = report.read_text().splitlines()
    assert header == "line,column,rule,fix"
    assert [line.partition(",")[0] for line in lines] == ["3", "3"]
