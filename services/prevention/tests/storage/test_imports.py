"""The official import from its bytes to the passports: on PostgreSQL, with crashes, repeated and at once."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from imports_support import adf, file_of, jdr
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry, Merge
from passeport_dossier.storage.sealing import KeyRing
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.imports import Counts, Import, ImportState, LineResult, Outcome
from passeport_prevention.domain.training import Declarant
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import FileInvalid, IdentityUnavailable, ImportNotFound, ImportsNotOffered
from passeport_prevention.imports.columns import ADF, JDR, Layout
from passeport_prevention.storage import tables
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases import process_import as processing
from passeport_prevention.usecases.import_ports import ImportTools, Unknown
from passeport_prevention.usecases.read_imports import all_results, get_import, list_results
from passeport_prevention.usecases.submit_import import submit_import
from passeport_prevention.usecases.work_on_imports import ImportWorker
from support import BODY, EMPLOYER, NOW, REGULATION, clock

NIRS = [f"28104441090{number:02d}" for number in range(40)]


@dataclass
class Known:
    """Identity in memory: who is known by which number, and whether it is away."""

    persons: dict[str, UUID] = field(default_factory=lambda: {nir: new_id() for nir in NIRS})
    away: bool = False
    asked: list[int] = field(default_factory=list)

    async def resolve_all(self, workers: Sequence[Worker], partner: Partner) -> Sequence[UUID | Unknown]:
        if self.away:
            raise IdentityUnavailable
        self.asked.append(len(workers))
        return [self.persons.get(each.nir, Unknown(invalid=each.nir == "9999999999999")) for each in workers]


@pytest.fixture
def known() -> Known:
    return Known()


@pytest.fixture
def tools(open_work: UnitsOfWork, known: Known, import_keys_file: Path) -> ImportTools:
    return ImportTools(open_work, KeyRing.load(import_keys_file), known, REGULATION, clock)


def line(number: int, **cells: str) -> dict[str, str]:
    return adf(**{"ID_UNIQUE_PARTENAIRE": f"K-{number}", "NIR": NIRS[number % len(NIRS)]} | cells)


async def submit(
    tools: ImportTools,
    lines: Sequence[Mapping[str, str]],
    *,
    partner: Partner = BODY,
    name: str = "formations.csv",
    layout: Layout = ADF,
    size: int = 1000,
) -> Import:
    content = file_of(lines, layout)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), size):
            yield content[start : start + size]

    declarant = Declarant.TRAINING_BODY
    return await submit_import(
        tools, lambda: None, partner=partner, declarant=declarant, file_name=name, chunks=chunks()
    )


async def work_off(tools: ImportTools) -> None:
    worker = ImportWorker(tools)
    while await worker._work_once(asyncio.Event()):
        pass


async def results_of(tools: ImportTools, done: Import) -> list[LineResult]:
    return [result async for result in all_results(tools.open_work, done.id)]


async def rows(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_each_line_gets_its_outcome_and_the_good_ones_enter_the_passports(
    tools: ImportTools, known: Known, engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    lines = [
        line(0),
        line(1, NIR="1000000000000"),
        line(2, NIR="9999999999999"),
        line(3, MODALITE_DISPENSE="?", ID_DECLARATION="D2", COMPETENCE_TRANSFERABLE=""),
        line(4, DATE_DEBUT_FORMATION="01/02/2026", DATE_FIN_FORMATION="02/02/2026", ID_DECLARATION="D3"),
        line(0, ID_DECLARATION="D4"),
    ]
    received = await submit(tools, lines)
    assert (received.state, received.layout) == (ImportState.RECEIVED, "ADF")
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert done.state is ImportState.FINISHED
    assert done.counts == Counts(declared=2, unresolved=1, rejected=3, late=1)
    results = await results_of(tools, done)
    assert [(each.line, each.outcome, each.rule) for each in results] == [
        (2, Outcome.DECLARED, ""),
        (3, Outcome.UNRESOLVED, "worker_not_found"),
        (4, Outcome.REJECTED, "nir"),
        (5, Outcome.REJECTED, "value"),
        (5, Outcome.REJECTED, "required"),
        (6, Outcome.DECLARED, ""),
        (7, Outcome.REJECTED, "duplicate_key"),
    ]
    async with open_work() as work:
        (training,) = (await work.trainings.page(known.persons[NIRS[0]], 10, None)).trainings
        (late,) = (await work.trainings.page(known.persons[NIRS[4]], 10, None)).trainings
        (access,) = [
            each
            for each in (await work.accesses.page(known.persons[NIRS[4]], 10, None)).accesses
            if each.resource_id == str(late.id)
        ]
    assert training.id == results[0].training_id
    assert (training.declaration, training.reference) == ("SST-2026-09-A", "Session SST de septembre 2026")
    assert training.particulars.skills == ("115650", "121885", "400635")
    assert training.declarer.name == BODY.name
    assert (late.late, results[5].late) == (True, True)
    assert (access.action, access.organisation) == ("prevention.training.declare", BODY.name)
    assert await rows(engine, tables.outbox) == 2


async def test_justificatifs_keep_what_was_passed(tools: ImportTools, known: Known, open_work: UnitsOfWork) -> None:
    await submit(tools, [jdr(NIR=NIRS[0])], layout=JDR)
    await work_off(tools)
    async with open_work() as work:
        (training,) = (await work.trainings.page(known.persons[NIRS[0]], 10, None)).trainings
    assert training.particulars.justificatif is not None
    assert (training.particulars.justificatif.kind, training.particulars.justificatif.result) == ("CERTIFICAT", "Admis")


async def test_the_same_file_is_one_import_and_under_another_name_changes_nothing(
    tools: ImportTools, engine: AsyncEngine
) -> None:
    lines = [line(number) for number in range(5)]
    first = await submit(tools, lines)
    assert (await submit(tools, lines)).id == first.id
    await work_off(tools)
    assert (await submit(tools, lines)).id == first.id
    second = await submit(tools, lines, name="encore.csv")
    assert second.id != first.id
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=second.id)
    assert done.counts == Counts(already_declared=5)
    trainings = [each.training_id for each in await results_of(tools, first)]
    assert [each.training_id for each in await results_of(tools, second)] == trainings
    other = await submit(tools, [line(0, NOM_FORMATION="Autre")], name="autre.csv")
    await work_off(tools)
    (refused,) = await results_of(tools, other)
    assert (refused.outcome, refused.rule) == (Outcome.REJECTED, "duplicate_key")
    # Keys are each partner's own.
    theirs = await submit(tools, lines, partner=EMPLOYER)
    await work_off(tools)
    assert (await get_import(tools.open_work, partner=EMPLOYER, import_id=theirs.id)).counts.declared == 5
    assert await rows(engine, tables.training) == 10


async def test_an_import_is_another_partners_secret(tools: ImportTools) -> None:
    received = await submit(tools, [line(0)])
    for ask in (
        get_import(tools.open_work, partner=EMPLOYER, import_id=received.id),
        list_results(tools.open_work, partner=EMPLOYER, import_id=received.id, after=-1, limit=10),
        get_import(tools.open_work, partner=BODY, import_id=new_id()),
    ):
        with pytest.raises(ImportNotFound):
            await ask


async def test_a_file_that_is_refused_leaves_nothing(tools: ImportTools, engine: AsyncEngine) -> None:
    with pytest.raises(FileInvalid) as refused:
        await submit(tools, [line(0)], name="formations.xlsx")
    assert refused.value.metadata["rule"] == "file_name"

    async def other() -> AsyncIterator[bytes]:
        yield file_of([line(0)]).replace(b"|", b";")

    async def cut() -> AsyncIterator[bytes]:
        yield file_of([line(number) for number in range(20_000)])[:3_000_000]
        raise ConnectionError

    asked = {"partner": BODY, "declarant": Declarant.EMPLOYER, "file_name": "a.csv"}
    with pytest.raises(FileInvalid):
        await submit_import(tools, lambda: None, chunks=other(), **asked)  # type: ignore[arg-type]
    with pytest.raises(ConnectionError):
        await submit_import(tools, lambda: None, chunks=cut(), **asked)  # type: ignore[arg-type]
    for table in (tables.import_file, tables.import_piece, tables.import_line):
        assert await rows(engine, table) == 0
    with pytest.raises(ImportsNotOffered):
        await submit(replace(tools, seal=None), [line(0)])


async def test_neither_nir_nor_name_reaches_a_row_and_the_bytes_go_with_the_end(
    tools: ImportTools, engine: AsyncEngine
) -> None:
    lines = [line(0, NOM_TITULAIRE="ZABRISKIE"), line(1, NIR="1234567890123"), line(2, NOM_TITULAIRE="7")]
    received = await submit(tools, lines)
    for _ in range(2):
        async with engine.connect() as connection:
            everything = "".join(
                [repr((await connection.execute(sa.select(table))).all()) for table in tables.metadata.sorted_tables]
            )
        for personal in (NIRS[0], "1234567890123", "ZABRISKIE", base64.b64encode(b"ZABRISKIE").decode()[:8]):
            assert personal not in everything
        await work_off(tools)
    assert await rows(engine, tables.import_piece) == 0
    assert len(await results_of(tools, received)) == 3


async def test_a_worker_that_dies_between_chunks_loses_nothing_and_doubles_nothing(
    tools: ImportTools, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "_CHUNK", 7)
    lines = [line(number, ID_DECLARATION=f"D{number // 10}") for number in range(40)]
    lines[13] |= {"MODALITE_DISPENSE": "?", "QUALIFICATION_FORMATEUR": "?", "ID_DECLARATION": "X"}
    received = await submit(tools, lines)
    process = processing._process
    for dies_at in range(7):

        async def dying(*arguments: object, at: list[int] = [dies_at % 3]) -> Import:  # noqa: B006
            if not at[0]:
                raise ConnectionResetError
            at[0] -= 1
            return await process(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(processing, "_process", dying)
        await ImportWorker(tools)._work_once(asyncio.Event())
        async with engine.begin() as connection:
            await connection.execute(sa.update(tables.import_file).values(not_before=None, taken_until=None))
    monkeypatch.setattr(processing, "_process", process)
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert (done.state, done.counts) == (ImportState.FINISHED, Counts(declared=39, rejected=1))
    assert [each.line for each in await results_of(tools, done)] == sorted([*range(2, 42), 15])
    for table, count in ((tables.training, 39), (tables.outbox, 39), (tables.partner_key, 39)):
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
        *(processing.process_import(tools, taken, stop) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(each, Import) for each in done) == 1, done
    assert len(await results_of(tools, received)) == await rows(engine, tables.training) == 40


async def test_an_import_waits_for_identity_and_no_attempt_is_counted(
    tools: ImportTools, known: Known, engine: AsyncEngine
) -> None:
    received = await submit(tools, [line(0)])
    known.away = True
    assert not await ImportWorker(tools)._work_once(asyncio.Event())
    async with engine.begin() as connection:
        row = (await connection.execute(sa.select(tables.import_file))).one()
        assert (row.attempts, row.last_error) == (0, "")
        await connection.execute(sa.update(tables.import_file).values(not_before=None))
    known.away = False
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert done.counts.declared == 1


async def test_what_cannot_be_processed_is_given_up_and_said(
    tools: ImportTools, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = replace(tools, attempts=2)
    received = await submit(tools, [line(0)])

    async def failing(*_: object) -> Import:
        raise ArithmeticError

    monkeypatch.setattr(processing, "_process", failing)
    for _ in range(3):
        await ImportWorker(tools)._work_once(asyncio.Event())
        async with engine.begin() as connection:
            await connection.execute(sa.update(tables.import_file).values(not_before=None))
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert done.state is ImportState.FAILED
    (told,) = await results_of(tools, done)
    assert (told.line, told.outcome, told.rule) == (0, Outcome.REJECTED, "not_processed")
    assert await rows(engine, tables.import_piece) == 0


async def test_persons_who_are_one_and_whose_time_is_over(
    tools: ImportTools, known: Known, engine: AsyncEngine, open_work: UnitsOfWork
) -> None:
    first = await submit(tools, [line(0), line(1)])
    await work_off(tools)
    before, heir = known.persons[NIRS[0]], new_id()
    async with open_work() as work:
        await work.persons.merge(Merge(new_id(), heir, before, NOW))
        await work.persons.expire(Expiry(known.persons[NIRS[1]], NOW))
        await work.commit()
    known.persons[NIRS[0]] = heir
    again = await submit(tools, [line(0), line(1)], name="encore.csv")
    await work_off(tools)
    known_one, gone = await results_of(tools, again)
    assert (known_one.outcome, known_one.training_id) == (
        Outcome.ALREADY_DECLARED,
        (await results_of(tools, first))[0].training_id,
    )
    assert (gone.outcome, gone.rule) == (Outcome.UNRESOLVED, "worker_not_found")
    assert await rows(engine, tables.training) == 1


async def test_results_come_in_pages(tools: ImportTools) -> None:
    received = await submit(tools, [line(number) for number in range(5)])
    await work_off(tools)
    seen: list[int] = []
    after: int | None = -1
    while after is not None:
        page = await list_results(tools.open_work, partner=BODY, import_id=received.id, after=after, limit=2)
        seen += [each.line for each in page.results]
        after = page.next
    assert seen == [2, 3, 4, 5, 6]
