"""Authorization requests that clients push before the browser comes with them (RFC 9126)."""

from dataclasses import replace

import pytest

from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.errors import (
    ClientInvalid,
    PushedRequestNotFound,
    RedirectUriNotRegistered,
    ScopeNotAllowed,
)
from passeport_identity.usecases.authenticate_partner import ClientProof
from passeport_identity.usecases.push_authorization import LASTS, PushAuthorization, TakePushed
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.usecases.remove_partner import RemovePartner
from people import OPERATOR, MovedClock
from usecases.house import Door, Units
from usecases.platform_desk import BACK, PROOF, Desk, open_desk
from usecases.test_tokens_issued import HASHER, SECRET

WALLET = PartnerClient(
    "portefeuille",
    "Portefeuille exemple",
    "35600000000048",
    frozenset({"wallet:cv"}),
    role=PartnerRole.WALLET,
    redirect_uris=("https://portefeuille.example/retour",),
)
ASKED = {"client_id": "portefeuille", "state": "été"}


@pytest.fixture
async def desk(units: Units, door: Door, clock: MovedClock) -> Desk:
    desk = await open_desk(units, door, clock)
    await RegisterPartner(units, HASHER, clock, OPERATOR)(WALLET, None)
    return desk


async def test_what_is_pushed_is_given_back_to_its_client_while_it_lasts(desk: Desk) -> None:
    push = PushAuthorization(desk.units, desk.issue.authenticate, desk.clock)
    take = TakePushed(desk.units, desk.clock)
    mine = await push(ClientProof("portefeuille"), WALLET.redirect_uris[0], ["wallet:cv"], ASKED)
    theirs = await push(PROOF, BACK, [], {"client_id": "recruteur"})
    assert mine.startswith("urn:ietf:params:oauth:request_uri:")
    assert len(mine) > 70
    for _ in range(2):
        assert await take("portefeuille", mine) == ASKED
    for client_id, uri in (("recruteur", mine), ("portefeuille", theirs), ("portefeuille", mine[:-1]), ("", ""),
                           ("portefeuille", mine.rpartition(":")[2])):  # fmt: skip
        with pytest.raises(PushedRequestNotFound):
            await take(client_id, uri)
    desk.clock.advance(LASTS)
    with pytest.raises(PushedRequestNotFound):
        await take("portefeuille", mine)


async def test_who_pushes_is_who_he_says_and_what_he_pushes_is_his(desk: Desk) -> None:
    push = PushAuthorization(desk.units, desk.issue.authenticate, desk.clock)
    back = WALLET.redirect_uris[0]
    for proof, address in (
        (ClientProof("personne"), back),
        # A platform has to prove who it is, and a wallet has nothing to prove it by.
        (ClientProof("recruteur"), BACK),
        (ClientProof("recruteur", "x" * 43), BACK),
        (ClientProof("portefeuille", SECRET), back),
    ):
        with pytest.raises(ClientInvalid):
            await push(proof, address, [], ASKED)
    with pytest.raises(RedirectUriNotRegistered):
        await push(ClientProof("portefeuille"), BACK, [], ASKED)
    with pytest.raises(ScopeNotAllowed):
        await push(ClientProof("portefeuille"), back, ["cv:identity"], ASKED)


async def test_it_goes_with_its_client(desk: Desk) -> None:
    push = PushAuthorization(desk.units, desk.issue.authenticate, desk.clock)
    uri = await push(ClientProof("portefeuille"), WALLET.redirect_uris[0], [], ASKED)
    await RemovePartner(desk.units, desk.clock, OPERATOR)("portefeuille")
    await RegisterPartner(desk.units, HASHER, desk.clock, OPERATOR)(replace(WALLET, organisation="Un autre"), None)
    with pytest.raises(PushedRequestNotFound):
        await TakePushed(desk.units, desk.clock)("portefeuille", uri)
