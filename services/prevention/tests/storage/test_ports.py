"""PostgreSQL keeps the promises of the ports, and those that only a database can be held to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from consent_suite import PROMISES_OF_CONSENTS
from expiry_suite import PROMISES_OF_EXPIRIES
from fakes import FakeWorkers
from passeport_chassis.access import by_holder
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry
from passeport_prevention.domain.events import declared
from passeport_prevention.errors import WorkerNotFound
from passeport_prevention.storage import tables
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.declare_training import Declared, declare_training
from passeport_prevention.usecases.plan_expiries import plan
from passeport_prevention.usecases.ports import OpenWork
from passeport_prevention.usecases.remind_expiries import remind_some
from port_suite import PROMISES
from support import BODY, CANARY_NIR, NOW, REGULATION, TYPES, attestation, clock, day, declaration, training


@pytest.mark.parametrize(
    "promise", [*PROMISES, *PROMISES_OF_CONSENTS, *PROMISES_OF_EXPIRIES], ids=lambda promise: promise.__name__
)
async def test_postgresql_keeps(promise: Callable[[OpenWork], Awaitable[None]], open_work: UnitsOfWork) -> None:
    await promise(open_work)


async def count(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_an_event_is_a_row_of_the_same_transaction(engine: AsyncEngine, open_work: UnitsOfWork) -> None:
    one = training(new_id())
    async with open_work() as work:
        await work.trainings.add(one)
        work.emit(declared(one))
    assert await count(engine, tables.outbox) == 0
    async with open_work() as work:
        await work.trainings.add(one)
        work.emit(declared(one))
        await work.commit()
    assert (await count(engine, tables.outbox), await count(engine, tables.training)) == (1, 1)


async def test_the_relay_is_woken_by_a_commit_that_has_events(engine: AsyncEngine, open_work: UnitsOfWork) -> None:
    woken: list[bool] = []
    units = UnitsOfWork(engine, open_work._consumer, open_work._encode, lambda: woken.append(True))
    one = training(new_id())
    async with units() as work:
        await work.trainings.add(one)
        await work.commit()
    assert woken == []
    async with units() as work:
        work.emit(declared(one))
        await work.commit()
    assert woken == [True]


async def test_declarations_made_at_once_under_one_key_make_one_training(
    engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    workers = FakeWorkers({CANARY_NIR: new_id()})

    async def declare() -> Declared:
        return await declare_training(
            open_work, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration("same")
        )

    results = await asyncio.gather(*(declare() for _ in range(8)))
    assert len({result.training_id for result in results}) == 1
    assert [result.already for result in results].count(False) == 1
    for table in (tables.training, tables.outbox, tables.partner_key):
        assert await count(engine, table) == 1
    # The others changed nothing, and the worker reads that they came.
    assert await count(engine, tables.access) == 8


async def test_of_who_is_forgotten_while_he_is_declared_nothing_stays(
    engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    person_id = new_id()
    workers = FakeWorkers({CANARY_NIR: person_id})

    async def forget() -> None:
        async with open_work() as work:
            await work.persons.expire(Expiry(person_id, NOW))
            await work.commit()

    async with open_work() as work:
        # Somebody else is about to enter something of him, and looked before his time was over.
        assert not await work.persons.is_expired(person_id)
        forgetting = asyncio.create_task(forget())
        await asyncio.wait([forgetting], timeout=0.2)
        await work.trainings.add(training(person_id))
        await work.commit()
    await forgetting
    with pytest.raises(WorkerNotFound):
        await declare_training(open_work, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration())
    for table in (tables.training, tables.partner_key, tables.outbox):
        assert await count(engine, table) == 0


async def test_neither_nir_nor_name_reaches_a_row(engine: AsyncEngine, open_work: UnitsOfWork) -> None:
    workers = FakeWorkers({CANARY_NIR: new_id()})
    await declare_training(open_work, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration())
    async with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            rows = (await connection.execute(sa.select(table))).all()
            assert CANARY_NIR not in repr(rows)
            assert "CANARI" not in repr(rows)


async def test_an_access_cannot_be_changed_or_removed_by_the_service(
    engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    async with open_work() as work:
        await work.accesses.record(by_holder(new_id(), NOW, "prevention.training.read", "…"))
        await work.commit()
    for statement in (sa.delete(tables.access), sa.update(tables.access).values(actor="nobody")):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with engine.begin() as connection:
                await connection.execute(statement)


async def test_one_page_is_one_query_by_the_index_once_it_is_known_who_he_is(
    engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    person_id = new_id()
    async with open_work() as work:
        for number in range(30):
            await work.trainings.add(training(person_id, attestation(f"Formation {number}")))
        await work.commit()
    statements: list[str] = []

    def record(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine.sync_engine, "before_cursor_execute", record)
    try:
        async with open_work() as work:
            page = await work.trainings.page(person_id, 10, None)
            assert page.next is not None
            statements.clear()
            await work.trainings.page(person_id, 10, page.next)
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", record)
    # Who he is, and whether anything came by itself, of which others may be told with it.
    assert len(statements) == 3
    assert "person_merge" in statements[0]
    assert "arrival" in statements[1]
    query = (
        sa.select(tables.training.c.title)
        .where(tables.training.c.person_id == person_id)
        .order_by(tables.training.c.dated_on.desc(), tables.training.c.id.desc())
        .limit(10)
        .compile(engine.sync_engine, compile_kwargs={"literal_binds": True})
    )
    async with engine.begin() as connection:
        # So few rows are read faster whole and sorted: what counts is that the index can serve the order.
        await connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        await connection.execute(sa.text("SET LOCAL enable_bitmapscan = off"))
        await connection.execute(sa.text("SET LOCAL enable_sort = off"))
        plan = "\n".join((await connection.execute(sa.text(f"EXPLAIN {query}"))).scalars())
    assert "training_listed" in plan
    assert "Sort" not in plan


async def test_of_two_jobs_at_once_each_tells_what_the_other_does_not(
    open_work: UnitsOfWork, engine: AsyncEngine
) -> None:
    made = [training(new_id(), attestation(validity_end=day("2026-12-01"))) for _ in range(30)]
    async with open_work() as work:
        await work.trainings.add(*made)
        await plan(work, TYPES, NOW.date(), *made)
        await work.commit()
    # Killed before its commit it told nothing.
    async with open_work() as work:
        assert len(await work.expiries.take_due(NOW.date(), 500)) == 30
    async with open_work() as work:
        assert len(await work.expiries.take_due(NOW.date(), 20)) == 20
        beside = await remind_some(open_work, clock, TYPES)
        assert (beside.seen, beside.told) == (10, 10)
    assert (await remind_some(open_work, clock, TYPES)).told == 20
    assert (await remind_some(open_work, clock, TYPES)).seen == 0
    assert (await count(engine, tables.reminder), await count(engine, tables.outbox)) == (30, 30)
