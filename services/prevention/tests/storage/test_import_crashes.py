"""Imports whose workers die, stop, lose their lease or cannot go on: no line is lost or doubled."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from import_files import Known, line, results_of, rows, submit, work_off
from passeport_dossier.storage.sealing import KeyRing
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.imports import Counts, Import, ImportState, Outcome
from passeport_prevention.domain.worker import Worker
from passeport_prevention.imports.judge import Judge
from passeport_prevention.storage import tables
from passeport_prevention.storage.backlog import measure_imports
from passeport_prevention.usecases import process_import as processing
from passeport_prevention.usecases.enter_lines import Item, Persons, enter_lines
from passeport_prevention.usecases.import_ports import ImportLost, ImportTools, Unknown
from passeport_prevention.usecases.read_imports import get_import
from passeport_prevention.usecases.work_on_imports import import_worker
from support import BODY


async def test_a_worker_that_dies_between_chunks_loses_nothing_and_doubles_nothing(
    tools: ImportTools, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "_CHUNK", 7)
    lines = [line(number, ID_DECLARATION=f"D{number // 10}") for number in range(40)]
    lines[13] |= {"MODALITE_DISPENSE": "?", "QUALIFICATION_FORMATEUR": "?", "ID_DECLARATION": "X"}
    received = await submit(tools, lines)
    process = enter_lines
    for dies_at in range(7):

        async def dying(*arguments: object, at: list[int] = [dies_at % 3]) -> Import:  # noqa: B006
            if not at[0]:
                raise ConnectionResetError
            at[0] -= 1
            return await process(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(processing, "enter_lines", dying)
        await import_worker(tools).work_once(asyncio.Event())
        async with engine.begin() as connection:
            await connection.execute(sa.update(tables.import_file).values(not_before=None, taken_until=None))
    monkeypatch.setattr(processing, "enter_lines", process)
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert (done.state, done.counts) == (ImportState.FINISHED, Counts(declared=39, rejected=1))
    assert [each.line for each in await results_of(tools, done)] == sorted([*range(2, 42), 15])
    for table, count in ((tables.training, 39), (tables.partner_key, 39), (tables.access, 39)):
        assert await rows(engine, table) == count


async def test_two_workers_on_one_file_are_harmless(
    tools: ImportTools, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "_CHUNK", 5)
    received = await submit(tools, [line(number) for number in range(40)])
    async with tools.open_work() as work:
        taken = await work.imports.take(datetime.now(UTC) + timedelta(days=1))
        await work.commit()
    assert taken is not None
    async with tools.open_work() as work:
        assert await work.imports.take(datetime.now(UTC)) is None
    stop = asyncio.Event()
    done = await asyncio.gather(
        *(processing.ImportProcess(tools, taken).run(stop) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(each, Import) for each in done) == 1, done
    assert len(await results_of(tools, received)) == await rows(engine, tables.training) == 40


async def test_an_import_waits_for_identity_and_no_attempt_is_counted(
    tools: ImportTools, known: Known, engine: AsyncEngine
) -> None:
    received = await submit(tools, [line(0)])
    known.away = True
    assert not await import_worker(tools).work_once(asyncio.Event())
    async with engine.begin() as connection:
        row = (await connection.execute(sa.select(tables.import_file))).one()
        assert (row.attempts, row.last_error) == (0, "")
        await connection.execute(sa.update(tables.import_file).values(not_before=None))
    known.away = False
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert done.counts.declared == 1


async def test_what_is_read_ahead_costs_nothing_of_what_came_before(
    tools: ImportTools, known: Known, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "_CHUNK", 5)
    received = await submit(tools, [line(number) for number in range(20)])
    answer = known.resolve_all

    async def once(workers: Sequence[Worker], partner: Partner) -> Sequence[UUID | Unknown]:
        known.away = bool(known.asked)
        return await answer(workers, partner)

    monkeypatch.setattr(known, "resolve_all", once)
    assert not await import_worker(tools).work_once(asyncio.Event())
    assert await rows(engine, tables.training) == 5
    monkeypatch.undo()
    known.away = False
    await _try(tools, engine, 2)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert (done.state, done.counts) == (ImportState.FINISHED, Counts(declared=20))


async def test_a_file_of_which_nothing_comes_for_a_while_is_kept(
    tools: ImportTools, known: Known, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "_KEPT_EVERY", 0.01)
    received = await submit(tools, [line(0)])
    answer = known.resolve_all

    async def until() -> datetime | None:
        async with engine.connect() as connection:
            return await connection.scalar(sa.select(tables.import_file.c.taken_until))

    async def slow(workers: Sequence[Worker], partner: Partner) -> Sequence[UUID | Unknown]:
        taken = await until()
        for _ in range(500):
            if await until() != taken:
                return await answer(workers, partner)
            await asyncio.sleep(0.01)
        raise TimeoutError

    monkeypatch.setattr(known, "resolve_all", slow)
    ticking = replace(tools, clock=lambda: datetime.now(UTC))
    await work_off(ticking)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert done.counts.declared == 1


async def test_a_file_gives_way_to_others_that_wait(
    tools: ImportTools, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "_CHUNK", 5)
    monkeypatch.setattr(processing, "_TURN", 2)
    tools = replace(tools, clock=lambda: datetime.now(UTC))
    big = await submit(tools, [line(number) for number in range(40)], name="big.csv")
    worker = import_worker(tools)
    enter, over = enter_lines, list[UUID]()

    async def entering(*arguments: object) -> Import:
        if not over:
            over.append((await submit(tools, [line(90)], name="small.csv")).id)
        return await enter(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(processing, "enter_lines", entering)
    await worker.work_once(asyncio.Event())
    left = await get_import(tools.open_work, partner=BODY, import_id=big.id)
    assert (left.state, left.counts.declared) == (ImportState.RUNNING, 10)
    await worker.work_once(asyncio.Event())
    small = await get_import(tools.open_work, partner=BODY, import_id=over[0])
    assert small.state is ImportState.FINISHED
    await worker.work_once(asyncio.Event())
    done = await get_import(tools.open_work, partner=BODY, import_id=big.id)
    assert (done.state, done.counts.declared, done.attempts) == (ImportState.FINISHED, 40, 0)


async def _try(tools: ImportTools, engine: AsyncEngine, times: int) -> None:
    for _ in range(times):
        await import_worker(tools).work_once(asyncio.Event())
        async with engine.begin() as connection:
            await connection.execute(sa.update(tables.import_file).values(not_before=None))


async def test_a_line_that_cannot_be_processed_costs_no_other(
    tools: ImportTools, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = replace(tools, attempts=2)
    received = await submit(tools, [line(number) for number in range(20)])

    async def failing(
        tools: ImportTools, taken: Import, items: Sequence[Item], persons: Persons, until: datetime
    ) -> Import:
        if any(item.line == 9 for item in items):
            raise ArithmeticError
        return await enter_lines(tools, taken, items, persons, until)

    monkeypatch.setattr(processing, "enter_lines", failing)
    await _try(tools, engine, 2)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert (done.state, done.counts) == (ImportState.FAILED, Counts(declared=19, rejected=1))
    told = [each for each in await results_of(tools, done) if each.outcome is Outcome.REJECTED]
    assert [(each.line, each.rule) for each in told] == [(9, "not_processed")]
    assert await rows(engine, tables.import_piece) == 0
    assert await measure_imports(engine) == (0, 0)
    async with engine.begin() as connection:
        await connection.execute(sa.update(tables.import_file).values(finished_at=sa.func.now()))
    await submit(tools, [line(50)], name="other.csv")
    age, failed = await measure_imports(engine)
    assert (age > 0, failed) == (True, 1)


async def test_a_file_that_cannot_even_be_read_is_given_up_and_said(
    tools: ImportTools, engine: AsyncEngine, tmp_path: Path
) -> None:
    received = await submit(tools, [line(0)])
    other = tmp_path / "keys.json"
    key = base64.b64encode(bytes(range(32))).decode()
    other.write_text(json.dumps({"current": "2", "keys": {"2": key}}))
    await _try(replace(tools, attempts=2, seal=KeyRing.load(other)), engine, 3)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert done.state is ImportState.FAILED
    (told,) = await results_of(tools, done)
    assert (told.line, told.outcome, told.rule) == (0, Outcome.REJECTED, "not_processed")
    assert await rows(engine, tables.import_piece) == 0


async def test_a_deployment_that_judges_otherwise_in_the_middle_of_a_file_loses_no_line(
    tools: ImportTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "_CHUNK", 1)
    wrong = line(0, MODALITE_DISPENSE="?", QUALIFICATION_FORMATEUR="?", ID_DECLARATION="X")
    received = await submit(tools, [wrong, *map(line, range(1, 6))])
    stop = asyncio.Event()

    async def stopping(*arguments: object) -> Import:
        stop.set()
        return await enter_lines(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(processing, "enter_lines", stopping)
    await import_worker(tools).work_once(stop)
    monkeypatch.setattr(processing, "enter_lines", enter_lines)
    faults = Judge._faults
    monkeypatch.setattr(Judge, "_faults", lambda *arguments: faults(*arguments)[:1])
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert (done.state, done.counts) == (ImportState.FINISHED, Counts(declared=5, rejected=1))
    assert [each.line for each in await results_of(tools, done)] == [2, 2, 3, 4, 5, 6, 7]


async def test_whoever_lost_a_file_does_not_end_the_lease_of_who_has_it(tools: ImportTools) -> None:
    await submit(tools, [line(0)])
    now = datetime.now(UTC)

    async def take(until: datetime) -> Import:
        async with tools.open_work() as work:
            taken = await work.imports.take(until)
            await work.commit()
        assert taken is not None
        return taken

    lost = await take(now - timedelta(seconds=1))
    await take(now + timedelta(days=1))
    async with tools.open_work() as work:
        await work.imports.release(lost, now)
        with pytest.raises(ImportLost):
            await work.imports.renew(lost, now)
        assert await work.imports.take(now) is None


async def test_a_file_of_nothing_but_faults_is_not_read_to_its_end(
    tools: ImportTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "_CHUNK", 5)
    monkeypatch.setattr(processing, "_MOST_REJECTED", 10)
    wrong = [line(at, MODALITE_DISPENSE="?", ID_DECLARATION="D") for at in range(1, 40)]
    received = await submit(tools, [line(0), *wrong])
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    *_, last = await results_of(tools, done)
    assert (done.state, done.counts.declared, last.line, last.rule) == (ImportState.FINISHED, 1, 0, "too_many_faults")
    assert done.counts.rejected < 20
