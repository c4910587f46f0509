"""A client registered with the sandbox's FranceConnect."""

from collections.abc import AsyncIterator

import httpx
import pytest

from passeport_identity.franceconnect.client import FranceConnect
from sandbox import Sandbox


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
def france_connect(sandbox: Sandbox, http: httpx.AsyncClient) -> FranceConnect:
    return FranceConnect(http, sandbox.registration, patience=1.0)
