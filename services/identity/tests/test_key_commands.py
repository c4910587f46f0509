"""Commands when a key in use is gone from the files: those that would take persons for unknown do nothing at all."""

import base64
import json
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.storage.tables import operator_act, person
from passeport_testing.services import Program
from people import CLAIRE, CLAIRE_NIR, THOMAS, THOMAS_NIR, register, registry_file
from sql_units import SqlUnits

PROGRAM = Program("passeport_identity")
ACT = ("--operator", "maria", "--reason", "essai")
CLAIRE_ROW = f"{CLAIRE_NIR.value},FONTANEL,,Claire,F,1981-04-17,44109,99100"


async def test_nobody_is_added_merged_or_missed_for_want_of_an_index_key_and_all_are_indexed_anew(
    environment: dict[str, str],
    engine: AsyncEngine,
    sql_units: SqlUnits,
    key_files: dict[str, Path],
    tmp_path: Path,
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    thomas = await register(sql_units, THOMAS_NIR, THOMAS, new_id())
    path = str(registry_file(tmp_path / "persons.csv", CLAIRE_ROW))
    (tmp_path / "nir").write_text(CLAIRE_NIR.value)
    find = ("find-person", "--nir-file", str(tmp_path / "nir"), *ACT)
    new_key = {"2": base64.b64encode(b"j" * 32).decode()}
    newer = {"current": "2", "keys": new_key}
    key_files["nir_index_keys_file"].write_text(json.dumps(newer))
    for command in (("import-persons", path), find, ("merge-persons", str(claire), str(thomas), *ACT)):
        code, out, err = await PROGRAM.run(environment, *command)
        assert (code, out) == (2, "")
        assert "PASSEPORT_NIR_INDEX_KEYS_FILE: there is no key of version 1, which is in use" in err
    async with engine.connect() as connection:
        assert set(await connection.scalars(sa.select(person.c.person_id))) == {claire, thomas}
        assert await connection.scalar(sa.select(sa.func.count()).select_from(operator_act)) == 0
    # Another key under the number of one that is gone finds nobody either.
    other = {"current": "2", "keys": new_key | {"1": base64.b64encode(b"k" * 32).decode()}}
    key_files["nir_index_keys_file"].write_text(json.dumps(other))
    code, out, err = await PROGRAM.run(environment, "import-persons", path)
    assert (code, out) == (2, "")
    assert "PASSEPORT_NIR_INDEX_KEYS_FILE: the key of version 1 does not find what was indexed with it" in err
    key_files["nir_index_keys_file"].write_text(json.dumps(newer))
    # A key that is lost for good is mended by this one, which is why it is not refused.
    code, out, err = await PROGRAM.run(environment, "rekey-nirs")
    assert (code, out) == (0, "2 NIR have the keys 1 (sealing) and 2 (index) now, and none has an older one\n"), err
    assert (await PROGRAM.run(environment, *find))[:2] == (0, f"person {claire}: account inactive\n")
    code, out, err = await PROGRAM.run(environment, "import-persons", path)
    assert (code, out.partition(",")[0]) == (0, "0 persons added"), err
