"""The database itself: what the service's role may not do, what is never in clear, what a crash leaves."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from memory import MemoryUnitsOfWork
from passeport_chassis.db import keep_house
from passeport_chassis.ids import new_id
from passeport_identity.domain.account import ActivationLimit
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.matching import Step
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.person import Person, PersonOrigin
from passeport_identity.domain.session import Session, SessionLifetimes
from passeport_identity.domain.subject import Subject
from passeport_identity.storage import tables
from passeport_identity.storage.registry import _STATEMENTS
from passeport_identity.storage.retention import RETENTIONS
from passeport_identity.usecases.activate_account import ActivateAccount
from people import ADDRESSES, CLAIRE, CLAIRE_NIR, START, THOMAS, THOMAS_NIR, VAULT, MovedClock, register, subject_of
from sql_units import SqlUnits

LIFETIMES = SessionLifetimes(timedelta(minutes=30), timedelta(hours=12))


@pytest.mark.parametrize("statement", ["UPDATE access SET purpose = ''", "DELETE FROM access", "TRUNCATE access"])
async def test_the_service_may_only_add_to_the_trail(engine: AsyncEngine, statement: str) -> None:
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(sa.text(statement))


async def test_no_nir_is_in_clear_anywhere_in_the_database(
    sql_units: SqlUnits, owner_engine: AsyncEngine, clock: MovedClock
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    async with sql_units() as work:
        await work.subjects.link(Subject(subject_of("claire")), claire, START)
        await work.commit()
    await activation(sql_units, clock)(claire, CLAIRE_NIR.value + CLAIRE_NIR.key)
    async with owner_engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            rows = (await connection.execute(sa.select(table))).all()
            assert CLAIRE_NIR.value not in repr(rows)
            assert CLAIRE_NIR.value.encode() not in b"".join(
                value for row in rows for value in row if isinstance(value, bytes)
            )


async def test_a_person_of_the_registry_has_a_nir_and_a_provisional_one_has_none(sql_units: SqlUnits) -> None:
    async def add_without_nir() -> None:
        async with sql_units() as work:
            await work.persons.add_provisional(Person(new_id(), CLAIRE, PersonOrigin.REGISTRY))

    with pytest.raises(IntegrityError, match="person_nir"):
        await add_without_nir()


async def test_one_nir_is_one_persons(sql_units: SqlUnits) -> None:
    await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    with pytest.raises(IntegrityError, match="person_nir_index"):
        await register(sql_units, CLAIRE_NIR, THOMAS, new_id())


async def test_an_integrity_error_does_not_quote_what_it_choked_on(sql_units: SqlUnits) -> None:
    await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    with pytest.raises(IntegrityError) as refusal:
        await register(sql_units, CLAIRE_NIR, THOMAS, new_id())
    assert "FONTANEL" not in str(refusal.value)
    assert "Thomas" not in str(refusal.value)


@pytest.mark.parametrize("step", list(Step))
async def test_each_step_looks_persons_up_in_an_index(
    owner_engine: AsyncEngine, engine: AsyncEngine, step: Step
) -> None:
    async with owner_engine.begin() as connection:
        # Enough rows for a plan to matter, in one statement.
        await connection.execute(
            sa.text(
                """
                INSERT INTO person (person_id, origin, given_names, birth_name, usage_name, sex, birth_year,
                    birth_month, birth_day, birth_place, birth_country, birth_name_key, first_given_name_key,
                    given_names_key, usage_name_key, nir_sealed, nir_key_version, nir_index, nir_index_key_version)
                SELECT gen_random_uuid(), 'registry', '{A}', 'N' || n % 500, '', 'F', 1950 + n % 50, 1, 1, '44109',
                    '99100', 'N' || n % 500, 'A' || n % 100, 'A' || n % 100, '', 'x', '1', int4send(n), '1'
                FROM generate_series(1, 20000) AS n
                """
            )
        )
        await connection.execute(sa.text("ANALYZE person"))
        statement = _STATEMENTS[step]
        values: dict[str, list[Any]] = {
            "birth_name_key": ["N1"],
            "first_given_name_key": ["A1"],
            "sex": ["F"],
            "birth_year": [1951],
            "birth_month": [1],
            "birth_day": [1],
            "birth_place": ["44109"],
            "birth_country": ["99100"],
            "given_names_key": ["A1"],
            "usage_name_key": [""],
        }
        explained = sa.text(f"EXPLAIN {statement.text}").bindparams(
            *(sa.bindparam(name, type_=bind.type) for name, bind in statement._bindparams.items())
        )
        plan = "\n".join(row[0] for row in await connection.execute(explained, values))
        assert "Index Scan using person_" in plan or "Index Only Scan using person_" in plan, plan
        assert "Seq Scan on person" not in plan


class Employment:
    async def has_apprenticeship_contract(self, person_id: object) -> bool:
        return True


def activation(units: SqlUnits | MemoryUnitsOfWork, clock: MovedClock) -> ActivateAccount:
    return ActivateAccount(units, VAULT, ADDRESSES, Employment(), clock, ActivationLimit())


async def test_twenty_activations_at_once_are_one(sql_units: SqlUnits, clock: MovedClock) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    activate = activation(sql_units, clock)
    views = await asyncio.gather(*(activate(claire, CLAIRE_NIR.value + CLAIRE_NIR.key) for _ in range(20)))
    assert all(view.account.is_active for view in views)
    assert len(await sql_units.events()) == 1


async def test_failures_at_once_are_all_counted(sql_units: SqlUnits, clock: MovedClock) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    activate = activation(sql_units, clock)
    wrong = THOMAS_NIR.value + THOMAS_NIR.key
    outcomes = await asyncio.gather(*(activate(claire, wrong) for _ in range(12)), return_exceptions=True)
    names = sorted(type(outcome).__name__ for outcome in outcomes)
    assert names == ["ActivationLocked"] * 7 + ["ActivationRefused"] * 5


async def test_what_has_served_its_time_is_deleted_and_the_rest_stays(sql_units: SqlUnits, engine: AsyncEngine) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())

    def session(opened_at: Any) -> Session:
        return Session.open(
            new_id(),
            claire,
            subject="s",
            assurance=Assurance.EIDAS1,
            given_names="Claire",
            birth_name="FONTANEL",
            id_token="t",
            now=opened_at,
            lifetimes=LIFETIMES,
        )

    async with engine.connect() as connection:
        now = (await connection.execute(sa.select(sa.func.now()))).scalar_one()
    async with sql_units() as work:
        for opened_at in (now, now - timedelta(minutes=31), now - timedelta(hours=13)):
            await work.sessions.add(session(opened_at), digest(mint()))
        await work.commit()
    stop = asyncio.Event()
    keeping = asyncio.create_task(keep_house(engine, RETENTIONS, stop))
    async with asyncio.timeout(10), engine.connect() as connection:
        count = sa.select(sa.func.count()).select_from(tables.session)
        while (await connection.execute(count)).scalar_one() != 1:
            await connection.rollback()
            await asyncio.sleep(0.02)
    stop.set()
    await keeping
