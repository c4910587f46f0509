"""The fakes behind their real servers, once for the session, and the gateway over them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from fakes.identity import HOLDER_SCOPES, SignedIn
from fakes.stack import FakeStack
from passeport_gateway.http.app import create_app
from passeport_gateway.http.door import Door, Rates
from passeport_gateway.http.ports import Services
from passeport_gateway.settings import Settings
from passeport_gateway.wiring import open_services, options_of
from passeport_testing.certificates import LeafFiles

BASE = "https://passeport.example"


@pytest.fixture(scope="session")
async def stack(tls_files: Callable[[str], LeafFiles]) -> AsyncIterator[FakeStack]:
    fakes = FakeStack(tls_files)
    await fakes.start_all()
    yield fakes
    await fakes.stop_all()


@pytest.fixture(scope="session")
def settings(stack: FakeStack, tls_files: Callable[[str], LeafFiles]) -> Settings:
    own = tls_files("gateway")
    given = {
        "public_base_url": BASE,
        "tls_cert_file": own.certificate,
        "tls_key_file": own.key,
        "tls_ca_file": own.authority,
        **{f"{service}_target": stack.target(service) for service in stack.ports},
    }
    return Settings.model_validate(given)


@pytest.fixture(scope="session")
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with AsyncExitStack() as channels:
        yield await open_services(settings, channels)


@pytest.fixture
def make_app(services: Services, settings: Settings) -> Callable[..., FastAPI]:
    """Makes a gateway with options of its own."""

    def make(**changes: object) -> FastAPI:
        return create_app(Door.of(services, replace(options_of(settings), **changes)))  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def door(services: Services, settings: Settings) -> Door:
    return Door.of(services, options_of(settings))


@pytest.fixture(scope="session")
def plain_app(door: Door) -> FastAPI:
    """Made once: to make one takes longer than most tests do."""
    return create_app(door)


def browser(app: FastAPI, session: SignedIn | None = None, **headers: str) -> httpx.AsyncClient:
    """A client that keeps cookies; with a session, one that also sends its CSRF token."""
    if session is not None:
        headers = {"X-CSRF-Token": session.csrf, **headers}
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE, headers=headers)
    if session is not None:
        client.cookies.set("__Host-passeport", session.token, domain="passeport.example")
    return client


@pytest.fixture
def app(plain_app: FastAPI, door: Door) -> FastAPI:
    """The gateway as it is without options, to which nobody has come yet."""
    Rates.__init__(door.rates, door.options)
    door.sources.forget()
    return plain_app


@pytest.fixture
def holder(stack: FakeStack) -> SignedIn:
    return stack.identity.sign_in(HOLDER_SCOPES)


@pytest.fixture
async def client(app: FastAPI, holder: SignedIn) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app, holder) as made:
        yield made


def professional_browser(app: FastAPI, stack: FakeStack) -> httpx.AsyncClient:
    """The same with the session of a professional."""
    token, csrf = stack.identity.professionals.sign_in()
    client = browser(app, None, **{"X-CSRF-Token": csrf})
    client.cookies.set("__Host-passeport-pro", token, domain="passeport.example")
    return client


@pytest.fixture
async def professional(app: FastAPI, stack: FakeStack) -> AsyncIterator[httpx.AsyncClient]:
    async with professional_browser(app, stack) as client:
        yield client


@pytest.fixture
async def anyone(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as made:
        yield made


@pytest.fixture
async def partner(app: FastAPI, stack: FakeStack) -> AsyncIterator[httpx.AsyncClient]:
    name, token = f"partner-{secrets.token_hex(4)}", secrets.token_urlsafe(32)
    stack.identity.partners[name] = {
        "id": name,
        "secret": "s3cret",
        "token": token,
        "scopes": "feed:certifications feed:diplomas feed:dsn feed:trainings disputes:answer "
        "prevention:declare prevention:read",
    }
    async with browser(app, Authorization=f"Bearer {token}") as made:
        yield made


@pytest.fixture
def openapi_file() -> Path:
    return Path(__file__).parent.parent / "openapi.json"


@asynccontextmanager
async def stopped(stack: FakeStack, *services: str) -> AsyncIterator[None]:
    """Stops some services, and afterwards starts them again and waits until the gateway has found them."""
    for service in services:
        await stack.stop(service)
    try:
        yield
    finally:
        for service in services:
            await stack.start(service)
        # Its channels try again after a moment.
        await asyncio.sleep(0.7)
