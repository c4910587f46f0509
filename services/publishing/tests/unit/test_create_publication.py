"""Publishing: once per request, whole or not at all, and never what a record was before a change we heard of."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from fakes import Book, Clock, Memory, Passport, Press, Tables, publishing
from passeport_chassis.errors import DomainError, Kind
from passeport_publishing.domain.events import PublicationPublished
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.request import PublicationRequest, read_request
from passeport_publishing.domain.snapshot import Item, Version
from passeport_publishing.domain.snapshot import Kind as ItemKind
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.errors import (
    EntryNotFound,
    FieldInvalid,
    PublicationConflict,
    RenderingBusy,
    RequestIdReused,
    SealNotValid,
    SourceUnavailable,
)
from samples import SAMPLE_ITEMS, make_item

PERSON = uuid4()
IDS = tuple(item.provenance.record_id for item in SAMPLE_ITEMS)


def request(**changes: object) -> PublicationRequest:
    fields: dict[str, Any] = {
        "title": " Conductrice  de travaux ",
        "summary": "Douze ans.",
        "language": "",
        "entry_ids": [str(record_id) for record_id in IDS],
        **changes,
    }
    return read_request(fields.pop("request_id", "r-1"), SaidModel(**fields))


class House:
    """The use case with its stand-ins."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.passport = Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
        self.press = Press()
        self.create = publishing(
            self.memory, self.passport, self.press, Book(), "https://p.example/verify/{}".format, Clock()
        )

    def change(self, item: Item, *, later: timedelta = timedelta(days=1)) -> Item:
        """What records does when a source corrects an entry; `later` is what the clocks of its hosts make of it."""
        was = item.provenance
        provenance = replace(was, changed_at=was.changed_at + later, revision_number=was.revision_number + 1)
        changed = replace(item, title="Corrigé", provenance=provenance)
        self.passport.entries[item.provenance.record_id] = changed
        return changed


@pytest.fixture
def house() -> House:
    return House()


async def test_it_keeps_the_publication_its_trace_its_event_and_the_key(house: House) -> None:
    publication = await house.create(PERSON, request())
    assert publication.state is State.PUBLISHED
    assert publication.title == "Conductrice de travaux"
    assert publication.record_ids == IDS
    tables = house.memory.tables
    made = tables.made[publication.id]
    assert [item.title for item in made.snapshot.items] == [item.title for item in SAMPLE_ITEMS]
    assert made.document.pdf.decode() == f"https://p.example/verify/{publication.code} {made.credential}"
    assert len(tables.taken) == 2
    assert [access.action for access in tables.accesses] == ["publishing.publication.create"]
    assert tables.events == [PublicationPublished(publication.id, PERSON, publication.published_at)]
    assert "k1" in tables.keys


async def test_the_same_request_gives_the_same_publication(house: House) -> None:
    first = await house.create(PERSON, request())
    assert await house.create(PERSON, request()) == first
    assert len(house.press.made) == 1
    told = [(access.action, access.resource_id) for access in house.memory.tables.accesses]
    assert told == [
        ("publishing.publication.create", str(first.id)),
        ("publishing.publication.read", str(first.id)),
    ]
    other_person = await house.create(uuid4(), request())
    assert other_person.id != first.id


@pytest.mark.parametrize(
    "change", [{"title": "Autre"}, {"summary": ""}, {"language": "en"}, {"entry_ids": [str(IDS[0])]}]
)
async def test_another_request_under_the_same_id_is_refused(house: House, change: dict[str, object]) -> None:
    await house.create(PERSON, request())
    with pytest.raises(RequestIdReused):
        await house.create(PERSON, request(**change))
    assert len(house.memory.publications) == 1


async def test_a_request_made_twice_at_once_publishes_once(house: House) -> None:
    first = await house.create(PERSON, request(request_id="other"))
    made = replace(house.memory.tables.made[first.id], request_id="r-1", fingerprint=request().fingerprint)

    def meanwhile(tables: Tables) -> None:
        tables.made[first.id] = made
        house.memory.tables.made[first.id] = made

    house.memory.before_add.append(meanwhile)
    assert await house.create(PERSON, request()) == first
    assert house.memory.publications == [first]


async def test_a_place_taken_meanwhile_is_drawn_anew(house: House) -> None:
    house.memory.before_add.append(lambda tables: tables.taken.update(tables.taken | _all_taken(house)))
    publication = await house.create(PERSON, request())
    assert house.memory.publications == [publication]
    assert len(house.press.made) == 2


def _all_taken(house: House) -> set[StatusEntry]:
    return {StatusEntry(f"{purpose}-1", purpose, 0) for purpose in Purpose}


