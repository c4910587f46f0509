"""A wallet sends the holder here, he lets it take what he published, and it does: through the real server."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from uuid import UUID

import grpc.aio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from asking import refused
from neighbours import holder_token
from passeport.publishing.v1 import wallet_service_pb2 as pb
from passeport.publishing.v1.wallet_service_pb2_grpc import WalletServiceStub
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import use_caller_token
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from registered import keep_publication
from samples import ISSUER
from wallets import CONFIGURATION, House, Wallet, offer_in

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "https://portefeuille.example/retour"


@dataclass
class Desk:
    """The holder at the consent screen, and his wallet behind it."""

    house: House
    wallets: WalletServiceStub

    async def authorize(self, person_id: UUID | None = None, **changes: str) -> str:
        asked = {
            "publication_id": self.house.publication_id,
            "client_id": "portefeuille",
            "wallet": "Portefeuille exemple",
            "redirect_uri": BACK,
            "code_challenge": CHALLENGE,
        }
        with use_caller_token(holder_token(person_id or self.house.person_id)):
            return (await self.wallets.AuthorizeWallet(pb.AuthorizeWalletRequest(**(asked | changes)))).code

    async def redeem(self, code: str, **changes: str) -> pb.RedeemCodeResponse:
        shown = {"client_id": "portefeuille", "redirect_uri": BACK, "code_verifier": VERIFIER} | changes
        return await self.wallets.RedeemAuthorization(pb.RedeemAuthorizationRequest(code=code, **shown))

    async def invitation(self, person_id: UUID | None = None) -> pb.WalletInvitation:
        asked = pb.GetWalletInvitationRequest(publication_id=self.house.publication_id)
        with use_caller_token(holder_token(person_id or self.house.person_id)):
            return await self.wallets.GetWalletInvitation(asked)

    async def check_over(self, code: str, **changes: str) -> None:
        with refused("OFFER_CODE_INVALID"):
            await self.redeem(code, **changes)


@pytest.fixture
async def desk(gateway: grpc.aio.Channel, open_work: UnitsOfWork, person_id: UUID) -> Desk:
    publication = await keep_publication(open_work, person_id)
    return Desk(House(gateway, person_id, str(publication.id)), WalletServiceStub(gateway))


async def test_a_wallet_takes_what_its_holder_lets_it_take(desk: Desk, engine: AsyncEngine) -> None:
    invitation = await desk.invitation()
    assert offer_in(invitation.uri) == {
        "credential_issuer": ISSUER,
        "credential_configuration_ids": [CONFIGURATION],
        "grants": {"authorization_code": {"issuer_state": desk.house.publication_id}},
    }
    assert "<svg" in invitation.qr_svg
    assert await desk.house.states() == []
    await desk.house.offer()
    code = await desk.authorize()
    assert await desk.house.states() == ["open", "ended"]
    redeemed = await desk.redeem(code)
    assert (redeemed.configuration_id, redeemed.lifetime.seconds) == (CONFIGURATION, 300)
    (credential,) = await desk.house.take(redeemed.access_token, Wallet().proof(await desk.house.nonce()))
    assert credential.endswith("~")
    assert await desk.house.states() == ["issued", "ended"]
    assert {
        ("holder", "publishing.offer.authorize"),
        ("wallet", "publishing.offer.redeem"),
        ("wallet", "publishing.offer.issue"),
    } < set(await desk.house.trail())
    async with engine.connect() as connection:
        told = await connection.exec_driver_sql(
            "SELECT action, actor_id, organisation FROM access WHERE actor = 'wallet' ORDER BY at"
        )
        assert [tuple(row) for row in told] == [
            (f"publishing.offer.{act}", "portefeuille", "Portefeuille exemple") for act in ("redeem", "issue")
        ]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": CHALLENGE},
        {"code_verifier": VERIFIER[1:]},
        {"code_verifier": "é" * 43},
        {"redirect_uri": BACK + "/"},
        {"client_id": "autre-portefeuille"},
    ],
)
async def test_a_code_that_is_shown_wrongly_is_over(desk: Desk, changes: dict[str, str]) -> None:
    code = await desk.authorize()
    await desk.check_over(code, **changes)
    await desk.check_over(code)
    assert await desk.house.states() == ["ended"]
    assert ("wallet", "publishing.offer.code_refused") in await desk.house.trail()


async def test_a_code_that_is_shown_twice_ends_the_token_that_was_given_for_it(desk: Desk) -> None:
    code = await desk.authorize()
    token = (await desk.redeem(code)).access_token
    await desk.check_over(code)
    with refused("WALLET_TOKEN_INVALID"):
        await desk.house.take(token, Wallet().proof(await desk.house.nonce()))


async def test_a_code_serves_for_a_minute_and_not_where_an_offer_is_redeemed(desk: Desk, engine: AsyncEngine) -> None:
    code = await desk.authorize()
    with refused("OFFER_CODE_INVALID"):
        await desk.house.redeem(code)
    await desk.check_over("x" * 43)
    async with engine.begin() as connection:
        lasts = await connection.exec_driver_sql("SELECT expires_at - created_at FROM credential_offer")
        assert lasts.scalar_one().total_seconds() == 60
        await connection.exec_driver_sql("UPDATE credential_offer SET expires_at = created_at")
        kept = (await connection.exec_driver_sql("SELECT * FROM wallet_grant")).one()
        assert code not in [str(value) for value in kept]
    await desk.check_over(code)


async def test_nobody_lets_a_wallet_take_what_is_not_his_or_over(desk: Desk) -> None:
    with refused("PUBLICATION_NOT_FOUND"):
        await desk.authorize(new_id())
    with refused("PUBLICATION_NOT_FOUND"):
        await desk.authorize(publication_id="x")
    with refused("PUBLICATION_NOT_FOUND"):
        await desk.invitation(new_id())
    for challenge in ("x" * 42, "=" * 43):
        with refused("FIELD_INVALID"):
            await desk.authorize(code_challenge=challenge)
    code = await desk.authorize()
    await desk.house.withdraw()
    await desk.check_over(code)
    with refused("PUBLICATION_WITHDRAWN"):
        await desk.authorize()
    with refused("PUBLICATION_WITHDRAWN"):
        await desk.invitation()
