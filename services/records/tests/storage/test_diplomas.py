"""Files of diplomas from their receipt to the passport: given, corrected, taken back, waited for, undone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from feed_support import KnownPersons, send, send_and_process, tools_of
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed, Sender
from passeport_records.domain.details import AwardDetails
from passeport_records.domain.entry import Entry, EntryState, Kind, Nature
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import Change, Source
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases import process_batch as process_module
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.process_batch import LEASE, process_batch
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.retry_waiting import retry_waiting
from passeport_records.usecases.roll_back_batch import order_rollback, roll_back
from statements import DIPLOMA, csv_of, json_lines_of

RECTORAT = Sender("client-of-a-rectorat", Organisation("Rectorat de Lille (fictif)", "12345678200010"))


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


async def sent(
    tools: FeedTools, *lines: Mapping[str, object], name: str = "bac.csv", sender: Sender = RECTORAT
) -> Batch:
    rows = [{**DIPLOMA, **line} for line in lines]
    content = json_lines_of(rows) if name.endswith("jsonl") else csv_of(rows)
    return await send_and_process(tools, sender, Feed.DIPLOMAS, content, name)


async def take(tools: FeedTools) -> Batch | None:
    async with tools.open_work() as work:
        batch = await work.batches.take(tools.clock() + LEASE)
        await work.commit()
    return batch


async def report_of(tools: FeedTools, batch: Batch) -> list[LineReport]:
    report = await read_report(tools.open_work, sender=batch.sender, batch_id=batch.id)
    return [line async for line in report.lines()]


async def entries_of(open_work: UnitsOfWork, person_id: UUID) -> list[Entry]:
    async with open_work(person_id) as work:
        return list((await work.entries.page((), 100, None)).entries)


async def test_a_diploma_enters_the_passport_as_its_establishment_says(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    done = await sent(tools, {}, {"idTechnique": "BAC-2", "niveau": "12"})
    assert (done.state, done.counts) == (BatchState.FINISHED, Counts(accepted=1, rejected=1))
    assert done.head.format_version == "diplomas/1 CSV"
    (entry,) = await entries_of(open_work, persons.claire)
    assert (entry.kind, entry.nature, entry.state) == (Kind.DIPLOMA, Nature.GUARANTEED, EntryState.ACTIVE)
    assert entry.content.organisation == Organisation("Lycée Faidherbe", "", "Académie de Lille")
    assert entry.content.details == AwardDetails(
        register="RNCP",
        code="RNCP35185",
        mention="MENTION_BIEN",
        level=4,
        diploma_code="40025214",
        school_code="0750655E",
    )
    async with open_work(persons.claire) as work:
        story = await work.provenances.get(entry)
    assert (story.source, story.sender) == (Source.DIPLOMAS, RECTORAT.organisation)
    assert [(step.change, step.line, step.sender_key) for step in story.steps] == [(Change.REGISTERED, 2, "BAC-1")]


async def test_it_is_corrected_and_taken_back_under_its_number_alone(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    await sent(tools, {})
    again = await sent(tools, {}, name="again.jsonl")
    otherwise = await sent(tools, {"mention": "SANS_MENTION"}, name="otherwise.jsonl")
    assert (again.counts, otherwise.counts) == (Counts(duplicates=1), Counts(rejected=1))
    assert [line.rule for line in await report_of(tools, otherwise)] == ["changed"]
    corrected = await sent(tools, {"mention": "SANS_MENTION", "action": "CORRECTION"}, name="corrected.jsonl")
    assert corrected.counts == Counts(accepted=1)
    (entry,) = await entries_of(open_work, persons.claire)
    assert isinstance(entry.content.details, AwardDetails)
    assert (entry.content.details.mention, entry.revision) == ("SANS_MENTION", 2)
    # Nobody else's number is his: another sender may use the same.
    other = Sender("another", Organisation("Université (fictive)", "98765432400019"))
    stranger = await sent(tools, {"action": "SUPPRESSION"}, name="stranger.jsonl", sender=other)
    assert [line.rule for line in await report_of(tools, stranger)] == ["unknown_key"]
    taken = await sent(tools, {"action": "SUPPRESSION"}, name="taken.jsonl")
    late = await sent(tools, {"action": "CORRECTION"}, name="late.jsonl")
    assert (taken.counts, late.counts) == (Counts(accepted=1), Counts(rejected=1))
    back = await sent(tools, {"mention": "MENTION_BIEN"}, name="back.jsonl")
    (entry,) = await entries_of(open_work, persons.claire)
    assert (back.counts, entry.state, entry.revision) == (Counts(accepted=1), EntryState.ACTIVE, 4)


async def test_a_number_does_not_change_hands(tools: FeedTools, persons: KnownPersons) -> None:
    persons.by_name["MARTIN"] = persons.add("1760859350384")
    await sent(tools, {})
    for action in ("CREATION", "CORRECTION"):
        done = await sent(tools, {"nomNaissance": "MARTIN", "action": action}, name=f"{action}.csv")
        assert [line.rule for line in await report_of(tools, done)] == ["key"]


async def test_a_correction_of_whom_nobody_knows_changes_nothing_and_does_not_wait(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    await sent(tools, {})
    stranger = {"nomNaissance": "INCONNU", "mention": "SANS_MENTION", "action": "CORRECTION"}
    done = await sent(tools, stranger, name="stranger.csv")
    assert done.counts == Counts(unresolved=1)
    (line,) = await report_of(tools, done)
    assert (line.rule, line.waits_until) == ("no_match", None)
    assert line.message.endswith("rien n'est corrigé")
    assert line.fix.endswith("Renvoyez ensuite la ligne, qui n'attend pas")
    (entry,) = await entries_of(open_work, persons.claire)
    assert isinstance(entry.content.details, AwardDetails)
    assert (entry.content.details.mention, entry.revision) == ("MENTION_BIEN", 1)


async def test_who_vouches_is_who_sent_it_whatever_school_a_line_names(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    await sent(tools, {"etablissement": "École polytechnique"})
    await sent(tools, {"etablissement": "École centrale", "action": "CORRECTION"}, name="corrected.csv")
    (entry,) = await entries_of(open_work, persons.claire)
    assert entry.content.organisation.name == "École centrale"
    assert entry.source_label == "Établissement Rectorat de Lille (fictif)"


async def test_who_is_named_by_an_unknown_ine_is_waited_for(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    alone = {"prenom1": "", "prenom2": "", "sexe": "", "dateNaissance": ""}
    waiting = await sent(tools, alone)
    assert waiting.counts == Counts(unresolved=1)
    (line,) = await report_of(tools, waiting)
    assert (line.rule, line.fix) == (
        "student_number",
        "Donnez l'état civil et l'INE sur la même ligne ; l'INE suffit ensuite",
    )
    persons.by_ine["071234567AB"] = persons.claire
    async with tools.open_work() as work:
        await work.waiting.hasten()
        await work.commit()
    assert await retry_waiting(tools)
    (entry,) = await entries_of(open_work, persons.claire)
    assert entry.content.title == "Baccalauréat ; général"


async def test_a_waiting_line_never_undoes_what_came_later(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    del persons.by_name["FONTANEL"]
    await sent(tools, {"mention": "SANS_MENTION"}, name="first.csv")
    persons.by_name["FONTANEL"] = persons.claire
    await sent(tools, {}, name="second.csv")
    async with tools.open_work() as work:
        await work.waiting.hasten()
        await work.commit()
    assert await retry_waiting(tools)
    (entry,) = await entries_of(open_work, persons.claire)
    assert isinstance(entry.content.details, AwardDetails)
    assert (entry.content.details.mention, entry.revision) == ("MENTION_BIEN", 1)


async def test_a_batch_is_undone_as_one(tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons) -> None:
    await sent(tools, {})
    wrong = await sent(tools, {"action": "CORRECTION", "niveau": "3"}, {"idTechnique": "BAC-2"}, name="wrong.csv")
    assert wrong.counts == Counts(accepted=2)
    await order_rollback(tools, sender=RECTORAT, batch_id=wrong.id, reason="wrong session")
    async with tools.open_work() as work:
        batch = await work.rollbacks.take(tools.clock() + timedelta(seconds=30))
        await work.commit()
    assert batch is not None
    await roll_back(tools, batch, asyncio.Event())
    (entry,) = await entries_of(open_work, persons.claire)
    assert isinstance(entry.content.details, AwardDetails)
    assert entry.content.details.level == 4


async def test_a_file_goes_on_where_it_stopped_whatever_its_lines_break(
    monkeypatch: pytest.MonkeyPatch, tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    # A line that breaks several rules has as many items: where the file goes on is counted in items, not in lines.
    lines = [
        DIPLOMA | {"idTechnique": f"BAC-{number}"} | ({"niveau": "9", "uai": "x", "sexe": "?"} if number % 3 else {})
        for number in range(9)
    ]
    monkeypatch.setattr(process_module, "_CHUNK", 4)
    sent_batch = await send(tools, RECTORAT, Feed.DIPLOMAS, csv_of(lines), "bac.csv")
    stop = asyncio.Event()
    stop.set()
    stops, done = 0, sent_batch
    while done.finished_at is None:
        batch = await take(tools)
        assert batch is not None
        done = await process_batch(tools, batch, stop)
        stops += 1
    assert stops > 2
    assert (done.id, done.counts) == (sent_batch.id, Counts(accepted=3, rejected=6, remarks=12))
    assert [line.line for line in await report_of(tools, done)] == sorted([2, 5, 8, *[3, 4, 6, 7, 9, 10] * 3])
    assert len(await entries_of(open_work, persons.claire)) == 3


async def test_what_is_dated_after_tomorrow_is_refused_by_its_field(tools: FeedTools) -> None:
    done = await sent(tools, {"dateObtention": "2199"})
    (line,) = await report_of(tools, done)
    assert (line.field, line.rule, line.outcome) == ("dateObtention", "future", Outcome.REJECTED)
