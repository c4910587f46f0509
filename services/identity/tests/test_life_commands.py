"""Commands about persons, as an operator gives them: what they print, and with which status they end."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.storage.tables import person
from passeport_testing.services import Program
from people import registry_file

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
    code, out, _ = await PROGRAM.run(environment, "expire-persons", "--dry-run")
    assert (code, out) == (0, "0 persons would be deleted\n")
    code, _, err = await PROGRAM.run(environment, "merge-persons", person_id, person_id, *given)
    assert code == 2
    assert "the same one" in err
    code, out, _ = await PROGRAM.run(environment, "withdraw-death", person_id, *given)
    assert (code, out) == (0, f"person {person_id}: death withdrawn\n")
    code, _, err = await PROGRAM.run(environment, "withdraw-death", str(new_id()), *given)
    assert code == 2
    assert "is not in the registry" in err
