"""The use cases of sign-in on PostgreSQL, with our provider and that of others in the place of FranceConnect."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from passeport_chassis.db import create_engine, migrate
from passeport_identity.domain.session import SessionLifetimes
from passeport_identity.errors import LoginCancelled, LoginCodeRefused, LoginStateInvalid, SessionInvalid
from passeport_identity.franceconnect.client import FranceConnect
from passeport_identity.messaging.events import encode
from passeport_identity.storage.unit_of_work import UnitsOfWork
from passeport_identity.usecases.begin_login import BeginLogin
from passeport_identity.usecases.complete_login import Callback, CompleteLogin
from passeport_identity.usecases.end_session import EndSession
from passeport_identity.usecases.get_session import GetSession
from passeport_identity.usecases.platforms import Platform, Platforms
from passeport_identity.wiring import STORE
from passeport_sandbox.openid import abandon, sign_in
from passeport_testing.postgres import PostgresServer
from tests.conformance.conftest import LEVELS
from tests.conformance.parties import GOODBYE, Party, PlatformName, query_of, sign_out

_LIFETIMES = SessionLifetimes(timedelta(minutes=30), timedelta(hours=12))


@pytest.fixture(scope="session")
async def units(postgres_server: PostgresServer) -> AsyncIterator[UnitsOfWork]:
    """Units of work on a database brought to the newest revision."""
    database = postgres_server.create_database("identity")
    await migrate(database.owner_url, STORE.migrations, database.app)
    engine = create_engine(database.app_url, pool_size=4)
    yield UnitsOfWork(engine, encode)
    await engine.dispose()


@dataclass
class Door:
    """The use cases, and the browser that goes through them."""

    units: UnitsOfWork
    client: FranceConnect
    browser: httpx.AsyncClient
    party: Party
    platform: PlatformName

    def __post_init__(self) -> None:
        now = self.party.now
        platforms = Platforms(Platform(self.client, LEVELS[self.platform]))
        self.begin = BeginLogin(self.units, platforms, now, timedelta(minutes=10))
        self.complete = CompleteLogin(self.units, platforms, now, _LIFETIMES)
        self.get = GetSession(self.units, now, _LIFETIMES)
        self.end = EndSession(self.units, platforms, now)

    async def callback(self, login: str = "claire") -> Callback:
        begun = await self.begin("/passeport")
        answer = query_of(await sign_in(self.browser, begun.authorization_url, login))
        return Callback(answer["state"], answer["code"], answer["iss"], browser_binding=begun.browser_binding)

    async def given_up(self) -> Callback:
        begun = await self.begin("/passeport")
        answer = query_of(await abandon(self.browser, begun.authorization_url))
        return Callback(
            answer["state"], issuer=answer["iss"], error=answer["error"], browser_binding=begun.browser_binding
        )


@pytest.fixture
def door(
    units: UnitsOfWork,
    client_of: Callable[..., FranceConnect],
    browser: httpx.AsyncClient,
    party: Party,
    platform: PlatformName,
) -> Door:
    return Door(units, client_of(platform), browser, party, platform)


async def test_a_holder_signs_in_is_known_again_and_signs_out_everywhere(door: Door) -> None:
    first = await door.complete(await door.callback())
    session = (await door.get(first.session_token)).session
    assert (session.assurance, session.birth_name) == (LEVELS[door.platform], "FONTANEL")
    assert first.return_to == "/passeport"
    again = await door.complete(replace(await door.callback(), session_token=first.session_token))
    assert again.held.session.person_id == session.person_id
    with pytest.raises(SessionInvalid):
        await door.get(first.session_token)
    response = await sign_out(door.browser, await door.end(again.session_token))
    assert (response.status_code, response.headers["location"]) == (303, GOODBYE)
    with pytest.raises(SessionInvalid):
        await door.get(again.session_token)


async def test_a_callback_that_comes_twice_exchanges_its_code_once(door: Door, http: httpx.AsyncClient) -> None:
    exchanged: list[str] = []

    async def note(request: httpx.Request) -> None:
        if request.method == "POST" and not request.url.path.endswith("/revocation"):
            exchanged.append(request.url.path)

    http.event_hooks = {"request": [note]}
    callback = await door.callback()
    first, second = await asyncio.gather(door.complete(callback), door.complete(callback))
    assert first.held.session.id == second.held.session.id
    assert exchanged == ["/api/v2/token"]
    with pytest.raises(LoginStateInvalid):
        await door.complete(replace(callback, browser_binding="of another browser"))


async def test_who_gives_up_is_told_so_and_may_begin_again(door: Door) -> None:
    with pytest.raises(LoginCancelled):
        await door.complete(await door.given_up())
    assert (await door.complete(await door.callback())).session_token


async def test_a_code_that_comes_too_late_is_used_up_and_opens_nothing(door: Door) -> None:
    callback = await door.callback()
    door.party.advance(timedelta(seconds=31))
    with pytest.raises(LoginCodeRefused):
        await door.complete(callback)
    with pytest.raises(LoginStateInvalid):
        await door.complete(callback)
    assert (await door.complete(await door.callback())).session_token
