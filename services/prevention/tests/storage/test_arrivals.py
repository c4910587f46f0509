"""What enters by itself, on PostgreSQL: whatever the order of what is heard, it ends as records says that it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from arrival_support import FakeRecords, award_entry, told
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry, Merge
from passeport_prevention.domain.arrival import Entry, EntryKind
from passeport_prevention.domain.consent import Sight
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.training import Declarant, Declarer, Proof, Training
from passeport_prevention.messaging.entries import EntryChanges
from passeport_prevention.messaging.streams import (
    ENTRY_CORRECTED,
    ENTRY_DISPUTED,
    ENTRY_REGISTERED,
    ENTRY_SETTLED,
    ENTRY_WITHDRAWN,
)
from passeport_prevention.storage import tables
from passeport_prevention.storage.backlog import measure_arrivals
from passeport_prevention.storage.programmes import SqlProgrammeWork
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.list_trainings import list_trainings
from passeport_prevention.usecases.note_arrival import Place, want_again
from passeport_prevention.usecases.read_arrivals import ReadArrivals
from support import BODY, NOW, TYPES, attestation, clock, day, training

PERSON = new_id()


class House:
    """Prevention and records: what is heard, what is read of it, and what the holder is shown then."""

    def __init__(self, open_work: UnitsOfWork) -> None:
        self.open_work = open_work
        self.records = FakeRecords()
        self.now = NOW
        self.hear = EntryChanges(open_work, lambda: self.now)
        self.read = ReadArrivals(open_work, self.records, lambda: self.now, TYPES)

    async def told(self, entry: Entry, *subjects: str, person_id: UUID = PERSON, prevention: bool = True) -> None:
        for subject in subjects:
            await self.hear(told(subject, person_id, entry, prevention=prevention))
        while await self.read():
            pass

    async def shown(self, person_id: UUID = PERSON, *, withdrawn: bool = False) -> Sequence[Training]:
        page = await list_trainings(
            self.open_work, clock, TYPES, person_id=person_id, limit=50, after=None, withdrawn=withdrawn
        )
        return page.trainings


@pytest.fixture
def house(open_work: UnitsOfWork) -> House:
    return House(open_work)


async def declare(open_work: UnitsOfWork, person_id: UUID = PERSON, code: str = "RS5801") -> Training:
    by = Declarer(Declarant.TRAINING_BODY, BODY.name, BODY.siret)
    one = replace(training(person_id, attestation("SST"), by), particulars=Particulars(certification=code))
    async with open_work() as work:
        await work.trainings.add(one)
        await work.commit()
    return one


async def test_an_award_enters_once_is_corrected_and_goes_when_its_source_takes_it_back(
    engine: AsyncEngine, house: House
) -> None:
    entry = award_entry()
    house.records.entries[entry.id] = entry
    await house.told(entry, ENTRY_REGISTERED, ENTRY_REGISTERED)
    (one,) = await house.shown()
    assert (one.declarer, one.content.title) == (Declarer(Declarant.AUTOMATIC), entry.title)
    assert (one.content.proof, one.content.validity_end) == (Proof.JUSTIFICATIF, day("2028-03-04"))
    assert one.content.training_body == "Institut du secours (fictif)"
    assert (one.arrival, one.particulars.certification) == (entry.arrival, "RS5801")
    corrected = house.records.change(entry, end=day("2028-03-05"))
    await house.told(corrected, ENTRY_CORRECTED, ENTRY_CORRECTED)
    # Told again by an operator, as it is known.
    house.records.asked.clear()
    await house.told(corrected, ENTRY_REGISTERED)
    assert house.records.asked == []
    (again,) = await house.shown()
    assert (again.id, again.version, again.content.validity_end) == (one.id, 2, day("2028-03-05"))
    async with house.open_work() as work:
        versions = await work.trainings.versions(PERSON, one.id)
    assert [each.content.validity_end for each in versions] == [day("2028-03-04"), day("2028-03-05")]
    house.records.change(corrected)
    await house.told(replace(corrected, revision=3), ENTRY_WITHDRAWN)
    assert list(await house.shown()) == []
    (gone,) = await house.shown(withdrawn=True)
    assert (gone.id, gone.withdrawn, gone.reason) == (one.id, True, "Retiré par sa source")
    # It comes back: another one, since whoever was told that the first was taken back stays told.
    house.records.entries[entry.id] = replace(entry, revision=4)
    await house.told(replace(entry, revision=4), ENTRY_REGISTERED)
    (back,) = await house.shown()
    assert back.id != one.id
    async with engine.connect() as connection:
        events = list(await connection.scalars(sa.select(tables.outbox.c.type).order_by(tables.outbox.c.id)))
    assert [each.rsplit(".", 1)[1] for each in events] == ["declared", "corrected", "withdrawn", "declared"]
    async with house.open_work() as work:
        log = (await work.accesses.page(PERSON, 50, None)).accesses
    by_records = [each.action.rsplit(".", 1)[1] for each in log if each.actor_id == "records"]
    assert sorted(by_records) == ["correct", "enter", "enter", "withdraw"]


@pytest.mark.parametrize("order", [*permutations((ENTRY_REGISTERED, ENTRY_CORRECTED, ENTRY_WITHDRAWN))])
async def test_in_whatever_order_it_is_heard_what_was_withdrawn_is_not_there(house: House, order: tuple[str]) -> None:
    entry = award_entry()
    # By now records has taken it back.
    await house.told(entry, *order)
    assert list(await house.shown(withdrawn=True)) == []


async def test_what_is_none_of_ours_leaves_nothing_here(engine: AsyncEngine, house: House) -> None:
    entry = award_entry()
    house.records.entries[entry.id] = entry
    every = (ENTRY_REGISTERED, ENTRY_CORRECTED, ENTRY_WITHDRAWN, ENTRY_DISPUTED, ENTRY_SETTLED)
    await house.told(entry, *every, prevention=False)
    assert house.records.asked == []
    async with engine.connect() as connection:
        for table in (tables.arrival, tables.inbox):
            assert await connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    # Corrected to what enters: it was never told before.
    await house.told(entry, ENTRY_CORRECTED)
    assert len(await house.shown()) == 1


async def test_a_dispute_is_shown_to_the_holder_alone_until_it_ends(house: House) -> None:
    entry = award_entry()
    house.records.entries[entry.id] = entry
    await house.told(entry, ENTRY_REGISTERED)
    house.records.entries[entry.id] = replace(entry, contested=True)
    await house.told(entry, ENTRY_DISPUTED)
    (one,) = await house.shown()
    assert one.arrival is not None
    assert (one.arrival.contested, one.version) == (True, 1)
    house.records.entries[entry.id] = entry
    await house.told(entry, ENTRY_SETTLED)
    assert [each.arrival for each in await house.shown()] == [entry.arrival]


async def test_while_records_is_away_it_waits_and_nothing_is_lost(engine: AsyncEngine, house: House) -> None:
    entry = award_entry()
    house.records.entries[entry.id] = entry
    house.records.error = ConnectionError("records is away")
    with pytest.raises(ConnectionError):
        await house.told(entry, ENTRY_REGISTERED)
    assert (await measure_arrivals(engine))[1] == 1
    house.records.error = None
    # Whoever took it may still have it, until its lease is over.
    assert not await house.read()
    house.now += timedelta(seconds=61)
    assert await house.read()
    assert await measure_arrivals(engine) == (0, 0)
    assert len(await house.shown()) == 1


async def test_what_is_heard_while_records_is_asked_is_asked_again(house: House) -> None:
    entry = award_entry()
    house.records.entries[entry.id] = entry
    await house.hear(told(ENTRY_REGISTERED, PERSON, entry))
    ask = house.records.read

    async def withdrawn_meanwhile(names: object) -> object:
        house.records.read = ask  # type: ignore[method-assign]
        answer = await ask(names)  # type: ignore[arg-type]
        house.records.change(entry)
        await house.hear(told(ENTRY_WITHDRAWN, PERSON, replace(entry, revision=2)))
        return answer

    house.records.read = withdrawn_meanwhile  # type: ignore[method-assign, assignment]
    assert await house.read()
    assert list(await house.shown(withdrawn=True)) == []
    house.now += timedelta(seconds=61)
    assert await house.read()
    assert list(await house.shown(withdrawn=True)) == []


@pytest.mark.parametrize("first", ["declared", "arrived"])
async def test_whichever_comes_first_it_is_there_once_with_both_and_undone_it_is_there_again(
    engine: AsyncEngine, house: House, first: str
) -> None:
    entry = award_entry()
    house.records.entries[entry.id] = entry
    if first == "arrived":
        await house.told(entry, ENTRY_REGISTERED)
    own = await declare(house.open_work)
    other = await declare(house.open_work, code="RS1")
    if first == "declared":
        await house.told(entry, ENTRY_REGISTERED)
    shown = {each.declarer.declarant: each for each in await house.shown()}
    assert set(shown) == {Declarant.AUTOMATIC, Declarant.TRAINING_BODY}
    assert [each.id for each in shown[Declarant.AUTOMATIC].declared_too] == [own.id]
    assert shown[Declarant.TRAINING_BODY].id == other.id
    async with house.open_work() as work:
        # Page by page, each is there once.
        page = await work.trainings.page(PERSON, 1, None)
        assert page.next is not None
        assert not (await work.trainings.page(PERSON, 1, page.next)).next
        # Who may not see what came by itself sees what he declared.
        seen = await work.trainings.page(PERSON, 9, None, sight=Sight(BODY.siret[:9]))
        assert {each.id for each in seen.trainings} == {own.id, other.id}
        seen = await work.trainings.page(PERSON, 9, None, sight=Sight(BODY.siret[:9], everything=True))
        assert len(seen.trainings) == 2
    async with engine.connect() as connection:
        # Programmes keep what they know by the training that it was said of.
        seen_by_one = await SqlProgrammeWork(connection, "toy", 5).trainings_of(PERSON)
    assert {own.id, other.id} < {each.id for each in seen_by_one}
    house.records.change(entry)
    await house.told(replace(entry, revision=2), ENTRY_WITHDRAWN)
    assert {each.id for each in await house.shown()} == {own.id, other.id}


async def test_a_financed_training_enters_as_an_award_does(house: House) -> None:
    entry = award_entry("SST", kind=EntryKind.TRAINING, start=day("2026-03-02"), end=day("2026-03-04"), funder="cpf")
    passed = replace(entry, id=new_id(), passed=True, end=None)
    unknown = award_entry(start=None)
    for each in (entry, passed, unknown):
        house.records.entries[each.id] = each
        await house.told(each, ENTRY_REGISTERED)
    found = {each.arrival.entry_id: each for each in await house.shown() if each.arrival}
    # What has no day cannot be listed.
    assert set(found) == {entry.id, passed.id}
    assert (found[entry.id].content.proof, found[entry.id].content.end) == (Proof.ATTESTATION, day("2026-03-04"))
    assert (found[passed.id].content.proof, found[passed.id].content.end) == (Proof.JUSTIFICATIF, day("2026-03-02"))


async def test_a_merge_makes_one_of_what_came_to_both_and_its_end_two_again(house: House) -> None:
    other, merge_id = new_id(), new_id()
    entry = award_entry()
    house.records.entries[entry.id] = entry
    await house.told(entry, ENTRY_REGISTERED, person_id=other)
    own = await declare(house.open_work)
    merge = Merge(merge_id, PERSON, other, NOW)
    async with house.open_work() as work:
        await work.persons.merge(merge)
        await work.commit()
    (one,) = await house.shown()
    assert (one.person_id, [each.id for each in one.declared_too]) == (other, [own.id])
    async with house.open_work() as work:
        await work.persons.split(merge)
        await work.commit()
    assert [each.id for each in await house.shown()] == [own.id]
    assert [each.arrival for each in await house.shown(other)] == [entry.arrival]


async def test_what_was_never_told_is_found_by_reading_everything_anew(house: House) -> None:
    entries = [award_entry() for _ in range(3)]
    for each in entries:
        house.records.entries[each.id] = each
        await house.told(each, ENTRY_REGISTERED)
    # Taken back, and the event was lost.
    house.records.change(entries[1])
    places: list[Place] = []

    def so_far(_wanted: int, place: Place) -> None:
        places.append(place)

    assert await want_again(house.open_work, clock, so_far, most=1) == 1
    assert await want_again(house.open_work, clock, after=places[0]) == 2
    assert await want_again(house.open_work, clock, after=(PERSON, max(each.id for each in entries))) == 0
    house.records.asked.clear()
    assert await house.read()
    assert sorted(house.records.asked) == sorted(each.id for each in entries)
    assert {each.arrival.entry_id for each in await house.shown() if each.arrival} == {entries[0].id, entries[2].id}


async def test_of_whom_is_forgotten_nothing_enters_any_more(engine: AsyncEngine, house: House) -> None:
    entry, late = award_entry(), award_entry()
    house.records.entries |= {entry.id: entry, late.id: late}
    await house.told(entry, ENTRY_REGISTERED)
    async with house.open_work() as work:
        await work.persons.expire(Expiry(PERSON, NOW))
        await work.commit()
    await house.told(late, ENTRY_REGISTERED)
    async with engine.connect() as connection:
        for table in (tables.arrival, tables.training):
            assert await connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