async def test_a_place_in_a_full_draw_is_drawn_anew(house: House) -> None:
    house.memory.full_draws = 1
    publication = await house.create(PERSON, request())
    assert house.memory.publications == [publication]


async def test_places_taken_again_and_again_are_no_fault_of_the_sources(house: House) -> None:
    house.memory.before_add.extend(lambda tables: tables.taken.update(_all_taken(house)) for _ in range(3))
    with pytest.raises(PublicationConflict) as refused:
        await house.create(PERSON, request())
    assert (refused.value.kind, refused.value.retry_after) == (Kind.CONFLICT, timedelta(seconds=2))
    assert house.memory.tables == Tables()


async def test_the_last_attempt_too_finds_what_another_process_published(house: House) -> None:
    first = await house.create(PERSON, request(request_id="other"))
    made = replace(house.memory.tables.made[first.id], request_id="r-1", fingerprint=request().fingerprint)

    def meanwhile(tables: Tables) -> None:
        tables.made[first.id] = made
        house.memory.tables.made[first.id] = made

    taken = [lambda tables: tables.taken.update({StatusEntry(f"{each}-1", each, 2) for each in Purpose})] * 2
    house.memory.before_add.extend([*taken, meanwhile])
    assert await house.create(PERSON, request()) == first


async def test_the_same_request_many_times_at_once_is_rendered_once(house: House) -> None:
    house.press.takes = 0.2
    several = await asyncio.gather(*(house.create(PERSON, request()) for _ in range(8)))
    assert len(house.press.made) == 1
    assert house.memory.publications == [several[0]]
    assert set(several) == {several[0]}
    assert house.memory.tables.claims == {}


async def test_another_request_under_the_same_id_at_once_is_refused(house: House) -> None:
    house.press.takes = 0.1
    first = asyncio.create_task(house.create(PERSON, request()))
    await asyncio.sleep(0.02)
    with pytest.raises(RequestIdReused):
        await house.create(PERSON, request(title="Autre"))
    assert house.memory.publications == [await first]


async def test_when_the_first_fails_the_next_takes_over(house: House) -> None:
    house.press.takes, house.press.fail_with = 0.1, RuntimeError("crash")
    first = asyncio.create_task(house.create(PERSON, request()))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(house.create(PERSON, request()))
    with pytest.raises(RuntimeError):
        await first
    house.press.fail_with = None
    assert [await second] == house.memory.publications
    assert house.memory.tables.claims == {}


async def test_a_caller_who_leaves_gives_the_request_up(house: House) -> None:
    house.press.takes = 30
    first = asyncio.create_task(house.create(PERSON, request()))
    await asyncio.sleep(0.02)
    assert len(house.memory.tables.claims) == 1
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert house.memory.tables == Tables()


async def test_one_who_waited_in_vain_is_told_to_come_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passeport_publishing.usecases.request_claim._PATIENCE", 0.1)
    house.memory.tables.claims[PERSON, "r-1"] = uuid4()
    with pytest.raises(PublicationConflict) as refused:
        await house.create(PERSON, request())
    assert refused.value.retry_after == timedelta(seconds=2)
    assert house.press.made == []


async def test_a_claim_is_renewed_while_its_owner_works(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passeport_publishing.usecases.request_claim._RENEWED_EVERY", 0.05)
    house.press.takes = 0.3
    publishing = asyncio.create_task(house.create(PERSON, request()))
    await asyncio.sleep(0.02)
    taken = len(house.memory.takes)
    await publishing
    assert len(house.memory.takes) > taken + 2
    assert len(set(house.memory.takes)) == 1


@pytest.mark.parametrize("trouble", [RenderingBusy(), RuntimeError("crash"), SealNotValid()])
async def test_trouble_before_the_commit_leaves_nothing(house: House, trouble: Exception) -> None:
    house.press.fail_with = trouble
    with pytest.raises(type(trouble)):
        await house.create(PERSON, request())
    assert house.memory.tables == Tables()


async def test_an_entry_that_is_not_the_holders_is_named(house: House) -> None:
    stranger = uuid4()
    with pytest.raises(EntryNotFound) as refused:
        await house.create(PERSON, request(entry_ids=[str(IDS[0]), str(stranger)]))
    assert refused.value.metadata == {"id": str(stranger)}


@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(0), timedelta(seconds=-3)])
async def test_a_change_heard_while_publishing_is_read_again(house: House, later: timedelta) -> None:
    changed = house.change(SAMPLE_ITEMS[0], later=later)
    house.passport.entries[IDS[0]] = SAMPLE_ITEMS[0]

    def meanwhile(tables: Tables) -> None:
        tables.changes[IDS[0]] = house.memory.tables.changes[IDS[0]] = changed.provenance.version
        house.passport.entries[IDS[0]] = changed

    house.memory.before_lock.append(meanwhile)
    publication = await house.create(PERSON, request())
    assert house.passport.reads == 2
    assert house.memory.tables.made[publication.id].snapshot.items[0].title == "Corrigé"


