"""The sandbox's ProConnect over real HTTP, and the use cases of a professional on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.proconnect.client import ProConnect, ProRegistration
from passeport_identity.usecases.begin_professional_login import BeginProfessionalLogin
from passeport_identity.usecases.complete_login import Callback
from passeport_identity.usecases.complete_professional_login import (
    CompletedProfessionalLogin,
    CompleteProfessionalLogin,
)
from passeport_identity.usecases.end_professional_session import EndProfessionalSession
from passeport_identity.usecases.get_professional_session import GetProfessionalSession
from passeport_sandbox.franceconnect import Client
from passeport_sandbox.openid import sign_in
from passeport_sandbox.openid.authorities import trusted_authorities
from passeport_sandbox.openid.live import running
from passeport_sandbox.proconnect import BODIES
from passeport_sandbox.proconnect.app import create_app
from people import MovedClock
from sandbox import BASE_URL, SECRET, query_of
from sql_units import SqlUnits

CALLBACK, GOODBYE = f"{BASE_URL}/auth/professional/callback", f"{BASE_URL}/"
LEVELS = ("eidas2", "eidas3", "https://proconnect.gouv.fr/assurance/consistency-checked-2fa")
LIFETIMES = SessionLifetimes(timedelta(minutes=15), timedelta(hours=8))


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """ProConnect, on a free port."""
    client = Client("passeport", SECRET, (CALLBACK,), (GOODBYE,))
    with running(lambda issuer: create_app(issuer=issuer, client=client)) as issuer:
        yield issuer


@pytest.fixture(scope="session")
def rs256_issuer() -> Iterator[str]:
    """Another, which signs with RS256 for us."""
    client = Client("passeport", SECRET, (CALLBACK,), (GOODBYE,), signing_algorithm="RS256")
    with running(lambda issuer: create_app(issuer=issuer, client=client)) as issuer:
        yield issuer


@pytest.fixture
def registration(issuer: str) -> ProRegistration:
    return ProRegistration(issuer, "passeport", SECRET, CALLBACK, GOODBYE, LEVELS)


@dataclass
class Entrance:
    """Where professionals come in, and a browser that they come with."""

    units: SqlUnits
    provider: ProConnect
    browser: httpx.AsyncClient
    clock: MovedClock

    def __post_init__(self) -> None:
        self.begin = BeginProfessionalLogin(self.units, self.provider, self.clock, timedelta(minutes=10))
        self.complete = CompleteProfessionalLogin(self.units, self.provider, self.clock, LIFETIMES)
        self.get = GetProfessionalSession(self.units, self.provider, self.clock, LIFETIMES)
        self.end = EndProfessionalSession(self.units, self.provider)

    async def callback(self, login: str) -> Callback:
        begun = await self.begin("/")
        back = query_of(await sign_in(self.browser, begun.authorization_url, login))
        return Callback(
            back.get("state", ""),
            back.get("code", ""),
            back.get("iss", ""),
            back.get("error", ""),
            begun.browser_binding,
        )

    async def enter(self, login: str, session_token: str = "") -> CompletedProfessionalLogin:
        return await self.complete(replace(await self.callback(login), session_token=session_token))


@pytest.fixture
async def bodies(sql_units: SqlUnits) -> None:
    """The bodies of the sandbox, registered."""
    async with sql_units() as work:
        for body in BODIES:
            client = PartnerClient(body.client_id, body.name, body.siret, frozenset(), role=PartnerRole(body.role))
            await work.partners.save(client)
        await work.commit()


@pytest.fixture
async def entrance(
    sql_units: SqlUnits, bodies: None, registration: ProRegistration, clock: MovedClock
) -> AsyncIterator[Entrance]:
    believed = trusted_authorities()
    async with httpx.AsyncClient(verify=believed) as http, httpx.AsyncClient(verify=believed) as browser:
        yield Entrance(sql_units, ProConnect(http, registration, patience=1.0), browser, clock)
