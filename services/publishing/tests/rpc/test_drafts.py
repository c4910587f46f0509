"""Drafts: saved again and again, gone back to, deleted and restored, published as they were seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import grpc.aio
import pytest
import sqlalchemy as sa
from google.protobuf.field_mask_pb2 import FieldMask
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused
from neighbours import Records, holder_token
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import draft_service_pb2 as pb
from passeport.publishing.v1 import publication_service_pb2 as ppb
from passeport.publishing.v1.draft_service_pb2_grpc import DraftServiceStub
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_publishing.storage.tables import draft, draft_version


@pytest.fixture
async def drafts(gateway: grpc.aio.Channel, person_id: UUID) -> AsyncIterator[DraftServiceStub]:
    """The service as the holder sees it."""
    with use_caller_token(holder_token(person_id)):
        yield DraftServiceStub(gateway)


def made(name: str = "Chantier", **fields: object) -> pb.CreateDraftRequest:
    return pb.CreateDraftRequest(draft=pb.Draft(name=name, **fields), request_id=str(uuid4()))  # type: ignore[arg-type]


def change(of: pb.Draft, *paths: str, **fields: object) -> pb.UpdateDraftRequest:
    return pb.UpdateDraftRequest(
        id=of.id,
        etag=of.etag,
        draft=pb.Draft(**fields),  # type: ignore[arg-type]
        update_mask=FieldMask(paths=paths or list(fields)),
    )


async def test_a_draft_is_saved_bit_by_bit_and_each_save_is_a_version(
    drafts: DraftServiceStub, records: Records, person_id: UUID
) -> None:
    entry = records.add(person_id)
    first = await drafts.CreateDraft(made("  Chantier  "))
    assert (first.name, first.title, first.version, first.etag) == ("Chantier", "", 1, "v1")
    second = await drafts.UpdateDraft(change(first, title=" Conductrice  de travaux", template="ats"))
    assert (second.title, second.template, second.version) == ("Conductrice de travaux", "ats", 2)
    assert await drafts.UpdateDraft(change(second, title="Conductrice de travaux")) == second
    third = await drafts.UpdateDraft(change(second, entry_ids=[entry.id], hidden_parts=["birth_date"]))
    by_set = await drafts.UpdateDraft(change(third, entry_set=ppb.EntrySet(nature="guaranteed")))
    assert (list(by_set.entry_ids), by_set.entry_set.nature) == ([], "guaranteed")
    one_by_one = await drafts.UpdateDraft(change(by_set, entry_ids=[entry.id]))
    assert (list(one_by_one.entry_ids), one_by_one.HasField("entry_set")) == ([entry.id], False)
    assert await drafts.GetDraft(pb.GetDraftRequest(id=first.id)) == one_by_one
    kept = (await drafts.ListDraftVersions(pb.ListDraftVersionsRequest(id=first.id))).versions
    assert [(one.version, one.title, list(one.hidden_parts)) for one in kept][-3:] == [
        (3, "Conductrice de travaux", ["birth_date"]),
        (2, "Conductrice de travaux", []),
        (1, "", []),
    ]
    back = await drafts.RestoreDraftVersion(pb.RestoreDraftVersionRequest(id=first.id, etag=one_by_one.etag, version=2))
    assert (back.version, back.title, list(back.entry_ids)) == (6, "Conductrice de travaux", [])
    with refused("DRAFT_VERSION_NOT_FOUND"):
        await drafts.RestoreDraftVersion(pb.RestoreDraftVersionRequest(id=first.id, etag=back.etag, version=9))


async def test_who_saw_an_older_version_changes_nothing(drafts: DraftServiceStub) -> None:
    first = await drafts.CreateDraft(made())
    second = await drafts.UpdateDraft(change(first, title="Neuf"))
    for call in (
        drafts.UpdateDraft(change(first, title="Vieux")),
        drafts.DeleteDraft(pb.DeleteDraftRequest(id=first.id, etag="v1")),
        drafts.RestoreDraftVersion(pb.RestoreDraftVersionRequest(id=first.id, etag="v1", version=1)),
        drafts.PublishDraft(pb.PublishDraftRequest(id=first.id, etag="v1", request_id="k")),
    ):
        with refused("ETAG_STALE"):
            await call
    assert await drafts.GetDraft(pb.GetDraftRequest(id=first.id)) == second
    # Of two at once, one saves.
    answers = await asyncio.gather(
        *(drafts.UpdateDraft(change(second, title=title)) for title in ("Un", "Deux")), return_exceptions=True
    )
    assert sorted(isinstance(answer, pb.Draft) for answer in answers) == [False, True]


async def test_a_request_sent_again_makes_one_draft_and_there_are_twenty_at_most(drafts: DraftServiceStub) -> None:
    request = made()
    first = await drafts.CreateDraft(request)
    assert await drafts.CreateDraft(request) == first
    request.draft.title = "Autre"
    with refused("REQUEST_ID_REUSED"):
        await drafts.CreateDraft(request)
    answers = await asyncio.gather(*(drafts.CreateDraft(made()) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(answer, pb.Draft) for answer in answers) == 19
    with refused("TOO_MANY_DRAFTS") as refusals:
        await drafts.CreateDraft(made())
    assert refusals[0].metadata == {"most": "20"}


async def test_a_deleted_draft_is_restored_with_all_its_versions_for_thirty_days(
    drafts: DraftServiceStub, engine: AsyncEngine
) -> None:
    first = await drafts.CreateDraft(made())
    second = await drafts.UpdateDraft(change(first, title="Neuf"))
    deleted = await drafts.DeleteDraft(pb.DeleteDraftRequest(id=first.id, etag=second.etag))
    assert deleted.purge_time.ToDatetime() - deleted.delete_time.ToDatetime() == timedelta(days=30)
    with refused("DRAFT_NOT_FOUND"):
        await drafts.GetDraft(pb.GetDraftRequest(id=first.id))
    assert list((await drafts.ListDrafts(pb.ListDraftsRequest())).drafts) == []
    assert [one.id for one in (await drafts.ListDrafts(pb.ListDraftsRequest(deleted=True))).drafts] == [first.id]
    for _ in range(2):
        assert await drafts.RestoreDraft(pb.RestoreDraftRequest(id=first.id)) == second
    assert len((await drafts.ListDraftVersions(pb.ListDraftVersionsRequest(id=first.id))).versions) == 2
    await drafts.DeleteDraft(pb.DeleteDraftRequest(id=first.id, etag=second.etag))
    async with engine.begin() as connection:
        await connection.execute(sa.update(draft).values(deleted_at=sa.func.now() - timedelta(days=30)))
    with refused("DRAFT_NOT_FOUND"):
        await drafts.RestoreDraft(pb.RestoreDraftRequest(id=first.id))
    assert list((await drafts.ListDrafts(pb.ListDraftsRequest(deleted=True))).drafts) == []


async def test_fifty_versions_are_kept_and_go_with_their_draft(drafts: DraftServiceStub, engine: AsyncEngine) -> None:
    last = await drafts.CreateDraft(made())
    # As if it had been saved a hundred times: that costs nothing here.
    async with engine.begin() as connection:
        kept: sa.ColumnElement[int] = sa.literal_column("generate_series(2, 100)")
        columns = (draft.c.person_id, draft.c.id, kept, draft.c.name, draft.c.model, draft.c.changed_at)
        await connection.execute(
            sa.insert(draft_version).from_select(
                ["person_id", "draft_id", "version", "name", "model", "saved_at"], sa.select(*columns)
            )
        )
        await connection.execute(sa.update(draft).values(version=100))
    last = await drafts.GetDraft(pb.GetDraftRequest(id=last.id))
    last = await drafts.UpdateDraft(change(last, title="Encore"))
    kept_now = (await drafts.ListDraftVersions(pb.ListDraftVersionsRequest(id=last.id))).versions
    assert [one.version for one in kept_now] == list(range(101, 51, -1))
    async with engine.begin() as connection:
        await connection.execute(sa.delete(draft))
        assert await connection.scalar(sa.select(sa.func.count()).select_from(draft_version)) == 0


async def test_a_draft_is_published_as_it_was_seen(
    drafts: DraftServiceStub, publications: PublicationServiceStub, records: Records, person_id: UUID
) -> None:
    entry = records.add(person_id)
    first = await drafts.CreateDraft(made())
    asked = pb.PublishDraftRequest(id=first.id, etag=first.etag, request_id="k-1")
    with refused("FIELD_INVALID") as refusals:
        await drafts.PublishDraft(asked)
    assert [field for field, _, _ in refusals[0].violations] == ["title", "entry_ids"]
    whole = await drafts.UpdateDraft(change(first, title="CV", entry_ids=[entry.id], template="europass"))
    asked.etag = whole.etag
    published = await drafts.PublishDraft(asked)
    assert (published.title, published.template) == ("CV", "europass")
    assert (published.draft_id, published.draft_version) == (first.id, 2)
    assert await publications.GetPublication(ppb.GetPublicationRequest(id=published.id)) == published
    # Sent again it is the same, whatever became of the draft meanwhile; under another key the draft is not what it was.
    changed = await drafts.UpdateDraft(change(whole, title="Autre"))
    assert await drafts.PublishDraft(asked) == published
    with refused("ETAG_STALE"):
        await drafts.PublishDraft(pb.PublishDraftRequest(id=first.id, etag=whole.etag, request_id="k-2"))
    with refused("REQUEST_ID_REUSED"):
        await drafts.PublishDraft(pb.PublishDraftRequest(id=first.id, etag=changed.etag, request_id="k-1"))
    assert len((await publications.ListPublications(ppb.ListPublicationsRequest())).publications) == 1


async def test_a_draft_is_its_holders_alone_and_every_look_at_it_is_in_his_log(
    drafts: DraftServiceStub, publications: PublicationServiceStub, gateway: grpc.aio.Channel
) -> None:
    mine = await drafts.CreateDraft(made())
    with use_caller_token(holder_token(new_id())):
        for call in (
            drafts.GetDraft(pb.GetDraftRequest(id=mine.id)),
            drafts.UpdateDraft(change(mine, title="x")),
            drafts.DeleteDraft(pb.DeleteDraftRequest(id=mine.id, etag=mine.etag)),
            drafts.RestoreDraft(pb.RestoreDraftRequest(id=mine.id)),
            drafts.ListDraftVersions(pb.ListDraftVersionsRequest(id=mine.id)),
            drafts.PublishDraft(pb.PublishDraftRequest(id=mine.id, etag=mine.etag, request_id="k")),
        ):
            with refused("DRAFT_NOT_FOUND"):
                await call
        assert list((await drafts.ListDrafts(pb.ListDraftsRequest())).drafts) == []
    await drafts.GetDraft(pb.GetDraftRequest(id=mine.id))
    await drafts.DeleteDraft(pb.DeleteDraftRequest(id=mine.id, etag=mine.etag))
    trail = await publications.ListAccesses(access_pb2.ListAccessesRequest())
    acts = [(one.action.rpartition(".")[2], one.resource_id) for one in trail.accesses]
    assert acts == [("delete", mine.id), ("read", mine.id), ("create", mine.id)]


async def test_each_wrong_field_of_a_draft_is_named(drafts: DraftServiceStub) -> None:
    wrong = made("x" * 81, title="x" * 121, language="de", template="x", entry_ids=["y"])
    with refused("FIELD_INVALID") as refusals:
        await drafts.CreateDraft(wrong)
    assert [field for field, _, _ in refusals[0].violations] == [
        "draft.name",
        "draft.title",
        "draft.entry_ids[0]",
        "draft.language",
        "draft.template",
    ]
    draft = await drafts.CreateDraft(made())
    with refused("FIELD_INVALID") as refusals:
        await drafts.UpdateDraft(change(draft, "owner"))
    assert [(field, code) for field, _, code in refusals[0].violations] == [("update_mask", "UNKNOWN_VALUE")]