async def test_a_change_already_in_what_was_read_is_no_reason_to_read_again(house: House) -> None:
    changed = house.change(SAMPLE_ITEMS[0])
    house.memory.tables.changes[IDS[0]] = changed.provenance.version
    await house.create(PERSON, request())
    assert house.passport.reads == 1


async def test_clocks_that_disagree_cost_nothing_where_revisions_are_told(house: House) -> None:
    shown = SAMPLE_ITEMS[0].provenance.version
    house.memory.tables.changes[IDS[0]] = replace(shown, changed_at=shown.changed_at + timedelta(seconds=1))
    await house.create(PERSON, request())
    assert house.passport.reads == 1


async def test_clocks_that_disagree_cost_one_more_reading_only(house: House) -> None:
    shown = SAMPLE_ITEMS[0].provenance.version
    house.memory.tables.changes[IDS[0]] = Version(0, shown.changed_at + timedelta(seconds=1))
    await house.create(PERSON, request())
    assert house.passport.reads == 2


async def test_what_a_record_was_before_a_revision_heard_of_is_never_published(house: House) -> None:
    shown = SAMPLE_ITEMS[0].provenance.version
    house.memory.tables.changes[IDS[0]] = replace(shown, revision=shown.revision + 1)
    with pytest.raises(SourceUnavailable):
        await house.create(PERSON, request())
    assert house.passport.reads == 3
    assert house.memory.publications == []


async def test_who_cannot_be_asked_is_named_where_a_training_keeps_changing(house: House) -> None:
    training = make_item("Travail en hauteur", kind=ItemKind.PREVENTION)
    shown = training.provenance.version
    house.passport.entries[training.provenance.record_id] = training
    house.memory.tables.changes[training.provenance.record_id] = replace(shown, revision=shown.revision + 1)
    said = SaidModel(kind="attestation", training_ids=[str(training.provenance.record_id)])
    with pytest.raises(SourceUnavailable) as refusal:
        await house.create(PERSON, read_request("r-1", said))
    assert refusal.value.metadata == {"service": "prevention"}


async def test_entries_that_keep_changing_are_given_up(house: House) -> None:
    def change(day: int) -> object:
        def meanwhile(tables: Tables) -> None:
            shown = SAMPLE_ITEMS[0].provenance.version
            tables.changes[IDS[0]] = Version(shown.revision + day, shown.changed_at + timedelta(days=day))

        return meanwhile

    house.memory.before_lock.extend(change(day) for day in (1, 2, 3))  # type: ignore[misc]
    with pytest.raises(SourceUnavailable):
        await house.create(PERSON, request())
    assert house.memory.publications == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"title": ""}, {"title"}),
        ({"title": "\u200d\u200e \n"}, {"title"}),
        ({"title": "Chef\u202e"}, {"title"}),
        ({"summary": "un\u0007"}, {"summary"}),
        ({"title": "é" * 121}, {"title"}),
        ({"summary": "x" * 1001}, {"summary"}),
        ({"language": "de"}, {"language"}),
        ({"request_id": ""}, {"request_id"}),
        ({"request_id": "a\nb"}, {"request_id"}),
        ({"entry_ids": []}, {"entry_ids"}),
        ({"entry_ids": [str(uuid4()) for _ in range(301)]}, {"entry_ids"}),
        ({"entry_ids": ["x", str(IDS[0]), str(IDS[0])]}, {"entry_ids[0]", "entry_ids[2]"}),
        ({"title": "", "language": "xx"}, {"title", "language"}),
    ],
)
def test_each_wrong_field_is_named(change: dict[str, object], fields: set[str]) -> None:
    with pytest.raises(FieldInvalid) as refused:
        request(**change)
    assert isinstance(refused.value, DomainError)
    assert {violation.field for violation in refused.value.violations} == fields


def test_the_limits_themselves_are_fine() -> None:
    made = request(title="é" * 120, summary="x" * 1000, entry_ids=[str(uuid4()) for _ in range(300)])
    assert len(made.model.record_ids) == 300
    assert isinstance(made.model.record_ids[0], UUID)
