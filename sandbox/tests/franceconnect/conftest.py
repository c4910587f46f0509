"""A FranceConnect in this process, with a clock that the test moves, and services registered with it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from franceconnect.service import ISSUER, PASSPORT, ManualClock, Nap, Service

from passeport_sandbox.franceconnect import Client
from passeport_sandbox.franceconnect.app import create_app
from passeport_sandbox.openid.keys import KeyRing

SISTER = replace(PASSPORT, client_id="frere", entity_id="passeport", name="Service frère")
STRANGER = replace(PASSPORT, client_id="autre", name="Autre service")
RSA_SERVICE = replace(PASSPORT, client_id="rsa", signing_algorithm="RS256")
HURRIED = replace(PASSPORT, client_id="presse", may_skip_consent=True)
CURIOUS = replace(PASSPORT, client_id="curieux", allowed_scopes=PASSPORT.allowed_scopes | {"amr", "idp_id"})

CLIENTS = {client.client_id: client for client in (PASSPORT, SISTER, STRANGER, RSA_SERVICE, HURRIED, CURIOUS)}


@pytest.fixture(scope="session")
def shared_keys() -> KeyRing:
    return KeyRing.generate()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def nap() -> Nap:
    return Nap()


@pytest.fixture
def app(clock: ManualClock, nap: Nap, shared_keys: KeyRing) -> FastAPI:
    return create_app(issuer=ISSUER, clients=CLIENTS.values(), clock=clock, keys=shared_keys, sleep=nap)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8081") as client:
        yield client


@pytest.fixture
def service(browser: httpx.AsyncClient, clock: ManualClock) -> Service:
    return Service(browser, clock=clock)


@pytest.fixture
def service_of(browser: httpx.AsyncClient, clock: ManualClock) -> Callable[[str], Service]:
    """Another service, same browser."""

    def make(client_id: str) -> Service:
        return Service(browser, client=CLIENTS[client_id], clock=clock)

    return make


@pytest.fixture
def clients() -> dict[str, Client]:
    return dict(CLIENTS)
