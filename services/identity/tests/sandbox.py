"""The sandbox's FranceConnect over real HTTP, where this service is registered."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import FastAPI

from passeport_identity.franceconnect.client import Registration
from passeport_sandbox.franceconnect import FRANCECONNECT_PLUS, Client
from passeport_sandbox.franceconnect.app import create_app
from passeport_sandbox.openid.live import running

BASE_URL = "http://localhost:8080"
CALLBACK = f"{BASE_URL}/auth/callback"
GOODBYE = f"{BASE_URL}/"
KEYS_ADDRESS = f"{BASE_URL}/.well-known/franceconnect-jwks.json"
SECRET = "un-secret-de-bac-a-sable-assez-long-0123456789"


@dataclass(frozen=True)
class Sandbox:
    """Where it is."""

    issuer: str

    @property
    def registration(self) -> Registration:
        return Registration(self.issuer, "passeport", SECRET, CALLBACK, GOODBYE)


async def _nap(seconds: float) -> None:
    # Longer than the client's patience in these tests, and no longer than a test should last.
    await asyncio.sleep(min(seconds, 1.5))


@contextmanager
def running_sandbox() -> Iterator[Sandbox]:
    """Runs it on a free port until the end of the block."""
    service = Client("passeport", SECRET, (CALLBACK,), (GOODBYE,))
    with running(lambda issuer: create_app(issuer=issuer, clients=[service], sleep=_nap)) as issuer:
        yield Sandbox(issuer)


@contextmanager
def running_plus(jwks: str) -> Iterator[Sandbox]:
    """Runs its FranceConnect+, which finds these keys where this service publishes them."""
    service = Client("passeport", SECRET, (CALLBACK,), (GOODBYE,), jwks_uri=KEYS_ADDRESS)

    async def fetch(address: str) -> Any:
        assert address == KEYS_ADDRESS
        return json.loads(jwks)

    def build(issuer: str) -> FastAPI:
        return create_app(issuer=issuer, clients=[service], platform=FRANCECONNECT_PLUS, fetch_keys=fetch)

    with running(build) as issuer:
        yield Sandbox(issuer)


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
