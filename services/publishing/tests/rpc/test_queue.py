"""Publications in line over gRPC, with real workers: told at once, made when their turn comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import grpc.aio
import pytest

from asking import refused, wanted
from neighbours import Records, holder_token
from passeport.publishing.v1 import draft_service_pb2, publication_service_pb2, verification_service_pb2
from passeport.publishing.v1 import queue_service_pb2 as pb
from passeport.publishing.v1.draft_service_pb2_grpc import DraftServiceStub
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.queue_service_pb2_grpc import QueueServiceStub
from passeport.publishing.v1.verification_service_pb2_grpc import VerificationServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token


@pytest.fixture
async def queue(gateway: grpc.aio.Channel, person_id: UUID) -> AsyncIterator[QueueServiceStub]:
    with use_caller_token(holder_token(person_id)):
        yield QueueServiceStub(gateway)


async def outcomes(queue: QueueServiceStub, begun: datetime, least: int) -> list[pb.QueueOutcome]:
    request = pb.ListRecentOutcomesRequest()
    request.since.FromDatetime(begun)
    async with asyncio.timeout(20):
        while len(found := (await queue.ListRecentOutcomes(request)).outcomes) < least:  # noqa: ASYNC110 - as pages do
            await asyncio.sleep(0.05)
    return list(found)


async def test_what_is_put_in_line_is_published_and_told(
    queue: QueueServiceStub,
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    gateway: grpc.aio.Channel,
    records: Records,
    person_id: UUID,
) -> None:
    begun, drafts = datetime.now(UTC), DraftServiceStub(gateway)
    entry = records.add(person_id)
    request = wanted(entry)
    first = await queue.QueuePublication(request)
    assert (first.state, first.title) == (pb.QUEUED_PUBLICATION_STATE_PENDING, request.title)
    assert not first.HasField("end_time")
    saved = await drafts.CreateDraft(
        draft_service_pb2.CreateDraftRequest(
            request_id="d", draft=draft_service_pb2.Draft(name="Un CV", title="Brouillon", entry_ids=[entry.id])
        )
    )
    asked = draft_service_pb2.PublishDraftRequest(id=saved.id, etag=saved.etag, request_id="of a draft")
    second = await queue.QueueDraft(asked)
    assert (second.draft_id, second.draft_version) == (saved.id, 1)
    attestation = publication_service_pb2.CreatePublicationRequest(
        kind="attestation", entry_ids=[entry.id], request_id="an attestation"
    )
    third = await queue.QueuePublication(attestation)
    told = await outcomes(queue, begun, 3)
    assert {one.publication.id for one in told} == {first.id, second.id, third.id}
    assert {one.publication.state for one in told} == {pb.QUEUED_PUBLICATION_STATE_PUBLISHED}
    assert all(one.id > one.publication.id for one in told), "it is told of later than it was put in line"
    for one in told:
        published = await publications.GetPublication(
            publication_service_pb2.GetPublicationRequest(id=one.publication.id)
        )
        assert (published.title, published.kind) == (one.publication.title, one.publication.kind)
        document = await publications.GetDocument(publication_service_pb2.GetDocumentRequest(id=published.id))
        verdict = await verification.VerifyDocument(verification_service_pb2.VerifyDocumentRequest(pdf=document.pdf))
        assert verdict.outcome == verification_service_pb2.OUTCOME_AUTHENTIC
    # Sent again, whatever became of the draft since, by either way.
    await drafts.DeleteDraft(draft_service_pb2.DeleteDraftRequest(id=saved.id, etag=saved.etag))
    assert (await queue.QueueDraft(asked)).publication_id == second.id
    assert (await drafts.PublishDraft(asked)).id == second.id
    assert not (await queue.ListQueuedPublications(pb.ListQueuedPublicationsRequest())).publications


async def test_what_can_be_known_by_now_is_refused_at_once(
    queue: QueueServiceStub, records: Records, person_id: UUID
) -> None:
    entry = records.add(person_id)
    with refused("FIELD_INVALID"):
        await queue.QueuePublication(wanted(entry, title="漢字"))
    entry.id = str(new_id())
    with refused("ENTRY_NOT_FOUND"):
        await queue.QueuePublication(wanted(entry))
    nobodys = str(new_id())
    for call in (
        queue.GetQueuedPublication(pb.GetQueuedPublicationRequest(id=nobodys)),
        queue.RetryQueuedPublication(pb.RetryQueuedPublicationRequest(id=nobodys)),
        queue.DeleteQueuedPublication(pb.DeleteQueuedPublicationRequest(id="x")),
    ):
        with refused("PUBLICATION_NOT_FOUND"):
            await call
    assert not (await queue.ListQueuedPublications(pb.ListQueuedPublicationsRequest())).publications
