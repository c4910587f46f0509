"""A holder shows a publication to a body, its professionals read it, and he is told: on the real server."""

from __future__ import annotations

import asyncio
from collections import Counter as Counts
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused, until_one_waits
from neighbours import caller_token, holder_token
from passeport.common.v1 import access_pb2
from passeport.publishing.v1 import addressed_share_service_pb2 as apb
from passeport.publishing.v1 import share_service_pb2 as pb
from passeport.publishing.v1.addressed_share_service_pb2_grpc import AddressedShareServiceStub
from passeport.publishing.v1.publication_service_pb2_grpc import PublicationServiceStub
from passeport.publishing.v1.share_service_pb2_grpc import ShareServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_publishing.domain.persons import Fact, HolderNews
from passeport_publishing.domain.publication import Publication
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from registered import CREDENTIAL, PDF, keep_publication

CEP, OTHER = "00100202100010", "35600000000048"
BODY = "Mission locale (exemple)"


class Counter:
    """A professional of a body."""

    def __init__(
        self, channel: grpc.aio.Channel, siret: str, scope: str = "passport:shared", who: str = "0199-pro"
    ) -> None:
        self._stub = AddressedShareServiceStub(channel)
        self._siret, self._scope, self._who = siret, scope, who

    async def _ask(self, rpc: str, request: Any) -> Any:
        token = caller_token(self._who, "professional", self._scope, org_siret=self._siret, org_name=BODY)
        with use_caller_token(token):
            return await getattr(self._stub, rpc)(request)

    async def list(self, **page: Any) -> apb.ListAddressedSharesResponse:
        answer: apb.ListAddressedSharesResponse = await self._ask(
            "ListAddressedShares", apb.ListAddressedSharesRequest(**page)
        )
        return answer

    async def open(self, share_id: str) -> Any:
        return await self._ask("OpenAddressedShare", apb.OpenAddressedShareRequest(id=share_id))

    async def document(self, share_id: str) -> Any:
        return await self._ask("GetAddressedDocument", apb.GetAddressedDocumentRequest(id=share_id))

    async def credential(self, share_id: str) -> Any:
        return await self._ask("GetAddressedCredential", apb.GetAddressedCredentialRequest(id=share_id))

    async def check_nothing(self, share_id: str) -> None:
        for read in (self.open, self.document, self.credential):
            with refused("SHARE_NOT_FOUND"):
                await read(share_id)
        assert share_id not in [one.id for one in (await self.list()).shares]


@pytest.fixture
async def publication(open_work: UnitsOfWork, person_id: UUID) -> Publication:
    return await keep_publication(open_work, person_id)


@pytest.fixture
async def shares(gateway: grpc.aio.Channel, person_id: UUID) -> AsyncIterator[ShareServiceStub]:
    with use_caller_token(holder_token(person_id)):
        yield ShareServiceStub(gateway)


@pytest.fixture
def counter(gateway: grpc.aio.Channel) -> Counter:
    return Counter(gateway, CEP)


def asked(publication: Publication, **fields: Any) -> pb.CreateShareRequest:
    usual = {
        "publication_id": str(publication.id),
        "recipient": BODY,
        "addressee_siret": CEP,
        "request_id": str(uuid4()),
    }
    return pb.CreateShareRequest(**{**usual, **fields})


