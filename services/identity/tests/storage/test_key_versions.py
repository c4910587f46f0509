"""The check that no key in use is missing: what it names, and that it reads no rows."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_chassis.settings import SettingsError
from passeport_identity.domain.person_query import NirQuery
from passeport_identity.domain.sealed_nir import SealedNir
from passeport_identity.storage.key_versions import KeyVersions, Lapsing, _versions
from passeport_identity.storage.tables import account, former_nir, person, person_ntt
from passeport_identity.usecases.declare_numbers import DeclareNumbers, NumberDeclaration
from passeport_identity.vault.key_ring import KeyRing
from passeport_identity.vault.nir_vault import NirVault
from people import CLAIRE, CLAIRE_NIR, START, THOMAS, THOMAS_NIR, MovedClock, asking, register
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


def opens(keys: KeyRing) -> dict[str, Callable[[bytes, str, UUID], Awaitable[object]]]:
    vault = NirVault(keys, KeyRing("1", {"1": b"i" * 32}))
    return {"nir_keys_file": lambda sealed, version, person_id: vault.open(SealedNir(sealed, version), person_id)}


async def test_a_key_that_sealed_by_itself_is_refused_as_a_key_of_keys_and_so_is_another_in_its_place(
    engine: AsyncEngine, sql_units: SqlUnits
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    kept = {"nir_keys_file": ("1",), "nir_index_keys_file": ("1",)}
    same = {"1": b"s" * 32}
    await KeyVersions(engine, kept, opens(KeyRing("1", same))).check()
    for wrong in (KeyRing("1", same, frozenset({"1"})), KeyRing("1", {"1": b"o" * 32})):
        versions = KeyVersions(engine, kept, opens(wrong))
        with pytest.raises(SettingsError, match="PASSEPORT_NIR_KEYS_FILE: the key of version 1 does not open what was"):
            await versions.check()
        with pytest.raises(RuntimeError):
            await versions.ping()
    # A row that was damaged is one row, and no wrong key.
    await register(sql_units, THOMAS_NIR, THOMAS, new_id())
    async with engine.begin() as connection:
        damaged = sa.update(person).where(person.c.person_id == claire).values(nir_sealed=b"damaged")
        await connection.execute(damaged)
    await KeyVersions(engine, kept, opens(KeyRing("1", same))).check()


async def test_until_when_an_older_index_key_finds_numbers_that_are_not_rekeyed_is_told(
    engine: AsyncEngine, sql_units: SqlUnits, clock: MovedClock
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    older = NirVault(KeyRing("1", {"1": b"s" * 32}), KeyRing("1", {"1": b"i" * 32}))
    newer = NirVault(KeyRing("1", {"1": b"s" * 32}), KeyRing("2", {"1": b"i" * 32, "2": b"j" * 32}))
    query = [NirQuery(CLAIRE_NIR.value, "FONTANEL", "1001000173AB")]
    declared = [NumberDeclaration(CLAIRE_NIR.value, THOMAS_NIR.value, "FONTANEL")]
    kept = {"nir_index_keys_file": ("2", "1")}
    await asking(sql_units, older, clock)(query, "dsn")
    await DeclareNumbers(sql_units, older, clock)(declared, "A")
    async with engine.begin() as connection:
        before = {"ntt_index": b"before", "person_id": claire, "declared_at": START}
        await connection.execute(sa.insert(person_ntt).values(before))
    until = date(2027, 11, 24)
    lapsing = [
        Lapsing("temporary", "1", 1, until, is_there=True),
        Lapsing("temporary", None, 1, until, is_there=True),
        Lapsing("declared", "1", 1, until, is_there=True),
    ]
    assert await KeyVersions(engine, kept).lapsing("2") == lapsing
    without = await KeyVersions(engine, {"nir_index_keys_file": ("2",)}).lapsing("2")
    assert [each.is_there for each in without] == [False, True, False]
    # Said again both have the newest, the declared one in its place.
    await asking(sql_units, newer, clock)(query, "dsn")
    await DeclareNumbers(sql_units, newer, clock)(declared, "A")
    assert await KeyVersions(engine, kept).lapsing("2") == lapsing[:2]


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
