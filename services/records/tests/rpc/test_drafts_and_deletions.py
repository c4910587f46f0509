"""Drafts, the holder's own order, and deletions that are taken back, over a real server and a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import grpc.aio
import pytest
import sqlalchemy as sa
from google.protobuf.field_mask_pb2 import FieldMask
from google.type import date_pb2
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.records.v1 import declared_entry_service_pb2 as declared_pb2
from passeport.records.v1 import declared_entry_service_pb2_grpc, entry_pb2, passport_service_pb2_grpc
from passeport.records.v1 import passport_service_pb2 as passport_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_records.domain.entry import Kind
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.purge_entries import purge_entries
from port_suite import put
from rpc_calls import refused
from support import guaranteed, holder_token, job

DRAFT, DELETED = entry_pb2.ENTRY_STATE_DRAFT, entry_pb2.ENTRY_STATE_DELETED
Writing = declared_entry_service_pb2_grpc.DeclaredEntryServiceStub
Reading = passport_service_pb2_grpc.PassportServiceStub


@pytest.fixture
def writing(gateway: grpc.aio.Channel) -> Writing:
    return Writing(gateway)


@pytest.fixture
def reading(gateway: grpc.aio.Channel) -> Reading:
    return Reading(gateway)


async def drafted(writing: Writing, request_id: str = "r", **fields: object) -> entry_pb2.Entry:
    said = entry_pb2.Entry(**{"kind": entry_pb2.KIND_LANGUAGE, **fields})  # type: ignore[arg-type]
    return await writing.CreateEntry(declared_pb2.CreateEntryRequest(entry=said, request_id=request_id, draft=True))


async def made(writing: Writing, title: str = "Soudure", request_id: str = "r") -> entry_pb2.Entry:
    said = entry_pb2.Entry(kind=entry_pb2.KIND_SKILL, title=title)
    return await writing.CreateEntry(declared_pb2.CreateEntryRequest(entry=said, request_id=request_id))


async def listed(reading: Reading, state: entry_pb2.EntryState = entry_pb2.ENTRY_STATE_UNSPECIFIED) -> list[str]:
    answer = await reading.ListEntries(passport_pb2.ListEntriesRequest(state=state))
    return [entry.id for entry in answer.entries]


async def rules_broken(call: object) -> set[tuple[str, str]]:
    error = await refused(call)  # type: ignore[arg-type]
    assert error.reason == "FIELD_INVALID"
    return {(field, reason) for field, _, reason in error.violations}


async def test_a_draft_may_lack_what_is_required_and_nothing_it_says_may_be_wrong(writing: Writing) -> None:
    with use_caller_token(holder_token(new_id())):
        draft = await drafted(writing, end_date=date_pb2.Date(year=2020))
        assert (draft.state, draft.title, draft.etag) == (DRAFT, "", "r1")
        assert await drafted(writing, end_date=date_pb2.Date(year=2020)) == draft
        wrong = {
            "title": "a\u202eb",
            "start_date": date_pb2.Date(year=2999),
            "language": entry_pb2.LanguageDetails(language="jp", reading="Z"),
        }
        assert await rules_broken(drafted(writing, "r-2", **wrong)) == {
            ("entry.title", "CONTROL_CHARACTER"),
            ("entry.start_date", "IN_FUTURE"),
            ("entry.language.language", "LANGUAGE_TAG"),
            ("entry.language.reading", "UNKNOWN_VALUE"),
        }
        # The same request as no draft is another one.
        whole = declared_pb2.CreateEntryRequest(
            entry=entry_pb2.Entry(
                kind=entry_pb2.KIND_LANGUAGE, title="x", language=entry_pb2.LanguageDetails(language="en")
            ),
            request_id="r",
        )
        assert (await refused(writing.CreateEntry(whole))).reason == "REQUEST_ID_REUSED"


async def test_nobody_sees_a_draft_but_its_holder_and_he_in_its_place(writing: Writing, reading: Reading) -> None:
    with use_caller_token(holder_token(new_id())):
        draft = await drafted(writing)
        assert await listed(reading) == []
        assert await listed(reading, DRAFT) == [draft.id]
        assert await reading.GetEntry(passport_pb2.GetEntryRequest(id=draft.id)) == draft
        error = await refused(reading.BatchGetEntries(passport_pb2.BatchGetEntriesRequest(ids=[draft.id])))
        assert (error.reason, error.metadata["id"]) == ("ENTRY_NOT_FOUND", draft.id)


async def test_a_draft_is_edited_as_one_and_completed_when_it_is_whole(writing: Writing, reading: Reading) -> None:
    with use_caller_token(holder_token(new_id())):
        draft = await drafted(writing)
        edited = await writing.UpdateEntry(
            declared_pb2.UpdateEntryRequest(
                entry=entry_pb2.Entry(description="Deux ans à Cork"),
                id=draft.id,
                etag=draft.etag,
                update_mask=FieldMask(paths=["description"]),
            )
        )
        assert (edited.state, edited.etag) == (DRAFT, "r2")
        early = declared_pb2.CompleteEntryRequest(id=draft.id, etag="r2")
        assert await rules_broken(writing.CompleteEntry(early)) == {
            ("entry.title", "REQUIRED"),
            ("entry.language.language", "REQUIRED"),
        }
        last = entry_pb2.Entry(title="Anglais", language=entry_pb2.LanguageDetails(language="en", listening="C1"))
        complete = declared_pb2.CompleteEntryRequest(
            id=draft.id, etag="r1", entry=last, update_mask=FieldMask(paths=["title", "language"])
        )
        assert (await refused(writing.CompleteEntry(complete))).reason == "ETAG_STALE"
        complete.etag = "r2"
        whole = await writing.CompleteEntry(complete)
        assert (whole.state, whole.etag, whole.description) == (entry_pb2.ENTRY_STATE_ACTIVE, "r3", "Deux ans à Cork")
        assert (whole.title, whole.language) == ("Anglais", last.language)
        assert await listed(reading) == [draft.id]
        assert await listed(reading, DRAFT) == []
        # Asked again, nothing changes.
        assert await writing.CompleteEntry(declared_pb2.CompleteEntryRequest(id=draft.id, etag="r2")) == whole


async def test_a_guaranteed_entry_is_no_draft(writing: Writing, open_work: UnitsOfWork) -> None:
    entry = guaranteed(new_id())
    await put(open_work, entry)
    with use_caller_token(holder_token(entry.person_id)):
        request = declared_pb2.CompleteEntryRequest(id=str(entry.id), etag=entry.etag)
        assert (await refused(writing.CompleteEntry(request))).reason == "ENTRY_GUARANTEED"


async def test_a_deletion_is_taken_back(writing: Writing, reading: Reading) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await made(writing)
        await writing.DeleteEntry(declared_pb2.DeleteEntryRequest(id=entry.id, etag=entry.etag))
        for call in (
            reading.GetEntry(passport_pb2.GetEntryRequest(id=entry.id)),
            reading.BatchGetEntries(passport_pb2.BatchGetEntriesRequest(ids=[entry.id])),
            writing.DeleteEntry(declared_pb2.DeleteEntryRequest(id=entry.id, etag="r2")),
            made(writing),
        ):
            assert (await refused(call)).reason == "ENTRY_NOT_FOUND"
        assert await listed(reading) == []
        [gone] = (await reading.ListEntries(passport_pb2.ListEntriesRequest(state=DELETED))).entries
        assert (gone.id, gone.state, gone.etag) == (entry.id, DELETED, "r2")
        kept = gone.purge_time.ToDatetime(tzinfo=UTC) - gone.update_time.ToDatetime(tzinfo=UTC)
        assert kept == timedelta(days=30)

        back = await writing.RestoreEntry(declared_pb2.RestoreEntryRequest(id=entry.id))
        assert (back.state, back.etag, back.title) == (entry_pb2.ENTRY_STATE_ACTIVE, "r3", "Soudure")
        assert not back.HasField("purge_time")
        assert await listed(reading) == [entry.id]
        assert await writing.RestoreEntry(declared_pb2.RestoreEntryRequest(id=entry.id)) == back


async def test_a_deletion_is_taken_back_by_its_holder_alone(writing: Writing) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await made(writing)
        await writing.DeleteEntry(declared_pb2.DeleteEntryRequest(id=entry.id, etag=entry.etag))
    with use_caller_token(holder_token(new_id())):
        error = await refused(writing.RestoreEntry(declared_pb2.RestoreEntryRequest(id=entry.id)))
    assert error.reason == "ENTRY_NOT_FOUND"


async def test_what_was_deleted_is_erased_in_its_time_and_the_trail_says_so(
    writing: Writing,
    reading: Reading,
    owner_engine: AsyncEngine,
    open_feed_work: FeedUnitsOfWork,
) -> None:
    person_id = new_id()
    with use_caller_token(holder_token(person_id)):
        kept, gone, back = [await made(writing, title, title) for title in ("Garder", "Effacer", "Rendre")]
        for entry in (gone, back):
            await writing.DeleteEntry(declared_pb2.DeleteEntryRequest(id=entry.id, etag=entry.etag))
        [first, _] = (await reading.ListEntries(passport_pb2.ListEntriesRequest(state=DELETED))).entries
        at = first.purge_time.ToDatetime(tzinfo=UTC)
        assert await purge_entries(open_feed_work, lambda: at - timedelta(seconds=60)) == 0
        await writing.RestoreEntry(declared_pb2.RestoreEntryRequest(id=back.id))
        assert await purge_entries(open_feed_work, lambda: at + timedelta(seconds=60)) == 1
        assert (await refused(writing.RestoreEntry(declared_pb2.RestoreEntryRequest(id=gone.id)))).reason == (
            "ENTRY_NOT_FOUND"
        )
    async with owner_engine.connect() as connection:
        left = set(await connection.scalars(sa.select(tables.entry.c.id)))
        trail = sa.select(tables.access.c.person_id, tables.access.c.actor, tables.access.c.resource_id)
        told = (await connection.execute(trail.where(tables.access.c.action == "records.entry.purge"))).all()
    assert left == {UUID(kept.id), UUID(back.id)}
    assert [tuple(row) for row in told] == [(person_id, "system", gone.id)]


async def test_the_holder_puts_entries_in_his_own_order(
    writing: Writing, reading: Reading, open_work: UnitsOfWork
) -> None:
    person_id = new_id()
    jobs = [guaranteed(person_id, job(f"Poste {number}"), Kind.EMPLOYMENT) for number in range(3)]
    await put(open_work, *jobs)
    ids = [str(entry.id) for entry in jobs]
    with use_caller_token(holder_token(person_id)):
        skill = await made(writing)
        order = declared_pb2.ArrangeEntriesRequest(kind=entry_pb2.KIND_EMPLOYMENT, ids=[ids[1], ids[0], ids[2]])
        await writing.ArrangeEntries(order)
        assert await listed(reading) == [*order.ids, skill.id]
        first = await reading.ListEntries(passport_pb2.ListEntriesRequest(page_size=2))
        rest = passport_pb2.ListEntriesRequest(page_size=2, page_token=first.next_page_token)
        assert [entry.id for entry in (await reading.ListEntries(rest)).entries] == [ids[2], skill.id]
        # A source may still correct what was put in order: neither revision nor etag is another one.
        assert {entry.revision for entry in first.entries} == {1}

        wrong = declared_pb2.ArrangeEntriesRequest(
            kind=entry_pb2.KIND_EMPLOYMENT, ids=[ids[0], skill.id, ids[0], str(new_id())]
        )
        assert await rules_broken(writing.ArrangeEntries(wrong)) == {
            ("ids[1]", "NOT_IN_PASSPORT"),
            ("ids[2]", "DUPLICATE"),
            ("ids[3]", "NOT_IN_PASSPORT"),
        }
        no_id = declared_pb2.ArrangeEntriesRequest(kind=entry_pb2.KIND_EMPLOYMENT, ids=["x"])
        assert await rules_broken(writing.ArrangeEntries(no_id)) == {("ids[0]", "NOT_IN_PASSPORT")}
        no_kind = declared_pb2.ArrangeEntriesRequest(ids=ids)
        assert ("kind", "REQUIRED") in await rules_broken(writing.ArrangeEntries(no_kind))
        assert await listed(reading) == [*order.ids, skill.id]
    with use_caller_token(holder_token(new_id())):
        assert await rules_broken(writing.ArrangeEntries(order)) == {
            (f"ids[{number}]", "NOT_IN_PASSPORT") for number in range(3)
        }


async def test_provenance_tells_what_the_holder_did_and_forgets_it_with_the_entry(
    writing: Writing, reading: Reading, open_feed_work: FeedUnitsOfWork, owner_engine: AsyncEngine
) -> None:
    with use_caller_token(holder_token(new_id())):
        entry = await drafted(writing, title="Breton")
        one = {"id": entry.id}
        said = entry_pb2.Entry(language=entry_pb2.LanguageDetails(language="br"))
        mask = FieldMask(paths=["language"])
        complete = declared_pb2.CompleteEntryRequest(**one, entry=said, etag=entry.etag, update_mask=mask)
        entry = await writing.CompleteEntry(complete)
        # Refused: nothing is told of it.
        await refused(writing.DeleteEntry(declared_pb2.DeleteEntryRequest(**one, etag="r1")))
        await writing.DeleteEntry(declared_pb2.DeleteEntryRequest(**one, etag=entry.etag))
        entry = await writing.RestoreEntry(declared_pb2.RestoreEntryRequest(**one))
        told = await reading.GetProvenance(passport_pb2.GetProvenanceRequest(entry_id=entry.id))
        await writing.DeleteEntry(declared_pb2.DeleteEntryRequest(**one, etag=entry.etag))
    steps = [(step.change, step.revision, list(step.changed_fields)) for step in told.steps]
    assert steps == [("drafted", 1, []), ("completed", 2, ["details"]), ("deleted", 3, []), ("restored", 4, [])]
    with use_caller_token(holder_token(new_id())):
        assert (await refused(reading.GetProvenance(passport_pb2.GetProvenanceRequest(entry_id=entry.id)))).reason
    async with owner_engine.connect() as connection:
        count = sa.select(sa.func.count()).select_from(tables.declared_step)
        assert await connection.scalar(count) == 5
    later = datetime.now(UTC) + timedelta(days=40)
    assert await purge_entries(open_feed_work, lambda: later) == 1
    async with owner_engine.connect() as connection:
        assert await connection.scalar(count) == 0
