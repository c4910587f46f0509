"""Who asks as a platform does and is none, and a platform while the account of its holder is closed."""

from dataclasses import replace
from datetime import datetime

import pytest

from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.errors import (
    ClientInvalid,
    ConsentSuspended,
    PlatformNotFound,
    RedirectUriNotRegistered,
)
from passeport_identity.usecases.authenticate_partner import ClientProof
from passeport_identity.usecases.describe_authorization import DescribeAuthorization
from passeport_identity.usecases.register_partner import RegisterPartner
from people import OPERATOR, MovedClock
from usecases.house import Door, Units
from usecases.platform_desk import BACK, PROOF, VERIFIER, Desk, open_desk
from usecases.test_tokens_issued import HASHER, SECRET


@pytest.fixture
async def desk(units: Units, door: Door, clock: MovedClock) -> Desk:
    return await open_desk(units, door, clock)


async def test_a_wallet_is_known_by_its_address_and_gets_nothing_here(desk: Desk) -> None:
    wallet = PartnerClient(
        "portefeuille",
        "Portefeuille exemple",
        "35600000000048",
        frozenset({"wallet:cv"}),
        role=PartnerRole.WALLET,
        redirect_uris=("https://portefeuille.example/retour",),
    )
    enter = RegisterPartner(desk.units, HASHER, desk.clock, OPERATOR)
    with pytest.raises(ValueError, match="neither a secret nor keys"):
        await enter(wallet, SECRET)
    await enter(wallet, None)
    back = wallet.redirect_uris[0]
    asking = await DescribeAuthorization(desk.units)("portefeuille", back, [])
    assert asking.client.is_wallet
    assert asking.scopes == {"wallet:cv"}
    with pytest.raises(RedirectUriNotRegistered):
        await DescribeAuthorization(desk.units)("portefeuille", BACK, [])
    with pytest.raises(PlatformNotFound):
        await desk.code(client_id="portefeuille", redirect_uri=back, scopes=["wallet:cv"])
    for secret in ("", SECRET):
        with pytest.raises(ClientInvalid):
            await desk.issue.for_code(ClientProof("portefeuille", secret), await desk.code(), BACK, VERIFIER)


async def test_while_the_account_of_the_holder_is_closed_nothing_opens_and_nothing_is_used_up(desk: Desk) -> None:
    issued, code = await desk.tokens(), await desk.code()

    async def stands(closed_at: datetime | None) -> None:
        async with desk.units() as work:
            account = await work.accounts.ensure(desk.person_id)
            await work.accounts.save(replace(account, activated_at=desk.clock.now, closed_at=closed_at))
            await work.commit()

    await stands(desk.clock.now)
    for _ in range(2):
        with pytest.raises(ConsentSuspended):
            await desk.claims(issued.access_token)
        with pytest.raises(ConsentSuspended):
            await desk.refreshed(issued.refresh_token)
        with pytest.raises(ConsentSuspended):
            await desk.issue.for_code(PROOF, code, BACK, VERIFIER)
    await stands(None)
    await desk.claims(issued.access_token)
    await desk.refreshed(issued.refresh_token)
    await desk.issue.for_code(PROOF, code, BACK, VERIFIER)
