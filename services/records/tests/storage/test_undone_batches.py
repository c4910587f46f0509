"""Batches that build on one another, undone: what is left is what the others say; on PostgreSQL."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_records.domain.batch import Counts, Feed
from passeport_records.domain.provenance import Change
from passeport_records.domain.report import Outcome
from passeport_records.storage import tables
from passeport_records.storage.report_expiry import expire_reports
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from rollback_support import WHY, YEAR, everything, grown_old, lines_of, passport, undone
from samples import Lines, contract, lot, message, person, renamed, simple_flux
from statements import DIPLOMA, csv_of
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


async def test_a_wrong_person_of_two_months_is_taken_out_and_both_reports_say_so(
    open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    september, october = [
        await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract(), month=month)), month)
        for month in ("01092026", "01102026")
    ]
    after = await undone(tools, september)
    assert after.rollback is not None
    assert (after.rollback.undone, after.rollback.kept) == (0, 1)
    assert [line.rule for line in await lines_of(tools, september)] == ["kept"]
    assert len(await passport(open_work, persons)) == 1
    await undone(tools, october)
    assert await passport(open_work, persons) == []
    # What kept it is undone, too.
    assert [(line.outcome, line.rule) for line in await lines_of(tools, september)] == [(Outcome.ROLLED_BACK, "")]
    again = await get_batch(tools.open_work, sender=DSN_SENDER, batch_id=september.id)
    assert again.rollback is not None
    assert (again.rollback.undone, again.rollback.kept) == (1, 0)


async def test_what_two_files_said_stays_until_both_are_undone(
    open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    first = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    second = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2", "3"), "b.xml")
    await undone(tools, first)
    assert [entry.revision for entry in await passport(open_work, persons)] == [1, 1, 1]
    await undone(tools, second)
    assert await passport(open_work, persons) == []


async def test_a_double_of_somebody_elses_award_is_nothing_that_it_stands_on(
    open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    first = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    persons.by_name = {"FONTANEL": persons.add("1760859350384")}
    second = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "b.xml")
    assert second.counts == Counts(duplicates=1)
    await undone(tools, first)
    assert await passport(open_work, persons) == []


async def test_numbers_that_an_undone_batch_gave_are_free_again(
    engine: AsyncEngine, open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    def month(name: str, *blocks: Lines) -> bytes:
        return lot(message(person(), *blocks, month=name))

    one, two = contract(r009="00101"), contract(r009="00102", r006="Cheffe")
    await send_and_process(tools, DSN_SENDER, Feed.DSN, month("01092026", one), "9.dsn")
    wrong = month("01092026", two, renamed(r014="00101"))
    await undone(tools, await send_and_process(tools, DSN_SENDER, Feed.DSN, wrong, "wrong.dsn"))
    await send_and_process(tools, DSN_SENDER, Feed.DSN, month("01102026", one, two), "10.dsn")
    assert sorted(entry.content.title for entry in await passport(open_work, persons)) == ["Cheffe", "Ingénieure"]
    numbers = [row.sender_key.rsplit("/", 1)[1] for row in await everything(engine, tables.entry_source)]
    assert sorted(numbers) == ["00101", "00102"]


async def test_a_contract_that_was_told_of_under_a_wrong_number_is_one_of_its_own_again(
    engine: AsyncEngine, open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    one, two = contract(r009="00101"), contract(r009="00102", r006="Cheffe")
    await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(), one, month="01082026")), "8.dsn")
    told = lot(message(person(), two, renamed(r014="00101"), month="01092026"))
    wrong = await send_and_process(tools, DSN_SENDER, Feed.DSN, told, "wrong.dsn")
    later = lot(message(person(), two, month="01102026"))
    october = await send_and_process(tools, DSN_SENDER, Feed.DSN, later, "10.dsn")
    (together,) = await passport(open_work, persons)
    await undone(tools, wrong)
    apart = {entry.content.title: entry for entry in await passport(open_work, persons)}
    assert (apart["Ingénieure"].id, sorted(apart)) == (together.id, ["Cheffe", "Ingénieure"])
    async with open_work(persons.claire) as work:
        story = await work.provenances.get(apart["Cheffe"])
    assert [(step.change, step.cause) for step in story.steps] == [
        (Change.REGISTERED, f"Envoi annulé par son émetteur : {WHY}")
    ]
    told_of = [row.purpose for row in await everything(engine, tables.access) if row.action == "records.entry.undone"]
    assert any(purpose.startswith("Élément ajouté à votre passeport") for purpose in told_of)
    # It stands on October, to which its entry did not come at the time.
    await undone(tools, october)
    assert [entry.content.title for entry in await passport(open_work, persons)] == ["Ingénieure"]


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [("CREATION", "CORRECTION", ["Autre"]), ("CREATION", "SUPPRESSION", []), ("CREATION", "CREATION", ["Diplôme"])],
)
async def test_of_what_a_source_numbers_itself_the_other_batch_is_left(
    open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons, first: str, second: str, left: list[str]
) -> None:
    persons.by_ine = {str(DIPLOMA["ine"]): persons.claire}
    wrong, _ = [
        await send_and_process(
            tools,
            CERTIFIER,
            Feed.DIPLOMAS,
            csv_of([DIPLOMA | {"action": action, "libelle": "Autre" if action == "CORRECTION" else "Diplôme"}]),
            name,
        )
        for name, action in (("a.csv", first), ("b.csv", second))
    ]
    await undone(tools, wrong)
    assert [entry.content.title for entry in await passport(open_work, persons)] == left


async def test_what_a_version_touched_that_kept_no_tellings_is_undone_if_nothing_else_touched_it(
    open_work: UnitsOfWork, owner_engine: AsyncEngine, tools: FeedTools, persons: KnownPersons
) -> None:
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    back = simple_flux("2", action="SUPPRESSION")
    withdrawn = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, back, "b.xml")
    async with owner_engine.begin() as connection:
        await connection.execute(sa.update(tables.provenance_step).values(told=None, made_at=None))
    await undone(tools, done)
    assert await passport(open_work, persons) == []
    await undone(tools, withdrawn)
    (left,) = await passport(open_work, persons)
    async with open_work(persons.claire) as work:
        steps = (await work.provenances.get(left)).steps
    # Nor the moment: the receipt stands for it.
    moments = [done.created_at, withdrawn.created_at, left.updated_at]
    assert (left.revision, [one.made_at for one in steps]) == (3, moments)


@pytest.mark.parametrize("undone_first", [0, 2])
async def test_a_job_of_which_it_is_not_known_what_others_told_is_not_taken_away(
    engine: AsyncEngine,
    open_work: UnitsOfWork,
    owner_engine: AsyncEngine,
    tools: FeedTools,
    persons: KnownPersons,
    undone_first: int,
) -> None:
    """What is kept of a version was taken away, without which it cannot be read what lines told of it."""
    months = [
        await send_and_process(
            tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract(r006=title), month=month)), month
        )
        for month, title in (("01082026", "Ingénieure"), ("01092026", "Ingénieure"), ("01102026", "Cheffe"))
    ]
    [job] = await passport(open_work, persons)
    assert job.revision == 2
    async with owner_engine.begin() as connection:
        await connection.execute(sa.update(tables.provenance_step).values(before=sa.null()))
    await undone(tools, months[undone_first])
    assert await passport(open_work, persons) == [job]
    assert [line.rule for line in await lines_of(tools, months[undone_first])] == ["kept"]

    # Nor is the rest laid together as if it were all.
    await grown_old(owner_engine, *months)
    assert (await expire_reports(owner_engine, YEAR)).confirmations == 0
    assert len(await everything(engine, tables.confirmation)) == 1
