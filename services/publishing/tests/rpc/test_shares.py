"""The holder shares, extends, ends; whoever has the link opens it, and the holder is told: on the real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import grpc.aio
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused
from neighbours import holder_token
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import events_pb2, publication_service_pb2
from passeport.publishing.v1 import opening_service_pb2 as opb
from passeport.publishing.v1 import share_service_pb2 as pb
from passeport.publishing.v1.opening_service_pb2_grpc import OpeningServiceStub
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.share_service_pb2_grpc import ShareServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_publishing.domain.persons import Fact, HolderNews
from passeport_publishing.domain.publication import Publication
from passeport_publishing.domain.report import Complaint, Ground
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.report_share import ReadReports
from registered import CREDENTIAL, PDF, SHA256, keep_publication
from samples import ISSUER


@pytest.fixture
async def publication(open_work: UnitsOfWork, person_id: UUID) -> Publication:
    return await keep_publication(open_work, person_id)


@pytest.fixture
async def shares(gateway: grpc.aio.Channel, person_id: UUID) -> AsyncIterator[ShareServiceStub]:
    with use_caller_token(holder_token(person_id)):
        yield ShareServiceStub(gateway)


@pytest.fixture
def links(gateway: grpc.aio.Channel) -> OpeningServiceStub:
    return OpeningServiceStub(gateway)


def asked(publication: Publication, **fields: Any) -> pb.CreateShareRequest:
    usual = {"publication_id": str(publication.id), "recipient": "Agence Durand", "request_id": str(uuid4())}
    return pb.CreateShareRequest(**{**usual, **fields})


def token_of(made: pb.CreateShareResponse) -> str:
    address, _, token = made.link.rpartition("/")
    assert (address, len(token)) == (f"{ISSUER}/p", 43)
    return token


async def opened(links: OpeningServiceStub, token: str, **fields: str) -> dict[str, str]:
    return {"token": token, "opening": (await links.OpenLink(opb.OpenLinkRequest(token=token, **fields))).opening}


async def test_a_recipient_sees_what_is_shared_and_the_holder_sees_that_he_did(
    shares: ShareServiceStub,
    links: OpeningServiceStub,
    gateway: grpc.aio.Channel,
    publication: Publication,
    person_id: UUID,
    engine: AsyncEngine,
) -> None:
    made = await shares.CreateShare(asked(publication, purpose="Poste de cheffe de chantier"))
    share, token = made.share, token_of(made)
    assert (share.state, share.recipient, share.open_count, share.etag) == (
        pb.SHARE_STATE_LIVE,
        "Agence Durand",
        0,
        "r1",
    )
    assert list(share.parts) == [pb.SHARE_PART_PAGE, pb.SHARE_PART_DOCUMENT]
    # To look at a link opens nothing.
    described = await links.DescribeLink(opb.DescribeLinkRequest(token=token))
    assert (described.needs_pin, described.single_use) == (False, False)
    assert list((await shares.ListShareAccesses(pb.ListShareAccessesRequest(id=share.id))).accesses) == []

    key = await opened(links, token, client="Firefox, Windows", organisation="Mission locale")
    page = await links.GetSharedPublication(opb.GetSharedPublicationRequest(**key))
    assert (page.holder_name, page.title, page.purpose) == (
        "Camille Marie MARTIN-DUBOIS",
        "Conductrice de travaux",
        "Poste de cheffe de chantier",
    )
    assert [item.guaranteed for item in page.items] == [True, False, True, False]
    assert page.state == publication_service_pb2.PUBLICATION_STATE_PUBLISHED
    assert not page.HasField("state_time")
    document = await links.GetSharedDocument(opb.GetSharedDocumentRequest(**key))
    assert (document.pdf, document.sha256, document.publication_id) == (PDF, SHA256, str(publication.id))
    with refused("LINK_NOT_FOUND"):
        await links.GetSharedCredential(opb.GetSharedCredentialRequest(**key))

    first = await shares.ListShareAccesses(pb.ListShareAccessesRequest(id=share.id, page_size=1))
    rest = await shares.ListShareAccesses(
        pb.ListShareAccessesRequest(id=share.id, page_size=1, page_token=first.next_page_token)
    )
    told = [(one.act, one.client, one.organisation) for one in (*first.accesses, *rest.accesses)]
    assert told == [(act, "Firefox, Windows", "Mission locale") for act in (pb.SHARE_ACT_DOCUMENT, pb.SHARE_ACT_OPENED)]
    assert rest.next_page_token == ""
    since = pb.ListRecentShareAccessesRequest(since=rest.accesses[0].at)
    news = (await shares.ListRecentShareAccesses(since)).accesses
    assert [(one.share_id, one.access) for one in news] == [
        (share.id, one) for one in (rest.accesses[0], first.accesses[0])
    ]
    since.since.FromDatetime(datetime.now(UTC) + timedelta(seconds=5))
    assert list((await shares.ListRecentShareAccesses(since)).accesses) == []
    now = await shares.GetShare(pb.GetShareRequest(id=share.id))
    assert (now.open_count, now.last_open_time, now.etag) == (1, rest.accesses[0].at, "r1")
    trail = await PublicationServiceStub(gateway).ListAccesses(access_pb2.ListAccessesRequest())
    by_others = {one.action for one in trail.accesses if one.actor == "verifier" and one.resource_id == share.id}
    assert by_others == {"publishing.share.open", "publishing.share.download"}
    by_holder = {one.action for one in trail.accesses if one.actor == "holder"}
    assert {"publishing.share.create", "publishing.share.read", "publishing.share.accesses"} <= by_holder
    assert [one.action for one in trail.accesses].count("publishing.share.watch") == 1
    async with engine.connect() as connection:
        events = (await connection.execute(sa.select(tables.outbox.c.subject, tables.outbox.c.data))).all()
    assert [event.subject for event in events] == ["passeport.publishing.v1.share.opened"]
    event = events_pb2.ShareOpened.FromString(events[0].data)
    assert (event.share_id, event.person_id, event.access_id) == (share.id, str(person_id), rest.accesses[0].id)


async def test_only_what_is_shared_goes_out(
    shares: ShareServiceStub, links: OpeningServiceStub, publication: Publication
) -> None:
    token = token_of(await shares.CreateShare(asked(publication, parts=[pb.SHARE_PART_CREDENTIAL])))
    key = await opened(links, token)
    page = await links.GetSharedPublication(opb.GetSharedPublicationRequest(**key))
    assert (page.title, page.summary, list(page.items)) == ("Conductrice de travaux", "", [])
    assert (await links.GetSharedCredential(opb.GetSharedCredentialRequest(**key))).vc_jwt == CREDENTIAL
    with refused("LINK_NOT_FOUND"):
        await links.GetSharedDocument(opb.GetSharedDocumentRequest(**key))


async def test_the_same_request_gives_the_same_share_and_a_further_link(
    shares: ShareServiceStub, links: OpeningServiceStub, publication: Publication
) -> None:
    request = asked(publication, pin="4711")
    several = [await shares.CreateShare(request) for _ in range(6)]
    assert {one.share.id for one in several} == {several[0].share.id}
    tokens = [token_of(one) for one in several]
    assert len(set(tokens)) == 6
    for token in tokens[1:]:
        assert (await links.DescribeLink(opb.DescribeLinkRequest(token=token))).needs_pin
    # Of more than five the oldest no longer opens.
    with refused("LINK_NOT_FOUND"):
        await links.DescribeLink(opb.DescribeLinkRequest(token=tokens[0]))
    for changes in ({"recipient": "Autre"}, {"pin": "4712"}, {"pin": ""}):
        with refused("REQUEST_ID_REUSED"):
            await shares.CreateShare(asked(publication, **{"request_id": request.request_id, "pin": "4711", **changes}))
    await shares.RevokeShare(pb.RevokeShareRequest(id=several[0].share.id))
    with refused("SHARE_ENDED"):
        await shares.CreateShare(request)


async def test_five_wrong_pins_shut_a_share_however_many_come_at_once(
    shares: ShareServiceStub, links: OpeningServiceStub, publication: Publication
) -> None:
    made = await shares.CreateShare(asked(publication, pin="4711"))
    token = token_of(made)
    with refused("FIELD_INVALID"):
        await opened(links, token)
    with refused("PIN_WRONG") as refusals:
        await opened(links, token, pin="0815")
    assert (dict(refusals[0].metadata), refusals[0].code.name) == ({"left": "4"}, "PERMISSION_DENIED")
    key = await opened(links, token, pin=" 47 11 ")
    assert (await shares.GetShare(pb.GetShareRequest(id=made.share.id))).pin_tries_left == 4

    async def guess(pin: str) -> str:
        try:
            await links.OpenLink(opb.OpenLinkRequest(token=token, pin=pin))
        except grpc.aio.AioRpcError as error:
            return error.code().name
        return "OPEN"

    outcomes = await asyncio.gather(*(guess(f"1{number:03}") for number in range(12)))
    assert sorted(outcomes) == ["NOT_FOUND"] * 8 + ["PERMISSION_DENIED"] * 4
    assert await guess("4711") == "NOT_FOUND"
    assert (await shares.GetShare(pb.GetShareRequest(id=made.share.id))).state == pb.SHARE_STATE_LOCKED
    # Whoever had the PIN reads on.
    assert (await links.GetSharedPublication(opb.GetSharedPublicationRequest(**key))).title
    acts = (await shares.ListShareAccesses(pb.ListShareAccessesRequest(id=made.share.id))).accesses
    assert [one.act for one in acts].count(pb.SHARE_ACT_PIN_REFUSED) == 5


async def test_a_share_for_one_opening_opens_once_even_at_the_same_time(
    shares: ShareServiceStub, links: OpeningServiceStub, publication: Publication
) -> None:
    made = await shares.CreateShare(asked(publication, single_use=True))
    token = token_of(made)
    calls = (links.OpenLink(opb.OpenLinkRequest(token=token)) for _ in range(5))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    keys = [one for one in outcomes if isinstance(one, opb.OpenLinkResponse)]
    assert len(keys) == 1
    with refused("LINK_NOT_FOUND"):
        await links.DescribeLink(opb.DescribeLinkRequest(token=token))
    key = {"token": token, "opening": keys[0].opening}
    assert (await links.GetSharedDocument(opb.GetSharedDocumentRequest(**key))).pdf == PDF
    assert (await shares.GetShare(pb.GetShareRequest(id=made.share.id))).state == pb.SHARE_STATE_USED


@pytest.mark.parametrize("how", ["revoked", "expired", "withdrawn", "closed", "opening over"])
async def test_what_is_over_is_as_if_it_never_was(
    how: str,
    shares: ShareServiceStub,
    links: OpeningServiceStub,
    gateway: grpc.aio.Channel,
    publication: Publication,
    open_work: UnitsOfWork,
    engine: AsyncEngine,
) -> None:
    made = await shares.CreateShare(asked(publication))
    token = token_of(made)
    key = await opened(links, token)
    past = datetime.now(UTC) - timedelta(seconds=1)
    if how == "revoked":
        for _ in range(2):
            revoked = await shares.RevokeShare(pb.RevokeShareRequest(id=made.share.id))
            assert (revoked.state, revoked.etag) == (pb.SHARE_STATE_REVOKED, "r2")
    elif how == "withdrawn":
        request = publication_service_pb2.WithdrawPublicationRequest(id=str(publication.id))
        await PublicationServiceStub(gateway).WithdrawPublication(request)
        with refused("PUBLICATION_WITHDRAWN"):
            await shares.CreateShare(asked(publication))
    elif how == "closed":
        async with open_work() as work:
            await work.persons.note(HolderNews(publication.person_id, Fact.CLOSED, True, 1))
            await work.commit()
    else:
        table = tables.share if how == "expired" else tables.share_opening
        async with engine.begin() as connection:
            await connection.execute(sa.update(table).values(expires_at=past))
    found = []
    for token_asked, opening in ((token, key["opening"]), ("unknown", key["opening"]), ("é" * 999, "x")):
        with refused("LINK_NOT_FOUND") as refusals:
            await links.GetSharedPublication(opb.GetSharedPublicationRequest(token=token_asked, opening=opening))
        found.append((refusals[0].message, dict(refusals[0].metadata)))
    assert found[0] == found[1] == found[2]
    with refused("LINK_NOT_FOUND"):
        await links.GetSharedDocument(opb.GetSharedDocumentRequest(**key))
    if how != "opening over":
        with refused("LINK_NOT_FOUND"):
            await links.OpenLink(opb.OpenLinkRequest(token=token, pin="1"))


async def test_a_share_is_given_another_end_and_its_recipient_asked_to_delete(
    shares: ShareServiceStub, links: OpeningServiceStub, publication: Publication
) -> None:
    made = await shares.CreateShare(asked(publication))
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=300)

    def extension(end: datetime, etag: str) -> pb.ExtendShareRequest:
        request = pb.ExtendShareRequest(id=made.share.id, etag=etag)
        request.expire_time.FromDatetime(end)
        return request

    extended = await shares.ExtendShare(extension(until, "r1"))
    assert (extended.expire_time.ToDatetime(tzinfo=UTC), extended.etag) == (until, "r2")
    with refused("ETAG_STALE") as refusals:
        await shares.ExtendShare(extension(until, "r1"))
    assert refusals[0].code.name == "ABORTED"
    for end in (until + timedelta(days=100), datetime.now(UTC) - timedelta(days=1)):
        with refused("FIELD_INVALID") as refusals:
            await shares.ExtendShare(extension(end, "r2"))
        assert [field for field, _, _ in refusals[0].violations] == ["expire_time"]
    key = await opened(links, token_of(made))
    for _ in range(2):
        assert (await shares.AskDeletion(pb.AskDeletionRequest(id=made.share.id))).etag == "r3"
    page = await links.GetSharedPublication(opb.GetSharedPublicationRequest(**key))
    assert page.HasField("deletion_ask_time")
    await shares.RevokeShare(pb.RevokeShareRequest(id=made.share.id))
    with refused("SHARE_ENDED"):
        await shares.ExtendShare(extension(until, "r4"))


async def test_what_is_wrong_is_noted_for_operators_of_whoever_may_say_it(
    shares: ShareServiceStub, links: OpeningServiceStub, publication: Publication, open_work: UnitsOfWork
) -> None:
    made = await shares.CreateShare(asked(publication, single_use=True))
    token = token_of(made)
    wrong = opb.ReportLinkRequest(token=token, ground=pb.REPORT_GROUND_WRONG_RECIPIENT, text="Ce n’est\npas moi.")
    await links.ReportLink(wrong)
    key = await opened(links, token)
    # It has been used: who has it open may still say it, and nobody else.
    abuse = opb.ReportLinkRequest(**key, ground=pb.REPORT_GROUND_ABUSE)
    for _ in range(25):
        await links.ReportLink(abuse)
    with refused("LINK_NOT_FOUND"):
        await links.ReportLink(wrong)
    wrong_ones: list[tuple[Any, str]] = [
        (0, ""),
        (99, ""),
        (pb.REPORT_GROUND_OTHER, "x" * 1001),
        (pb.REPORT_GROUND_OTHER, "a\u202e"),
    ]
    for ground, text in wrong_ones:
        with refused("FIELD_INVALID"):
            await shares.ReportShare(pb.ReportShareRequest(id=made.share.id, ground=ground, text=text))
    other = await shares.CreateShare(asked(publication))
    await shares.ReportShare(pb.ReportShareRequest(id=other.share.id, ground=pb.REPORT_GROUND_OTHER, text="Perdu."))
    read = ReadReports(open_work, lambda: datetime.now(UTC))
    found = await read("operator x", datetime.now(UTC) - timedelta(minutes=1))
    assert len(found) == 21
    assert (found[0].complaint, found[0].by_holder) == (Complaint(Ground.WRONG_RECIPIENT, "Ce n’est\npas moi."), False)
    assert (str(found[-1].share_id), found[-1].by_holder) == (other.share.id, True)
    assert await read("operator x", datetime.now(UTC) + timedelta(minutes=1)) == []
    async with open_work() as work:
        trail = [one.action for one in (await work.accesses.page(publication.person_id, 200, None)).accesses]
    assert (trail.count("publishing.share.report"), trail.count("publishing.share.report_read")) == (21, 21)


async def test_twenty_live_shares_are_enough(
    shares: ShareServiceStub, publication: Publication, open_work: UnitsOfWork, person_id: UUID
) -> None:
    calls = (shares.CreateShare(asked(publication)) for _ in range(24))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    made = [one for one in outcomes if isinstance(one, pb.CreateShareResponse)]
    assert len(made) == 20
    with refused("TOO_MANY_SHARES") as refusals:
        await shares.CreateShare(asked(publication))
    assert dict(refusals[0].metadata) == {"most": "20"}
    await shares.RevokeShare(pb.RevokeShareRequest(id=made[0].share.id))
    other = await keep_publication(open_work, person_id)
    newest = await shares.CreateShare(asked(other))
    first = await shares.ListShares(pb.ListSharesRequest(page_size=15))
    rest = await shares.ListShares(pb.ListSharesRequest(page_size=15, page_token=first.next_page_token))
    ids = [one.id for one in (*first.shares, *rest.shares)]
    assert (len(set(ids)), ids[0], rest.next_page_token) == (21, newest.share.id, "")
    of_other = await shares.ListShares(pb.ListSharesRequest(publication_id=str(other.id)))
    assert [one.id for one in of_other.shares] == [newest.share.id]


async def test_another_holder_finds_nothing_and_may_share_nothing(
    shares: ShareServiceStub, gateway: grpc.aio.Channel, publication: Publication
) -> None:
    made = await shares.CreateShare(asked(publication))
    later = pb.ExtendShareRequest(id=made.share.id, etag="r1")
    later.expire_time.FromDatetime(datetime.now(UTC) + timedelta(days=3))
    with use_caller_token(holder_token(new_id())):
        for share_id in (made.share.id, "not-an-id"):
            later.id = share_id
            for call in (
                shares.GetShare(pb.GetShareRequest(id=share_id)),
                shares.RevokeShare(pb.RevokeShareRequest(id=share_id)),
                shares.AskDeletion(pb.AskDeletionRequest(id=share_id)),
                shares.ListShareAccesses(pb.ListShareAccessesRequest(id=share_id)),
                shares.ExtendShare(later),
                shares.ReportShare(pb.ReportShareRequest(id=share_id, ground=pb.REPORT_GROUND_ABUSE)),
            ):
                with refused("SHARE_NOT_FOUND"):
                    await call
        assert list((await shares.ListShares(pb.ListSharesRequest())).shares) == []
        news = pb.ListRecentShareAccessesRequest()
        news.since.FromSeconds(1)
        assert list((await shares.ListRecentShareAccesses(news)).accesses) == []
        with refused("PUBLICATION_NOT_FOUND"):
            await shares.CreateShare(asked(publication))
        with refused("PUBLICATION_NOT_FOUND"):
            await shares.ListShares(pb.ListSharesRequest(publication_id=str(publication.id)))
    reader = holder_token(publication.person_id, scope="passport:read")
    with use_caller_token(reader), refused("CALLER_NOT_ALLOWED"):
        await shares.RevokeShare(pb.RevokeShareRequest(id=made.share.id))


@pytest.mark.parametrize("levels", [("none", "eidas2")], indirect=True)
async def test_sharing_may_ask_for_a_level_and_ending_never_does(
    gateway: grpc.aio.Channel, publication: Publication
) -> None:
    shares = ShareServiceStub(gateway)
    with use_caller_token(holder_token(publication.person_id, acr="eidas1")), refused("ASSURANCE_TOO_LOW"):
        await shares.CreateShare(asked(publication))
    with use_caller_token(holder_token(publication.person_id, acr="eidas2")):
        made = await shares.CreateShare(asked(publication))
    with use_caller_token(holder_token(publication.person_id, acr="eidas1")):
        await shares.RevokeShare(pb.RevokeShareRequest(id=made.share.id))


@pytest.fixture
def levels(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What the operator wants for publishing, and for sharing; none unless a test says others."""
    found: tuple[str, str] = getattr(request, "param", ("none", "none"))
    return found