async def test_a_body_reads_what_was_addressed_to_it_and_its_holder_reads_of_it(
    shares: ShareServiceStub, counter: Counter, gateway: grpc.aio.Channel, publication: Publication,
    engine: AsyncEngine,
) -> None:  # fmt: skip
    request = asked(publication, purpose="Bilan", parts=[pb.SHARE_PART_PAGE, pb.SHARE_PART_DOCUMENT])
    made = await shares.CreateShare(request)
    assert (made.link, made.share.addressee_siret, made.share.recipient) == ("", CEP, BODY)
    again = await shares.CreateShare(request)
    assert (again.link, again.share.id) == ("", made.share.id)
    (listed,) = (await counter.list()).shares
    assert (listed.id, listed.holder_name, listed.title) == (
        made.share.id, "Camille Marie MARTIN-DUBOIS", "Conductrice de travaux",
    )  # fmt: skip
    assert (listed.purpose, listed.kind) == ("Bilan", "cv")
    shown = await counter.open(made.share.id)
    assert (shown.holder_name, len(shown.items)) == ("Camille Marie MARTIN-DUBOIS", 4)
    assert (await counter.document(made.share.id)).pdf == PDF
    with refused("SHARE_NOT_FOUND"):
        await counter.credential(made.share.id)
    accesses = (await shares.ListShareAccesses(pb.ListShareAccessesRequest(id=made.share.id))).accesses
    assert [(one.act, one.organisation, one.client) for one in accesses] == [
        (act, BODY, "") for act in (pb.SHARE_ACT_DOCUMENT, pb.SHARE_ACT_OPENED)
    ]
    assert (await shares.GetShare(pb.GetShareRequest(id=made.share.id))).open_count == 1
    recent = await shares.ListRecentShareAccesses(pb.ListRecentShareAccessesRequest(since=made.share.create_time))
    assert [one.share_id for one in recent.accesses] == [made.share.id] * 2
    trail = (await PublicationServiceStub(gateway).ListAccesses(access_pb2.ListAccessesRequest())).accesses
    told = {(one.action, one.actor, one.organisation) for one in trail}
    for action in ("listed", "open", "download"):
        assert (f"publishing.share.{action}", "verifier", BODY) in told
    async with engine.connect() as connection:
        who = await connection.exec_driver_sql(
            "SELECT DISTINCT actor_id FROM access WHERE action = 'publishing.share.open'"
        )
        assert who.scalars().all() == ["0199-pro"]


async def test_a_share_with_its_credential_gives_it(
    shares: ShareServiceStub, counter: Counter, publication: Publication
) -> None:
    made = await shares.CreateShare(asked(publication, parts=[pb.SHARE_PART_CREDENTIAL]))
    assert (await counter.credential(made.share.id)).vc_jwt == CREDENTIAL
    assert list((await counter.open(made.share.id)).items) == []


async def test_the_trail_keeps_which_professional_it_was_of_two_within_the_hour(
    shares: ShareServiceStub, counter: Counter, gateway: grpc.aio.Channel, publication: Publication,
    engine: AsyncEngine,
) -> None:  # fmt: skip
    share = (await shares.CreateShare(asked(publication, parts=[pb.SHARE_PART_DOCUMENT]))).share
    colleague = Counter(gateway, CEP, who="0199-colleague")
    for one in (counter, colleague):
        for _ in range(2):
            await one.list()
            await one.document(share.id)
    async with engine.connect() as connection:
        told = await connection.exec_driver_sql("SELECT action, actor_id FROM access WHERE actor = 'verifier'")
        counts = Counts((one.action.removeprefix("publishing.share."), one.actor_id) for one in told)
    # Each download; that he was listed once an hour of each.
    assert counts == {
        (action, who): often
        for action, often in (("listed", 1), ("open", 1), ("download", 2))
        for who in ("0199-pro", "0199-colleague")
    }


async def test_who_downloads_at_once_has_opened_it_and_its_holder_is_told(
    shares: ShareServiceStub, counter: Counter, gateway: grpc.aio.Channel, publication: Publication,
    engine: AsyncEngine, owner_engine: AsyncEngine,
) -> None:  # fmt: skip
    share = (await shares.CreateShare(asked(publication, parts=[pb.SHARE_PART_DOCUMENT]))).share

    async def openings() -> tuple[int, int]:
        async with engine.connect() as connection:
            events = await connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE subject LIKE '%share.opened'")
            opened = await shares.GetShare(pb.GetShareRequest(id=share.id))
            return opened.open_count, events.scalar_one()

    await counter.document(share.id)
    assert await openings() == (1, 1)
    # What he opened a moment ago he reads on; another has not opened it.
    await counter.document(share.id)
    assert await openings() == (1, 1)
    accesses = (await shares.ListShareAccesses(pb.ListShareAccessesRequest(id=share.id))).accesses
    assert [one.act for one in accesses] == [pb.SHARE_ACT_DOCUMENT, pb.SHARE_ACT_DOCUMENT, pb.SHARE_ACT_OPENED]
    await Counter(gateway, CEP, who="0199-colleague").document(share.id)
    assert await openings() == (2, 2)
    async with owner_engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE access SET at = at - interval '31 minutes'")
    await counter.document(share.id)
    assert await openings() == (3, 3)


