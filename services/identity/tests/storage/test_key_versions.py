"""The check that no key in use is missing: what it names, and that it reads no rows."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_chassis.settings import SettingsError
from passeport_identity.storage.key_versions import KeyVersions, _versions
from passeport_identity.storage.tables import account, former_nir, person
from people import CLAIRE, CLAIRE_NIR, register
from sql_units import SqlUnits


async def test_each_version_that_is_missing_is_named_with_its_setting(engine: AsyncEngine, sql_units: SqlUnits) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    keys = {"nir_keys_file": ("1",), "nir_index_keys_file": ("1",)}
    await KeyVersions(engine, keys).check()
    former: dict[str, object] = {
        "nir_index": b"i",
        "nir_index_key_version": "c",
        "nir_sealed": b"s",
        "nir_key_version": "b",
    }
    former |= {"person_id": claire, "birth_name_key": "F", "noted_at": datetime.now(UTC)}
    async with engine.begin() as connection:
        await connection.execute(sa.insert(former_nir).values(former))
        await connection.execute(sa.insert(account).values(person_id=claire, email_sealed=b"e", email_key_version="a"))
    versions = KeyVersions(engine, keys)
    with pytest.raises(SettingsError) as refusal:
        await versions.check()
    said = [line.partition(", which")[0] for line in str(refusal.value).split("\n")]
    assert said == [
        "PASSEPORT_NIR_KEYS_FILE: there is no key of version b",
        "PASSEPORT_NIR_INDEX_KEYS_FILE: there is no key of version c",
        "PASSEPORT_EMAIL_KEYS_FILE: there is no key of version a",
    ]
    with pytest.raises(RuntimeError):
        await versions.ping()
    whole = {"nir_keys_file": ("1", "b"), "nir_index_keys_file": ("1", "c"), "email_keys_file": ("a",)}
    await KeyVersions(engine, whole).check()


async def test_versions_are_found_in_an_index(engine: AsyncEngine, owner_engine: AsyncEngine) -> None:
    rows = """
        INSERT INTO person (person_id, origin, given_names, birth_name, usage_name, sex, birth_year,
            birth_month, birth_day, birth_place, birth_country, birth_name_key, first_given_name_key,
            given_names_key, usage_name_key, nir_sealed, nir_key_version, nir_index, nir_index_key_version)
        SELECT gen_random_uuid(), 'registry', '{A}', 'N', '', 'F', 1950, 1, 1, '44109', '99100', 'N', 'A', 'A', '',
            'x', (1 + n / 10001)::text, int4send(n), '1'
        FROM generate_series(1, 20000) AS n
    """
    query = _versions(person.c.nir_key_version)
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text(rows))
        await connection.execute(sa.text("ANALYZE person"))
        found = await connection.execute(query)
        assert sorted(str(row[0]) for row in found) == ["1", "2"]
        plan = "\n".join(row[0] for row in await connection.execute(sa.text(f"EXPLAIN {query.compile(owner_engine)}")))
    assert "person_nir_key_version" in plan, plan
    assert "Seq Scan on person" not in plan, plan
