"""PostgreSQL keeps the promises of the ports, and those that only a database can be held to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.access import by_holder
from passeport_chassis.ids import new_id
from passeport_records.domain.entry import Content, Entry, Kind
from passeport_records.errors import EtagStale
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import UnitsOfWork
from passeport_records.usecases.create_entry import create_entry
from passeport_records.usecases.ports import OpenWork
from passeport_records.usecases.update_entry import update_entry
from port_suite import PROMISES, put
from support import NOW, clock, declared, guaranteed, job


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
async def test_postgresql_keeps(promise: Callable[[OpenWork], Awaitable[None]], open_work: UnitsOfWork) -> None:
    await promise(open_work)


async def count(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_requests_made_at_once_under_one_id_make_one_entry(
    owner_engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    person_id = new_id()

    async def create() -> Entry:
        return await create_entry(
            open_work, clock, person_id=person_id, request_id="same", kind=Kind.SKILL, content=Content(title="Soudure")
        )

    results = await asyncio.gather(*(create() for _ in range(8)))
    assert len({result.id for result in results}) == 1
    for table in (tables.entry, tables.request_id):
        assert await count(owner_engine, table) == 1
    # Whoever was given the entry that another made has read it.
    assert await count(owner_engine, tables.access) == 8


async def test_of_updates_made_at_once_one_wins_and_the_others_are_told(
    owner_engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    entry = declared(new_id(), Content(title="Soudure"))
    await put(open_work, entry)

    async def update(title: str) -> Entry:
        return await update_entry(
            open_work,
            clock,
            person_id=entry.person_id,
            entry_id=entry.id,
            etag=entry.etag,
            fields=("title",),
            content=Content(title=title),
        )

    results = await asyncio.gather(*(update(f"Soudure {number}") for number in range(8)), return_exceptions=True)
    won = [result for result in results if isinstance(result, Entry)]
    assert len(won) == 1
    assert all(isinstance(result, EtagStale) for result in results if result is not won[0])
    async with open_work(entry.person_id) as work:
        assert await work.entries.get(entry.id) == won[0]
    assert await count(owner_engine, tables.access) == 1


async def test_the_role_of_the_service_sees_no_row_unless_it_says_whose(
    engine: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    mine, theirs = declared(new_id(), Content(title="À moi")), declared(new_id(), Content(title="À eux"))
    for entry in (mine, theirs):
        await put(open_work, entry)
        async with open_work(entry.person_id) as work:
            await work.accesses.record(by_holder(entry.person_id, NOW, "records.entry.read", "…"))
            await work.commit()
    assert await count(owner_engine, tables.entry) == 2
    for table in (tables.entry, tables.provenance_step, tables.access):
        assert await count(engine, table) == 0
    async with engine.begin() as connection:
        await connection.execute(sa.select(sa.func.set_config("app.person_id", str(mine.person_id), True)))
        assert (await connection.execute(sa.select(tables.entry.c.id))).scalars().all() == [mine.id]
        assert (await connection.execute(sa.delete(tables.entry))).rowcount == 1
    # The connection goes back to the pool and has forgotten whose it was.
    assert await count(engine, tables.entry) == 0
    assert await count(owner_engine, tables.entry) == 1


async def test_a_transaction_of_one_person_cannot_write_for_another(open_work: UnitsOfWork) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with open_work(new_id()) as work:
            await work.entries.add(declared(new_id(), Content(title="Pas à moi")))


async def test_an_access_cannot_be_changed_or_removed_by_the_service(
    engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    person_id = new_id()
    async with open_work(person_id) as work:
        await work.accesses.record(by_holder(person_id, NOW, "records.entry.read", "…"))
        await work.commit()
    for statement in (sa.delete(tables.access), sa.update(tables.access).values(actor="nobody")):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with engine.begin() as connection:
                await connection.execute(statement)


async def test_one_page_is_one_query_by_the_index(engine: AsyncEngine, open_work: UnitsOfWork) -> None:
    person_id = new_id()
    await put(open_work, *(guaranteed(person_id, job(f"Poste {number}"), Kind.EMPLOYMENT) for number in range(30)))
    statements: list[tuple[str, object]] = []

    def record(connection: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        statements.append((statement, parameters))

    sa.event.listen(engine.sync_engine, "before_cursor_execute", record)
    try:
        async with open_work(person_id) as work:
            page = await work.entries.page((), 10, None)
            assert page.next is not None
            statements.clear()
            await work.entries.page((), 10, page.next)
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", record)
    ((statement, parameters),) = statements
    async with engine.begin() as connection:
        await connection.execute(sa.select(sa.func.set_config("app.person_id", str(person_id), True)))
        # So few rows are read faster whole and sorted: what counts is that the index can serve the order.
        await connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        await connection.execute(sa.text("SET LOCAL enable_bitmapscan = off"))
        await connection.execute(sa.text("SET LOCAL plan_cache_mode = force_generic_plan"))
        explained = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)  # type: ignore[arg-type]
        plan = "\n".join(explained.scalars())
    assert "entry_placed" in plan
    assert "Sort" not in plan