async def test_what_is_withdrawn_while_a_professional_waits_is_not_shown(
    shares: ShareServiceStub, counter: Counter, publication: Publication, open_work: UnitsOfWork,
    owner_engine: AsyncEngine,
) -> None:  # fmt: skip
    share = (await shares.CreateShare(asked(publication))).share
    async with open_work() as work:
        # As another reader does, and then the holder; who reads meanwhile has read the publication as it was.
        await work.shares.addressed(CEP, UUID(share.id))
        await work.publications.save(publication.withdraw(datetime.now(UTC)))
        reading = asyncio.create_task(counter.open(share.id))
        await until_one_waits(owner_engine)
        await work.commit()
    with refused("SHARE_NOT_FOUND"):
        await reading


async def test_nobody_else_reads_it_and_it_has_no_link(
    shares: ShareServiceStub, gateway: grpc.aio.Channel, publication: Publication
) -> None:
    addressed = (await shares.CreateShare(asked(publication))).share
    by_link = (await shares.CreateShare(asked(publication, addressee_siret="", recipient="Agence"))).share
    for stranger in (Counter(gateway, OTHER), Counter(gateway, CEP[:-1])):
        await stranger.check_nothing(addressed.id)
    counter = Counter(gateway, CEP)
    for nothing in (by_link.id, str(new_id()), "x"):
        await counter.check_nothing(nothing)
    # The law's exception is another door: what it opens, and what was shown, are not one.
    with refused("CALLER_NOT_ALLOWED"):
        await Counter(gateway, CEP, "passport:consult").list()


@pytest.mark.parametrize("end", ["revoked", "expired", "withdrawn", "closed"])
async def test_what_is_over_is_over_for_a_body_too(
    shares: ShareServiceStub, counter: Counter, publication: Publication, person_id: UUID, engine: AsyncEngine,
    open_work: UnitsOfWork, end: str,
) -> None:  # fmt: skip
    share = (await shares.CreateShare(asked(publication))).share
    await counter.open(share.id)
    if end == "revoked":
        await shares.RevokeShare(pb.RevokeShareRequest(id=share.id))
    elif end == "closed":
        async with open_work() as work:
            await work.persons.note(HolderNews(person_id, Fact.CLOSED, holds=True, revision=1))
            await work.commit()
    else:
        change = (
            "UPDATE share SET expires_at = created_at"
            if end == "expired"
            else "UPDATE publication SET state = 'withdrawn'"
        )
        async with engine.begin() as connection:
            await connection.exec_driver_sql(change)
    await counter.check_nothing(share.id)


async def test_pages_are_turned_and_twenty_are_live_at_most(
    shares: ShareServiceStub, counter: Counter, publication: Publication
) -> None:
    made = [(await shares.CreateShare(asked(publication))).share.id for _ in range(20)]
    with refused("TOO_MANY_SHARES"):
        await shares.CreateShare(asked(publication))
    first = await counter.list(page_size=15)
    rest = await counter.list(page_size=15, page_token=first.next_page_token)
    assert [one.id for one in (*first.shares, *rest.shares)] == made[::-1]
    assert rest.next_page_token == ""


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"addressee_siret": "123"}, "addressee_siret", "SIRET"),
        ({"addressee_siret": "x" * 14}, "addressee_siret", "SIRET"),
        ({"pin": "471108"}, "pin", "NOT_ADDRESSED"),
        ({"single_use": True}, "single_use", "NOT_ADDRESSED"),
    ],
)
async def test_what_cannot_be_addressed_is_told(
    shares: ShareServiceStub, publication: Publication, fields: dict[str, Any], field: str, rule: str
) -> None:
    with refused("FIELD_INVALID") as found:
        await shares.CreateShare(asked(publication, **fields))
    assert [(name, reason) for name, _, reason in found[0].violations] == [(field, rule)]
