"""Where platforms are let read what a holder published: the use cases, a platform, and a holder."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.authorization import PlatformLifetimes
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.domain.pkce import pkce_challenge
from passeport_identity.errors import (
    AccessTokenInvalid,
    GrantInvalid,
)
from passeport_identity.proconnect.client import ProConnectOff
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.get_professional_session import GetProfessionalSession
from passeport_identity.usecases.grant_authorization import Consented, GrantAuthorization
from passeport_identity.usecases.issue_caller_token import IssueCallerToken
from passeport_identity.usecases.issue_platform_tokens import IssuedPlatformTokens, IssuePlatformTokens
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.vault.client_assertions import ClientAssertions
from people import CLAIRE, CLAIRE_NIR, OPERATOR, MovedClock, register
from usecases.house import LIFETIMES, Door, Units
from usecases.test_tokens_issued import HASHER, SECRET, SIGNER, claims_of

BACK = "https://recruteur.example/retour?from=passeport"
VERIFIER = "v" * 43
PROOF = ClientProof("recruteur", SECRET)
PLATFORM = PartnerClient(
    "recruteur",
    "Recruteur en ligne",
    "35600000000048",
    frozenset({"cv:identity", "cv:employment", "cv:credential"}),
    role=PartnerRole.PLATFORM,
    redirect_uris=(BACK, "http://127.0.0.1:9999/cb"),
    purpose="Préremplir votre candidature",
)
OTHER = replace(PLATFORM, client_id="autre-recruteur")
KEPT = ["cv:identity", "cv:employment"]
ACCESS, REFRESH = timedelta(minutes=10), timedelta(days=30)


class Desk(NamedTuple):
    """The use cases about platforms, and a holder."""

    units: Units
    clock: MovedClock
    person_id: UUID
    consent_id: UUID
    grant: GrantAuthorization
    issue: IssuePlatformTokens
    callers: IssueCallerToken

    def consented(self, **more: object) -> Consented:
        usual = Consented(
            "recruteur",
            BACK,
            KEPT,
            pkce_challenge(VERIFIER),
            self.consent_id,
            self.clock.now + timedelta(days=180),
        )
        return replace(usual, **more)  # type: ignore[arg-type]

    async def code(self, **more: object) -> str:
        return await self.grant(self.person_id, self.consented(**more))

    async def tokens(self) -> IssuedPlatformTokens:
        return await self.issue.for_code(PROOF, await self.code(), BACK, VERIFIER)

    async def refreshed(self, token: str, *scopes: str) -> IssuedPlatformTokens:
        return await self.issue.for_refresh_token(PROOF, token, scopes)

    async def claims(self, token: str) -> dict[str, object]:
        return claims_of((await self.callers.for_partner(token, ["publishing"])).token)

    async def check_over(self, *tokens: IssuedPlatformTokens) -> None:
        """Neither of the two secrets of each is worth anything."""
        for one in tokens:
            with pytest.raises(AccessTokenInvalid):
                await self.claims(one.access_token)
            with pytest.raises(GrantInvalid) as refusal:
                await self.refreshed(one.refresh_token)
            assert refusal.value.check == "unknown"


async def open_desk(units: Units, door: Door, clock: MovedClock) -> Desk:
    """A desk with two platforms, and a holder who never consented yet."""
    person = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    enter = RegisterPartner(units, HASHER, clock, OPERATOR)
    for client in (PLATFORM, OTHER):
        await enter(client, SECRET)
    proving = AuthenticatePartner(units, HASHER, ClientAssertions(), clock, ())
    professionals = GetProfessionalSession(units, ProConnectOff(), clock, LIFETIMES)
    return Desk(
        units,
        clock,
        person,
        new_id(),
        GrantAuthorization(units, clock),
        IssuePlatformTokens(units, proving, clock, PlatformLifetimes(ACCESS, REFRESH)),
        IssueCallerToken(units, door.get, professionals, SIGNER, clock),
    )
