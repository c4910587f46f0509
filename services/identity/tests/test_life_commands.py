"""Commands about persons, as an operator gives them: what they print, and with which status they end."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.storage.tables import person
from passeport_identity.usecases.declare_numbers import DeclareNumbers, NumberDeclaration
from passeport_testing.services import Program
from people import CLAIRE, CLAIRE_NIR, OTHER_THOMAS_NIR, THOMAS, THOMAS_NIR, VAULT, MovedClock, register, registry_file
from sql_units import SqlUnits

PROGRAM = Program("passeport_identity")


async def test_a_life_from_the_registry_to_its_end(
    environment: dict[str, str], engine: AsyncEngine, tmp_path: Path
) -> None:
    bad = registry_file(tmp_path / "a.csv", "2810444109021,FONTANEL,,Claire,F,1981-04-17,44109,99100", "x")
    report = str(tmp_path / "report.csv")
    code, out, err = await PROGRAM.run(environment, "import-persons", str(bad), "--report", report)
    assert (code, out) == (1, "1 persons added, 0 corrected, 0 as they were, 1 lines refused\n")
    assert "lines/s" in err
    assert (tmp_path / "report.csv").read_text().startswith("line,column,rule,fix\n3,,has 1 columns instead of 8,")
    async with engine.connect() as connection:
        person_id = str(await connection.scalar(sa.select(person.c.person_id)))
    given = ("--operator", "maria", "--reason", "acte reçu")
    code, out, err = await PROGRAM.run(environment, "report-death", person_id, "--died-on", "2026-11-02", *given)
    assert (code, out) == (0, f"person {person_id}: death reported\n"), err
    code, out, _ = await PROGRAM.run(environment, "expire-persons", "--dry-run", *given)
    assert (code, out) == (0, "0 persons would be deleted\n")
    code, _, err = await PROGRAM.run(environment, "merge-persons", person_id, person_id, *given)
    assert code == 2
    assert "the same one" in err
    code, out, _ = await PROGRAM.run(environment, "withdraw-death", person_id, *given)
    assert (code, out) == (0, f"person {person_id}: death withdrawn\n")
    code, _, err = await PROGRAM.run(environment, "withdraw-death", str(new_id()), *given)
    assert code == 2
    assert "is not in the registry" in err


async def test_what_is_open_of_declared_numbers_is_listed(
    environment: dict[str, str], sql_units: SqlUnits, clock: MovedClock
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    thomas = await register(sql_units, THOMAS_NIR, THOMAS, new_id())
    declare = DeclareNumbers(sql_units, VAULT, clock)
    for organisation in ("A", "B"):
        await declare([NumberDeclaration(CLAIRE_NIR.value, THOMAS_NIR.value, "FONTANEL")], organisation)
    await declare([NumberDeclaration(THOMAS_NIR.value, OTHER_THOMAS_NIR.value, "MARTIN")], "A")
    code, out, err = await PROGRAM.run(environment, "declared-numbers")
    assert code == 0, err
    assert out.splitlines() == [
        f"person {claire} and person {thomas}: two_persons; declared by 2 organisations, last on 2026-11-23",
        f"person {thomas}: waiting; declared by 1 organisations, last on 2026-11-23",
        "1 wait for merge-persons, 1 for the registers",
    ]
