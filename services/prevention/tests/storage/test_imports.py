"""The official import from its bytes to the passports: on PostgreSQL, with crashes, repeated and at once."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from import_files import NIRS, Known, line, results_of, rows, submit, work_off
from imports_support import file_of, jdr
from passeport.prevention.v1 import events_pb2, training_pb2
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry, Merge
from passeport_prevention.domain.imports import Counts, ImportState, Outcome
from passeport_prevention.domain.training import Declarant
from passeport_prevention.errors import FileInvalid, ImportNotFound, ImportsNotOffered
from passeport_prevention.imports.columns import JDR
from passeport_prevention.storage import tables
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.change_declaration import withdraw_declaration
from passeport_prevention.usecases.import_ports import ImportTools
from passeport_prevention.usecases.read_imports import get_import, list_results
from passeport_prevention.usecases.submit_import import submit_import
from support import BODY, EMPLOYER, NOW


async def test_a_line_whose_declaration_was_taken_back_is_told_and_its_declaration_is_taken_back_as_one(
    tools: ImportTools, open_work: UnitsOfWork
) -> None:
    lines = [line(0), line(1)]
    await submit(tools, lines, name="a.csv")
    await work_off(tools)
    taken_back = await withdraw_declaration(
        open_work, tools.clock, partner=BODY, declaration="SST-2026-09-A", expected=2, reason="Session annulée"
    )
    assert taken_back == 2
    again = await submit(tools, [*lines, line(2)], name="b.csv")
    await work_off(tools)
    outcomes = [(each.outcome, each.rule) for each in await results_of(tools, again)]
    assert outcomes == [(Outcome.REJECTED, "withdrawn")] * 2 + [(Outcome.DECLARED, "")]


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
        line(0),
    ]
    received = await submit(tools, lines)
    assert (received.state, received.layout) == (ImportState.RECEIVED, "ADF")
    await work_off(tools)
    done = await get_import(tools.open_work, partner=BODY, import_id=received.id)
    assert done.state is ImportState.FINISHED
    assert done.counts == Counts(declared=2, already_declared=1, unresolved=1, rejected=3, late=1)
    assert (done.lines, done.counts.lines) == (7, 7)
    results = await results_of(tools, done)
    assert [(each.line, each.outcome, each.rule) for each in results] == [
        (2, Outcome.DECLARED, ""),
        (3, Outcome.UNRESOLVED, "worker_not_found"),
        (4, Outcome.REJECTED, "nir"),
        (5, Outcome.REJECTED, "value"),
        (5, Outcome.REJECTED, "required"),
        (6, Outcome.DECLARED, ""),
        (7, Outcome.REJECTED, "duplicate_key"),
        (8, Outcome.ALREADY_DECLARED, ""),
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
    async with engine.connect() as connection:
        (data,) = await connection.scalars(sa.select(tables.outbox.c.data))
    event = events_pb2.TrainingsDeclared.FromString(data)
    assert (event.import_id, training_pb2.Declarant.Name(event.declarant)) == (str(done.id), "DECLARANT_TRAINING_BODY")
    told = {(each.training_id, each.person_id) for each in event.trainings}
    assert told == {(str(each.id), str(each.person_id)) for each in (training, late)}


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


async def test_a_declaration_that_differs_is_refused_whole_and_a_sound_file_is_not_surveyed_again(
    tools: ImportTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    differing = await submit(tools, [line(0), line(1, NOM_FORMATION="Autre"), line(2, ID_DECLARATION="D2")])
    assert not differing.is_sound
    await work_off(tools)
    told = await results_of(tools, differing)
    assert [each.rule for each in told] == ["declaration_differs", "declaration_differs", ""]
    sound = await submit(tools, [line(3), line(4)], name="sound.csv")
    monkeypatch.setattr("passeport_prevention.usecases.process_import.Survey.feed", None)
    await work_off(tools)
    assert [each.outcome for each in await results_of(tools, sound)] == [Outcome.DECLARED, Outcome.DECLARED]
