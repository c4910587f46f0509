"""Publishing: once per request, whole or not at all, and never what a record was before a change we heard of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from fakes import Book, Clock, Memory, Passport, Press, Tables
from passeport_chassis.errors import DomainError
from passeport_publishing.domain.events import PublicationPublished
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.request import PublicationRequest, read_request
from passeport_publishing.domain.snapshot import Item
from passeport_publishing.errors import (
    EntryNotFound,
    FieldInvalid,
    RenderingBusy,
    RequestIdReused,
    SourceUnavailable,
)
from passeport_publishing.usecases.create_publication import CreatePublication
from samples import SAMPLE_ITEMS

PERSON = uuid4()
IDS = tuple(item.provenance.record_id for item in SAMPLE_ITEMS)


def request(**changes: object) -> PublicationRequest:
    fields: dict[str, object] = {
        "request_id": "r-1",
        "title": " Conductrice  de travaux ",
        "summary": "Douze ans.",
        "language": "",
        "entry_ids": [str(record_id) for record_id in IDS],
        **changes,
    }
    return read_request(**fields)  # type: ignore[arg-type]


class House:
    """The use case with its stand-ins."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.passport = Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
        self.press = Press()
        self.create = CreatePublication(
            self.memory, self.passport, self.passport, self.press, Book(), "https://p.example/verify/{}".format, Clock()
        )

    def change(self, item: Item) -> Item:
        """What records does when a source corrects an entry."""
        changed_at = item.provenance.changed_at + timedelta(days=1)
        changed = replace(item, title="Corrigé", provenance=replace(item.provenance, changed_at=changed_at))
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


def _all_taken(house: House) -> set[object]:
    from passeport_publishing.domain.status import Purpose, StatusEntry  # noqa: PLC0415

    return {StatusEntry(f"{purpose}-1", purpose, 0) for purpose in Purpose}


@pytest.mark.parametrize("trouble", [RenderingBusy(), RuntimeError("crash")])
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


async def test_a_change_heard_while_publishing_is_read_again(house: House) -> None:
    changed = house.change(SAMPLE_ITEMS[0])
    house.passport.entries[IDS[0]] = SAMPLE_ITEMS[0]

    def meanwhile(tables: Tables) -> None:
        tables.changes[IDS[0]] = house.memory.tables.changes[IDS[0]] = changed.provenance.changed_at
        house.passport.entries[IDS[0]] = changed

    house.memory.before_lock.append(meanwhile)
    publication = await house.create(PERSON, request())
    assert house.passport.reads == 2
    assert house.memory.tables.made[publication.id].snapshot.items[0].title == "Corrigé"


async def test_a_change_already_in_what_was_read_is_no_reason_to_read_again(house: House) -> None:
    changed = house.change(SAMPLE_ITEMS[0])
    house.memory.tables.changes[IDS[0]] = changed.provenance.changed_at
    await house.create(PERSON, request())
    assert house.passport.reads == 1


async def test_clocks_that_disagree_cost_one_more_reading_only(house: House) -> None:
    house.memory.tables.changes[IDS[0]] = SAMPLE_ITEMS[0].provenance.changed_at + timedelta(seconds=1)
    await house.create(PERSON, request())
    assert house.passport.reads == 2


async def test_entries_that_keep_changing_are_given_up(house: House) -> None:
    def change(day: int) -> object:
        def meanwhile(tables: Tables) -> None:
            tables.changes[IDS[0]] = SAMPLE_ITEMS[0].provenance.changed_at + timedelta(days=day)

        return meanwhile

    house.memory.before_lock.extend(change(day) for day in (1, 2, 3))  # type: ignore[misc]
    with pytest.raises(SourceUnavailable):
        await house.create(PERSON, request())
    assert house.memory.publications == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"title": ""}, {"title"}),
        ({"title": "\u202e\u200b \n"}, {"title"}),
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
    assert len(made.record_ids) == 300
    assert isinstance(made.record_ids[0], UUID)
