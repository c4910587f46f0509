"""The sandbox's FranceConnect over real HTTP, and a client registered with it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx
import pytest

from passeport_identity.franceconnect.client import FranceConnect, Registration
from passeport_sandbox.franceconnect import Client, create_app, running

CALLBACK = "http://localhost:8080/auth/callback"
GOODBYE = "http://localhost:8080/"
SECRET = "un-secret-de-bac-a-sable-assez-long-0123456789"


@dataclass(frozen=True)
class Sandbox:
    issuer: str

    @property
    def registration(self) -> Registration:
        return Registration(self.issuer, "passeport", SECRET, CALLBACK, GOODBYE)


async def _nap(seconds: float) -> None:
    await asyncio.sleep(min(seconds, 1.5))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    service = Client("passeport", SECRET, (CALLBACK,), (GOODBYE,))
    with running(lambda issuer: create_app(issuer=issuer, clients=[service], sleep=_nap)) as issuer:
        yield Sandbox(issuer)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=httpx.Timeout(1.0)) as client:
        yield client


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=5.0) as client:
        yield client


@pytest.fixture
def france_connect(sandbox: Sandbox, http: httpx.AsyncClient) -> FranceConnect:
    return FranceConnect(http, sandbox.registration)
