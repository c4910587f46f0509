"""Chunks of feeds in PostgreSQL: all or nothing, in a handful of statements, and safe from one another."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.records.v1 import entry_pb2, events_pb2
from passeport_chassis.ids import new_id
from passeport_records.domain.access import by_sender
from passeport_records.domain.batch import Batch, Counts
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.employment import ContractKey
from passeport_records.domain.entry import Entry, Kind
from passeport_records.domain.events import EntryCorrected, EntryWithdrawn, registered
from passeport_records.domain.harvest import Harvest, Held, award_key, contract_key
from passeport_records.domain.known import Annulled, Core, EndTold, Known, Stamp, Telling
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.provenance import Change, Source
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.messaging.events import ENTRY_CORRECTED, ENTRY_REGISTERED, ENTRY_WITHDRAWN, encode
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.ports import KeysTaken
from support import CERTIFIER, NOW, award, batch, day, guaranteed, harvest, job, step

CORE = Core(
    "Cheffe de projet", Organisation("PONANT", "00100001700010", "NANTES"), day("2017-01-02"), EmploymentDetails("388c")
)
_LATEST = Stamp(date(2026, 10, 31), date(2026, 11, 5), 251219141028734)
_BEFORE = Stamp(date(2026, 9, 30), date(2026, 10, 5), 7, replacing=True)
SEPTEMBER = Known((Telling(Stamp(date(2026, 9, 30)), "", CORE),))
OCTOBER = Known(
    (
        Telling(_LATEST, "01 2026-10 11 01", CORE),
        Telling(_BEFORE, "01 2026-09 11 01", replace(CORE, title="Cheffe", start=None)),
    ),
    (
        EndTold(_BEFORE, "01 2026-09 11 01", day("2026-09-30")),
        EndTold(Stamp(date(2026, 9, 29)), "07 D1", day("2026-09")),
    ),
    named=_LATEST,
    located=_BEFORE,
    annulled=Annulled(Stamp(date(2026, 8, 2)), "07 D2"),
    older=Stamp(date(2026, 8, 31)),
    revoked=(("07", _BEFORE), ("10", _LATEST)),
)


async def received(units: FeedUnitsOfWork, **changes: object) -> Batch:
    begun = batch(**changes)
    async with units() as work:
        await work.batches.open(begun)
        begun = await work.batches.receive(begun)
        await work.commit()
    return begun


async def write(units: FeedUnitsOfWork, of: Batch, what: Harvest) -> None:
    async with units() as work:
        await work.guaranteed.write(of, what)
        await work.commit()


def awards(number: int, prefix: str = "P") -> dict[str, Entry]:
    return {f"{prefix}-{index}": guaranteed(new_id(), award(f"Certification {index}")) for index in range(number)}


async def count(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_what_is_written_is_found_by_its_key(open_feed_work: FeedUnitsOfWork) -> None:
    of = await received(open_feed_work)
    entries = awards(3)
    await write(open_feed_work, of, harvest(of, entries))
    employment = guaranteed(new_id(), job(), Kind.EMPLOYMENT)
    contract = ContractKey("00100001700010", date(2017, 1, 2), "00102")
    key = contract_key(employment.person_id, contract)
    held = Held(employment, OCTOBER)
    dsn = Harvest(added={employment.id: held}, keys={key: employment}, steps=[step(employment, of)])
    await write(open_feed_work, of, dsn)
    async with open_feed_work() as work:
        wanted = [award_key("AB123CDE", name) for name in (*entries, "unknown")]
        foreign = [award_key("ZZ999ZZZ", "P-0"), contract_key(new_id(), contract)]
        found = await work.guaranteed.find([*wanted, *foreign, key])
        assert await work.guaranteed.find([]) == {}
    assert found == {award_key("AB123CDE", name): Held(entry) for name, entry in entries.items()} | {key: held}


async def test_changes_are_written_with_the_day_up_to_which_they_are_known(
    open_feed_work: FeedUnitsOfWork, open_work: UnitsOfWork
) -> None:
    of = await received(open_feed_work)
    entry, untouched = (guaranteed(new_id(), job(), Kind.EMPLOYMENT) for _ in range(2))
    await write(open_feed_work, of, harvest(of, {"1": entry, "2": untouched}, SEPTEMBER))
    told = job("Directrice technique", start=None, end=None, details=EmploymentDetails(apprenticeship=True))
    later = entry.revised(told, NOW + timedelta(days=30))
    known = Held(later, OCTOBER)
    other = award_key("AB123CDE", "1-bis")
    change = Harvest(changed={later.id: known}, keys={other: later}, steps=[step(later, of, Change.CORRECTED)])
    await write(open_feed_work, of, change)
    async with open_feed_work() as work:
        found = await work.guaranteed.find([award_key("AB123CDE", "1"), award_key("AB123CDE", "2"), other])
    assert found[award_key("AB123CDE", "1")] == found[other] == known
    assert found[award_key("AB123CDE", "2")] == Held(untouched, SEPTEMBER)
    async with open_work(entry.person_id) as work:
        assert await work.entries.get(entry.id) == later


async def test_the_story_of_an_entry_is_told_step_by_step(
    open_feed_work: FeedUnitsOfWork, open_work: UnitsOfWork
) -> None:
    first = await received(open_feed_work)
    second = await received(open_feed_work, file_name="later.xml")
    entry = guaranteed(new_id())
    await write(open_feed_work, first, harvest(first, {"P-1": entry}))
    withdrawn = entry.withdrawn(NOW)
    later = step(withdrawn, second, Change.WITHDRAWN, line=12)
    await write(open_feed_work, second, Harvest(changed={entry.id: Held(withdrawn)}, steps=[later]))
    async with open_work(entry.person_id) as work:
        story = await work.provenances.get(withdrawn)
    assert (story.source, story.sender) == (Source.CERTIFICATIONS, CERTIFIER.organisation)
    told = [replace(one, sender=CERTIFIER.organisation) for one in (step(entry, first).step, later.step)]
    assert list(story.steps) == told
    assert [one.file_name for one in story.steps] == ["flux.xml", "later.xml"]


async def test_a_chunk_is_all_or_nothing(open_feed_work: FeedUnitsOfWork, owner_engine: AsyncEngine) -> None:
    of = await received(open_feed_work)
    entry = guaranteed(new_id())
    whole = harvest(of, {"P-1": entry})
    whole.reports = [LineReport(ordinal=0, line=7, outcome=Outcome.ACCEPTED, key="P-1")]
    written = (
        tables.entry,
        tables.entry_source,
        tables.provenance_step,
        tables.batch_item,
        tables.outbox,
        tables.access,
    )
    for commits in (False, True):
        async with open_feed_work() as work:
            taken = await work.batches.take(NOW)
            assert taken is not None
            await work.guaranteed.write(of, whole)
            await work.batches.advance(taken, 1, Counts(accepted=1), NOW)
            access = by_sender(CERTIFIER, entry.person_id, NOW, "records.entry.received", "…", str(entry.id))
            await work.accesses.record(access)
            work.emit(registered(entry))
            if commits:
                await work.commit()
        for table in written:
            assert await count(owner_engine, table) == int(commits), table.name


async def test_a_thousand_items_take_a_handful_of_statements(
    open_feed_work: FeedUnitsOfWork, engine: AsyncEngine
) -> None:
    of = await received(open_feed_work)
    entries = awards(1000)
    statements: list[str] = []

    def record(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine.sync_engine, "before_cursor_execute", record)
    try:
        async with open_feed_work() as work:
            assert await work.guaranteed.find([award_key("AB123CDE", name) for name in entries]) == {}
            await work.guaranteed.write(of, harvest(of, entries))
            for entry in entries.values():
                work.emit(registered(entry))
            await work.commit()
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", record)
    # Whose rows, find, keys, entries, steps, events.
    assert len(statements) == 6


async def test_a_key_given_to_another_entry_meanwhile_is_told(open_feed_work: FeedUnitsOfWork) -> None:
    of = await received(open_feed_work)
    first, second = guaranteed(new_id()), guaranteed(new_id())
    await write(open_feed_work, of, harvest(of, {"P-1": first}))
    with pytest.raises(KeysTaken):
        await write(open_feed_work, of, harvest(of, {"P-0": guaranteed(new_id()), "P-1": second}))
    async with open_feed_work() as work:
        found = await work.guaranteed.find([award_key("AB123CDE", "P-0"), award_key("AB123CDE", "P-1")])
    assert found == {award_key("AB123CDE", "P-1"): Held(first)}


async def test_the_same_items_sent_many_times_at_once_are_stored_once(
    open_feed_work: FeedUnitsOfWork, owner_engine: AsyncEngine
) -> None:
    of = await received(open_feed_work)
    names = [f"P-{number}" for number in range(50)]

    async def process(order: list[str]) -> int:
        """What a worker does, as often as it takes."""
        for _ in range(20):
            async with open_feed_work() as work:
                known = await work.guaranteed.find([award_key("AB123CDE", name) for name in order])
                missing = {name: guaranteed(new_id()) for name in order if award_key("AB123CDE", name) not in known}
                try:
                    await work.guaranteed.write(of, harvest(of, missing))
                except KeysTaken:
                    continue
                await work.commit()
                return len(missing)
        raise AssertionError("it never came through")

    stored = await asyncio.gather(*(process(names if worker % 2 else names[::-1]) for worker in range(6)))
    assert sum(stored) == len(names)
    for table in (tables.entry, tables.entry_source, tables.provenance_step):
        assert await count(owner_engine, table) == len(names)


async def test_changes_to_the_same_entries_at_once_lose_none(open_feed_work: FeedUnitsOfWork) -> None:
    of = await received(open_feed_work)
    names = [f"P-{number}" for number in range(20)]
    await write(open_feed_work, of, harvest(of, {name: guaranteed(new_id()) for name in names}))

    async def correct(order: list[str], title: str) -> None:
        async with open_feed_work() as work:
            found = await work.guaranteed.find([award_key("AB123CDE", name) for name in order])
            after = [
                held.entry.revised(replace(held.entry.content, title=f"{held.entry.content.title} {title}"), NOW)
                for held in found.values()
            ]
            steps = [step(entry, of, Change.CORRECTED) for entry in after]
            changed = {entry.id: Held(entry) for entry in after}
            await work.guaranteed.write(of, Harvest(changed=changed, steps=steps))
            await work.commit()

    await asyncio.gather(*(correct(names if worker % 2 else names[::-1], str(worker)) for worker in range(6)))
    async with open_feed_work() as work:
        found = await work.guaranteed.find([award_key("AB123CDE", name) for name in names])
    assert {held.entry.revision for held in found.values()} == {7}
    assert all(len(set(held.entry.content.title.split()[2:])) == 6 for held in found.values())


async def test_events_say_identifiers_and_no_more(open_feed_work: FeedUnitsOfWork, engine: AsyncEngine) -> None:
    entry = guaranteed(new_id())
    event = encode(registered(entry))
    told = events_pb2.EntryRegistered.FromString(event.data)
    assert (event.subject, event.type, event.time) == (ENTRY_REGISTERED, ENTRY_REGISTERED, NOW)
    assert (told.entry_id, told.person_id, told.kind) == (
        str(entry.id),
        str(entry.person_id),
        entry_pb2.KIND_CERTIFICATION,
    )
    assert (told.revision, told.award_code) == (1, "RS7256")
    corrected = encode(EntryCorrected(entry.id, entry.person_id, 2, NOW))
    assert corrected.subject == ENTRY_CORRECTED
    assert events_pb2.EntryCorrected.FromString(corrected.data).revision == 2
    withdrawn = encode(EntryWithdrawn(entry.id, entry.person_id, 3, NOW))
    assert withdrawn.subject == ENTRY_WITHDRAWN
    assert events_pb2.EntryWithdrawn.FromString(withdrawn.data).revision == 3


async def test_the_relay_is_woken_by_a_commit_that_has_events(engine: AsyncEngine) -> None:
    woken: list[bool] = []
    units = FeedUnitsOfWork(engine, encode, lambda: woken.append(True))
    async with units() as work:
        await work.commit()
    assert woken == []
    async with units() as work:
        work.emit(registered(guaranteed(new_id())))
        await work.commit()
    assert woken == [True]
