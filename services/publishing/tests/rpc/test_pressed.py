"""Under pressure: the same thing many times at once, odd things from anyone, a seal that has expired."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import grpc.aio
import pytest
import sqlalchemy as sa
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused, wanted
from kept import keep, make
from neighbours import Records
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import publication_service_pb2 as pb
from passeport.publishing.v1 import verification_service_pb2 as vpb
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.verification_service_pb2_grpc import TrustServiceStub, VerificationServiceStub
from passeport_chassis.ids import new_id
from passeport_publishing.credentials.issuer import CredentialIssuer
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.documents.press import DocumentPress
from passeport_publishing.documents.shop import DocumentShop
from passeport_publishing.documents.validity import SealValidity
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.rpc.parse import ACCESS_PAGES, PUBLICATION_PAGES
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from samples import ISSUER, make_snapshot
from workshop import Workshop, seal_files


async def test_turning_the_pages_of_the_trail_does_not_lengthen_it(
    publications: PublicationServiceStub, records: Records, person_id: UUID
) -> None:
    entry = records.add(person_id)
    for _ in range(2):
        await publications.CreatePublication(wanted(entry))
    seen, token = [], ""
    while True:
        page = await publications.ListAccesses(access_pb2.ListAccessesRequest(page_size=1, page_token=token))
        seen += [access.action for access in page.accesses]
        token = page.next_page_token
        if not token:
            break
    assert seen == ["publishing.publication.create"] * 2
    trail = await publications.ListAccesses(access_pb2.ListAccessesRequest())
    assert [access.action for access in trail.accesses] == ["publishing.access.list", *seen]


async def test_the_same_request_many_times_at_once_makes_one_document(
    publications: PublicationServiceStub, records: Records, person_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    make = DocumentPress.make

    async def count(press: DocumentPress, *arguments: Any, **named: Any) -> SealedDocument:
        made.append(press)
        return await make(press, *arguments, **named)

    monkeypatch.setattr(DocumentPress, "make", count)
    request = wanted(records.add(person_id))
    several = await asyncio.gather(*(publications.CreatePublication(request) for _ in range(12)))
    assert {publication.id for publication in several} == {several[0].id}
    assert len(made) == 1


async def test_publishing_asks_the_database_so_often_and_no_more(
    publications: PublicationServiceStub, records: Records, person_id: UUID, engine: AsyncEngine
) -> None:
    several = [records.add(person_id) for _ in range(5)]
    # The first one also keeps the keys.
    await publications.CreatePublication(wanted(*several))
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        await publications.CreatePublication(wanted(*several))
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", note)
    # Of these the line asks for itself, once a second.
    own = [one for one in asked if "queued_publication" not in one or "request_claim" in one]
    assert len(own) <= 11, own


async def test_a_loop_of_verifications_does_not_drown_the_trail(
    publications: PublicationServiceStub, verification: VerificationServiceStub, records: Records, person_id: UUID
) -> None:
    made = await publications.CreatePublication(wanted(records.add(person_id)))
    credential = (await publications.GetCredential(pb.GetCredentialRequest(id=made.id))).vc_jwt
    hours = {datetime.now(UTC).hour}
    for _ in range(4):
        await asyncio.gather(
            *(verification.VerifyCode(vpb.VerifyCodeRequest(code=made.verification_code)) for _ in range(5)),
            *(verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=credential)) for _ in range(5)),
        )
    hours.add(datetime.now(UTC).hour)
    trail = (await publications.ListAccesses(access_pb2.ListAccessesRequest())).accesses
    verified = [access for access in trail if access.actor == "verifier"]
    assert 1 <= len(verified) <= len(hours)
    assert {(access.action, access.resource_id) for access in verified} == {("publishing.publication.verify", made.id)}


async def test_a_publication_takes_three_transactions(
    publications: PublicationServiceStub, engine: AsyncEngine, records: Records, person_id: UUID
) -> None:
    # The first one also keeps the key of credentials and the chain of the seal, which nobody forgets.
    await publications.CreatePublication(wanted(records.add(person_id)))
    said: list[str] = []

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    sa.event.listen(engine.sync_engine, "begin", lambda _: said.append("BEGIN"))
    try:
        await publications.CreatePublication(wanted(records.add(person_id)))
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", note)
    # One claims the request, one looks for free places, and one keeps the publication and gives the claim up.
    assert said.count("BEGIN") == 3
    assert not [one for one in said if "issuer_key" in one or "seal_chain" in one]


async def test_under_an_expired_seal_nothing_is_published_and_all_is_verified(
    publications: PublicationServiceStub,
    verification: VerificationServiceStub,
    shop: DocumentShop,
    workshop: Workshop,
    records: Records,
    person_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = records.add(person_id)
    made = await publications.CreatePublication(wanted(entry))
    document = await publications.GetDocument(pb.GetDocumentRequest(id=made.id))
    later = SealValidity(workshop.folder / "seal.pem", lambda: datetime.now(UTC) + timedelta(days=400))
    monkeypatch.setitem(shop.press._validities, seal_files(workshop.folder), later)
    request = wanted(entry)
    with refused("SEAL_NOT_VALID") as refusals:
        await publications.CreatePublication(request)
    assert refusals[0].code is grpc.StatusCode.UNAVAILABLE
    verdict = await verification.VerifyDocument(vpb.VerifyDocumentRequest(pdf=document.pdf))
    assert verdict.outcome == vpb.OUTCOME_AUTHENTIC
    monkeypatch.undo()
    assert (await publications.CreatePublication(request)).state == pb.PUBLICATION_STATE_PUBLISHED


async def test_what_the_fonts_lack_is_told_and_the_same_request_may_be_mended(
    publications: PublicationServiceStub, records: Records, person_id: UUID
) -> None:
    request = wanted(records.add(person_id))
    title, request.title = request.title, "經理"
    with refused("FIELD_INVALID") as refusals:
        await publications.CreatePublication(request)
    assert [(field, reason) for field, _, reason in refusals[0].violations] == [("title", "CHARACTER")]
    request.title = title
    assert (await publications.CreatePublication(request)).state == pb.PUBLICATION_STATE_PUBLISHED


@pytest.mark.parametrize("kid", ["\0", "k\0", "\ud800", "x" * 300, "", "'; --", "é"])
async def test_a_credential_of_an_odd_key_is_of_an_unknown_issuer(
    verification: VerificationServiceStub, workshop: Workshop, kid: str
) -> None:
    stranger = CredentialIssuer(SigningKey(ECKey.generate_key("P-256"), kid), ISSUER)
    token = stranger.issue(new_id(), make_snapshot(), ())
    verdict = await verification.VerifyCredential(vpb.VerifyCredentialRequest(vc_jwt=token))
    assert verdict.outcome == vpb.OUTCOME_UNKNOWN_ISSUER


@pytest.mark.parametrize("list_id", ["refresh-99", "refresh-0", "../jwks", "refresh-1 ", "é" * 500])
async def test_an_odd_status_list_is_not_found(
    gateway: grpc.aio.Channel, verification: VerificationServiceStub, list_id: str
) -> None:
    with refused("STATUS_LIST_NOT_FOUND"):
        await TrustServiceStub(gateway).GetStatusList(vpb.GetStatusListRequest(id=list_id))
    with refused("STATUS_LIST_NOT_FOUND"):
        await verification.VerifyStatus(vpb.VerifyStatusRequest(list_id=list_id, index=1))


async def test_all_status_list_tokens_are_named(gateway: grpc.aio.Channel, open_work: UnitsOfWork) -> None:
    trust = TrustServiceStub(gateway)
    assert list((await trust.ListStatusLists(vpb.ListStatusListsRequest())).ids) == []
    await keep(open_work, make())
    found = await trust.ListStatusLists(vpb.ListStatusListsRequest())
    assert (list(found.ids), found.max_age) == (["token-1"], 60)
    assert (await trust.GetStatusList(vpb.GetStatusListRequest(id=found.ids[0]))).media_type.endswith("statuslist+jwt")


@pytest.mark.parametrize(
    "moment", ["2026-11-23", "2026-11-23T16:00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"]
)
async def test_a_made_up_page_token_is_told(publications: PublicationServiceStub, moment: str) -> None:
    with refused("FIELD_INVALID"):
        token = PUBLICATION_PAGES.write(moment, str(new_id()))
        await publications.ListPublications(pb.ListPublicationsRequest(page_token=token))
    with refused("FIELD_INVALID"):
        token = ACCESS_PAGES.write(moment, str(new_id()))
        await publications.ListAccesses(access_pb2.ListAccessesRequest(page_token=token))
