"""The use cases of the holder, on ports in memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from fakes import FakeUnits
from passeport_chassis.errors import DomainError
from passeport_chassis.ids import new_id
from passeport_records.domain.details import EmploymentDetails, TrainingDetails
from passeport_records.domain.entry import Content, Entry, Kind
from passeport_records.domain.request import fingerprint
from passeport_records.errors import EntryGuaranteed, EntryNotFound, EtagStale, FieldInvalid, RequestIdReused
from passeport_records.usecases.batch_get_entries import batch_get_entries
from passeport_records.usecases.create_entry import create_entry
from passeport_records.usecases.delete_entry import delete_entry
from passeport_records.usecases.get_entry import get_entry
from passeport_records.usecases.get_provenance import get_provenance
from passeport_records.usecases.list_accesses import list_accesses
from passeport_records.usecases.list_entries import list_entries
from passeport_records.usecases.update_entry import update_entry
from port_suite import put
from support import NOW, award, clock, day, declared, guaranteed, job

KEEP = timedelta(days=30)


@pytest.fixture
def units() -> FakeUnits:
    return FakeUnits()


async def create(units: FakeUnits, person_id: UUID, request_id: str = "r", **changes: object) -> Entry:
    fields: dict[str, object] = {"title": "Soudure", **changes}
    content = Content(**fields)  # type: ignore[arg-type]
    return await create_entry(
        units, clock, person_id=person_id, request_id=request_id, kind=Kind.SKILL, content=content
    )


async def update(units: FakeUnits, entry: Entry, *fields: str, etag: str = "", **changes: object) -> Entry:
    said: dict[str, object] = {"title": "", **changes}
    return await update_entry(
        units,
        clock,
        person_id=entry.person_id,
        entry_id=entry.id,
        etag=etag or entry.etag,
        fields=fields,
        content=Content(**said),  # type: ignore[arg-type]
    )


async def test_every_use_case_is_in_the_trail_and_only_when_it_succeeds(units: FakeUnits) -> None:
    person_id = new_id()
    entry = await create(units, person_id)
    one = {"person_id": person_id, "entry_id": entry.id}
    await list_entries(units, clock, person_id=person_id, kinds=(), limit=10, after=None)
    await get_entry(units, clock, **one)
    await batch_get_entries(units, clock, person_id=person_id, entry_ids=[entry.id, entry.id])
    await get_provenance(units, clock, **one)
    page = await list_accesses(units, clock, person_id=person_id, limit=1, after=None)
    assert page.next is not None
    await list_accesses(units, clock, person_id=person_id, limit=1, after=page.next)
    await update(units, entry, "title", title="Brasage")
    await delete_entry(units, clock, **one, etag="r2", keep=KEEP)
    refusals: list[Callable[[], Awaitable[object]]] = [
        lambda: create(units, person_id, "r", title="Autre"),
        lambda: create(units, person_id, "s", title=""),
        lambda: get_entry(units, clock, **one),
        lambda: get_provenance(units, clock, **one),
        lambda: batch_get_entries(units, clock, person_id=person_id, entry_ids=[entry.id]),
        lambda: update(units, entry, "title", title="Trop tard"),
        lambda: delete_entry(units, clock, **one, etag="r2", keep=KEEP),
    ]
    for refuse in refusals:
        with pytest.raises(DomainError):
            await refuse()
    told = [(access.action, access.resource_id) for _, access in units.store.accesses]
    assert told == [
        ("records.entry.create", str(entry.id)),
        ("records.entry.read", ""),
        ("records.entry.read", str(entry.id)),
        ("records.entry.read", str(entry.id)),
        ("records.provenance.read", str(entry.id)),
        ("records.access.read", ""),
        ("records.entry.update", str(entry.id)),
        ("records.entry.delete", str(entry.id)),
    ]
    assert all(access.purpose and access.at == NOW for _, access in units.store.accesses)


async def test_a_repeated_creation_gives_the_entry_as_it_is_by_now(units: FakeUnits) -> None:
    person_id = new_id()
    entry = await create(units, person_id)
    after = await update(units, entry, "title", title="Soudure à l’arc")
    assert await create(units, person_id) == after
    with pytest.raises(RequestIdReused):
        await create(units, person_id, description="autre")


async def test_whatever_gives_an_entry_back_is_in_the_trail(units: FakeUnits) -> None:
    person_id = new_id()
    entry = await create(units, person_id)
    units.store.accesses.clear()
    assert await create(units, person_id) == entry
    assert await update(units, entry, "title", title=entry.content.title) == entry
    told = [(access.action, access.resource_id) for _, access in units.store.accesses]
    assert told == [("records.entry.read", str(entry.id))] * 2


async def test_every_rule_broken_is_told_at_once_by_its_path(units: FakeUnits) -> None:
    with pytest.raises(FieldInvalid) as refused:
        await create(units, new_id(), "", title=" ", end=day("2020"))
    assert [violation.field for violation in refused.value.violations] == [
        "request_id",
        "entry.title",
        "entry.start_date",
    ]
    assert units.store.entries == {}


async def test_details_may_be_left_out_and_come_back_empty(units: FakeUnits) -> None:
    person_id = new_id()
    content = Content(title="Cheffe de rang")
    entry = await create_entry(units, clock, person_id=person_id, request_id="r", kind=Kind.EMPLOYMENT, content=content)
    assert entry.content.details == EmploymentDetails()
    told = await update(units, entry, "employment", details=EmploymentDetails("561a"))
    assert told.content.details == EmploymentDetails("561a")
    emptied = await update(units, told, "employment")
    assert emptied.content.details == EmploymentDetails()
    with pytest.raises(FieldInvalid):
        await update(units, emptied, "training", details=TrainingDetails(3))


async def test_what_a_source_guarantees_is_not_the_holders_to_change(units: FakeUnits) -> None:
    entry = guaranteed(new_id(), job(), Kind.EMPLOYMENT)
    await put(units, entry)
    with pytest.raises(EntryGuaranteed):
        await update(units, entry, "title", title="Directrice")
    with pytest.raises(EntryGuaranteed):
        await delete_entry(units, clock, person_id=entry.person_id, entry_id=entry.id, etag=entry.etag, keep=KEEP)


async def test_only_the_etag_seen_last_may_write(units: FakeUnits) -> None:
    entry = declared(new_id(), Content(title="Soudure"))
    await put(units, entry)
    with pytest.raises(EtagStale):
        await update(units, entry, "title", etag="r0", title="Brasage")
    with pytest.raises(EtagStale):
        await delete_entry(units, clock, person_id=entry.person_id, entry_id=entry.id, etag="", keep=KEEP)


async def test_the_entries_of_another_are_not_there(units: FakeUnits) -> None:
    entry = declared(new_id(), Content(title="Soudure"))
    await put(units, entry)
    with pytest.raises(EntryNotFound):
        await get_entry(units, clock, person_id=new_id(), entry_id=entry.id)
    with pytest.raises(EntryNotFound):
        await delete_entry(units, clock, person_id=new_id(), entry_id=entry.id, etag=entry.etag, keep=KEEP)


def test_a_fingerprint_is_of_what_is_said_and_of_nothing_else() -> None:
    assert fingerprint(Kind.CERTIFICATION, award()) == fingerprint(Kind.CERTIFICATION, award())
    others = [award("Autre"), award(start=None), award(description="x"), award(details=EmploymentDetails()), job()]
    prints = {fingerprint(Kind.CERTIFICATION, content) for content in (award(), *others)}
    assert len(prints) == 1 + len(others)
    assert fingerprint(Kind.DIPLOMA, award()) not in prints
