"""Whoever is shown an entry is shown the labels of its day, asked for once for all of a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import grpc.aio
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.records.v1 import consultation_service_pb2 as consultation_pb2
from passeport.records.v1 import (
    consultation_service_pb2_grpc,
    declared_entry_service_pb2_grpc,
    entry_pb2,
    passport_service_pb2_grpc,
)
from passeport.records.v1 import declared_entry_service_pb2 as declared_pb2
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.domain.entry import Kind
from passeport_records.domain.harvest import Harvest, Held
from passeport_records.domain.provenance import Change
from passeport_records.referentials.domain.terms import Scheme, Term
from passeport_records.referentials.storage.labels import LabelCache, SqlLabels
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from port_suite import put
from referential_support import import_terms, term
from support import NOW, award, batch, day, guaranteed, harvest, holder_token, job, professional_token, step


@pytest.fixture(autouse=True)
async def referentials(engine: AsyncEngine) -> None:
    """Two versions of the RS, and one of the PCS."""
    await import_terms(engine, term("RS7256", "Excel (Tosa)"), since=date(2025, 1, 1))
    await import_terms(engine, term("RS7256", "Microsoft Excel (Tosa)"), since=date(2026, 6, 1))
    await import_terms(engine, Term(scheme=Scheme.PCS, code="388c", label="Chefs de projets informatiques"))


def of_2025(label: entry_pb2.Label) -> bool:
    return (label.text, label.scheme, label.code, label.since.year) == ("Excel (Tosa)", "rs", "RS7256", 2025)


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """The statements on referentials that are sent meanwhile."""
    told: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "referential_term" in statement:
            told.append(statement)

    sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_every_reading_shows_the_labels_of_the_day(gateway: grpc.aio.Channel, open_work: UnitsOfWork) -> None:
    person_id = new_id()
    entries = [guaranteed(person_id, job(), Kind.EMPLOYMENT), guaranteed(person_id)]
    await put(open_work, *entries)
    passport = passport_service_pb2_grpc.PassportServiceStub(gateway)
    ids = [str(entry.id) for entry in entries]
    with use_caller_token(holder_token(person_id)):
        listed = (await passport.ListEntries(passport_pb2.ListEntriesRequest())).entries
        one = await passport.GetEntry(passport_pb2.GetEntryRequest(id=ids[1]))
        chosen = (await passport.BatchGetEntries(passport_pb2.BatchGetEntriesRequest(ids=ids))).entries
    with use_caller_token(professional_token(person_id)):
        consultation = consultation_service_pb2_grpc.ConsultationServiceStub(gateway)
        consulted = await consultation.ListConsultedEntries(consultation_pb2.ListConsultedEntriesRequest())
    for shown in (listed[1], one, chosen[1], consulted.entries[1]):
        assert (shown.title, shown.award.level) == ("Excel (Tosa)", 6)
        assert of_2025(shown.award.label)
    for shown in (listed[0], chosen[0], consulted.entries[0]):
        assert (shown.title, shown.employment.profession.text) == ("Ingénieure", "Chefs de projets informatiques")


async def test_a_label_is_no_change_that_an_export_tells_of(
    gateway: grpc.aio.Channel, open_feed_work: FeedUnitsOfWork
) -> None:
    entry, of = guaranteed(new_id()), batch()
    withdrawn = entry.withdrawn(NOW)
    taken_back = replace(step(withdrawn, of, Change.WITHDRAWN), before=Held(entry))
    async with open_feed_work() as work:
        await work.batches.open(of)
        await work.batches.receive(of)
        await work.guaranteed.write(of, harvest(of, {"P-1": entry}))
        await work.guaranteed.write(of, Harvest(changed={entry.id: Held(withdrawn)}, steps=[taken_back]))
        await work.commit()
    passport = passport_service_pb2_grpc.PassportServiceStub(gateway)
    with use_caller_token(holder_token(entry.person_id)):
        [exported] = (await passport.ExportEntries(passport_pb2.ExportEntriesRequest())).entries
    assert exported.entry.title == "Excel (Tosa)"
    assert [[*one.changed_fields] for one in exported.provenance.steps] == [[], []]


async def test_what_is_declared_has_its_label_beside_the_words_of_the_holder(gateway: grpc.aio.Channel) -> None:
    person_id = new_id()
    declare = declared_entry_service_pb2_grpc.DeclaredEntryServiceStub(gateway)
    said = entry_pb2.Entry(
        kind=entry_pb2.KIND_CERTIFICATION, title="Mon Excel", award=entry_pb2.AwardDetails(register="RS", code="RS7256")
    )
    said.start_date.year, said.start_date.month = 2025, 3
    with use_caller_token(holder_token(person_id)):
        made = await declare.CreateEntry(declared_pb2.CreateEntryRequest(entry=said, request_id="1"))
        assert (made.title, of_2025(made.award.label)) == ("Mon Excel", True)
        request = declared_pb2.UpdateEntryRequest(id=made.id, etag=made.etag, entry=entry_pb2.Entry(title="Excel"))
        request.update_mask.paths.append("title")
        changed = await declare.UpdateEntry(request)
    # What was read with a label is written without it.
    assert (changed.title, changed.award.level, of_2025(changed.award.label)) == ("Excel", 0, True)


async def test_a_page_asks_once_and_the_next_one_not_at_all(
    gateway: grpc.aio.Channel, open_work: UnitsOfWork, engine: AsyncEngine
) -> None:
    person_id = new_id()
    await put(open_work, *(guaranteed(person_id, award(start=day(f"2026-0{month}-01"))) for month in range(1, 10)))
    passport = passport_service_pb2_grpc.PassportServiceStub(gateway)
    with use_caller_token(holder_token(person_id)), counted(engine) as told:
        page = await passport.ListEntries(passport_pb2.ListEntriesRequest())
        assert [entry.title for entry in page.entries] == ["Microsoft Excel (Tosa)"] * 4 + ["Excel (Tosa)"] * 5
        assert len(told) == 1
        await passport.ListEntries(passport_pb2.ListEntriesRequest())
    assert len(told) == 1


async def test_a_version_that_comes_is_seen_when_what_is_held_is_old_and_no_more_is_held_than_is_let(
    engine: AsyncEngine,
) -> None:
    now = 0.0
    cache = LabelCache(seconds=60, most=3, monotonic=lambda: now)

    async def text_of(code: str) -> str | None:
        async with engine.connect() as connection:
            found = await SqlLabels(connection, cache).find([(Scheme.RS, code)])
        return found[Scheme.RS, code].on(None).text if found else None

    assert [await text_of(code) for code in ("RS7256", "RS8")] == ["Microsoft Excel (Tosa)", None]
    await import_terms(engine, term("RS8", "Nouvelle"), since=date(2026, 9, 1))
    assert await text_of("RS8") is None
    now = 60.0
    assert await text_of("RS8") == "Nouvelle"
    with counted(engine) as told:
        for code in ("RS1", "RS2", "RS8", "RS3", "RS8"):
            await text_of(code)
    # Full at the third code: the fourth begins anew, and the fifth is asked for again.
    assert len(told) == 4
