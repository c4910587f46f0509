"""Publishing into a bucket over the real server, while its service is there and while it is not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import grpc
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused, wanted
from neighbours import Records
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1 import verification_service_pb2 as vpb
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.verification_service_pb2_grpc import VerificationServiceStub
from passeport_publishing.storage.artefact_bucket import ArtefactBucket
from s3_server import S3Server


@pytest.fixture
def artefacts(s3_server: S3Server) -> Iterator[ArtefactBucket]:
    yield s3_server.artefacts()
    s3_server.empty()


async def test_while_the_store_is_down_nothing_is_published_and_nothing_is_lost(
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    records: Records,
    person_id: UUID,
    s3_server: S3Server,
    engine: AsyncEngine,
) -> None:
    first = await publications.CreatePublication(wanted(records.add(person_id)))
    document = await publications.GetDocument(pb.GetDocumentRequest(id=first.id))
    assert [path.name for path in s3_server.objects()] == [document.sha256] == [first.document_sha256]
    request = wanted(records.add(person_id))
    request.request_id = "while-it-is-down"
    s3_server.stop()
    try:
        with refused("ARTEFACTS_UNAVAILABLE") as refusals:
            await publications.CreatePublication(request)
        assert (refusals[0].code, refusals[0].retry_after is not None) == (grpc.StatusCode.UNAVAILABLE, True)
        with refused("ARTEFACTS_UNAVAILABLE"):
            await publications.GetDocument(pb.GetDocumentRequest(id=first.id))
        async with engine.connect() as connection:
            assert await connection.scalar(sa.text("SELECT count(*) FROM publication")) == 1
            assert await connection.scalar(sa.text("SELECT count(*) FROM request_claim")) == 0
        # What verifies needs no store.
        verdict = await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf))
        assert verdict.outcome == vpb.OUTCOME_AUTHENTIC
    finally:
        s3_server.start()
    second = await publications.CreatePublication(request)
    assert (await publications.CreatePublication(request)).id == second.id
    assert (await publications.GetDocument(pb.GetDocumentRequest(id=first.id))).pdf == document.pdf
    assert len(s3_server.objects()) == 2
