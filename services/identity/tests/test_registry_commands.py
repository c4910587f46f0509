"""The import of the registers as an operator gives it: what it prints, and with which status it ends."""

from pathlib import Path

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
        assert f"PASSEPORT_COG_COMMUNES_FILE: Value error, {tmp_path / 'communes.csv'}: line 1: the header" in err
