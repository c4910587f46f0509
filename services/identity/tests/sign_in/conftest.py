"""A client registered with the sandbox's FranceConnect."""

from collections.abc import AsyncIterator

import httpx
import pytest

from passeport_identity.franceconnect.client import FranceConnect
from passeport_sandbox.openid.authorities import trusted_authorities
from sandbox import Sandbox


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(verify=trusted_authorities()) as client:
        yield client


@pytest.fixture
async def france_connect(sandbox: Sandbox, http: httpx.AsyncClient) -> AsyncIterator[FranceConnect]:
    client = FranceConnect(http, sandbox.registration, patience=1.0)
    yield client
    await client.close()
