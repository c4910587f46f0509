"""The providers that the client must agree with: the sandbox, which is ours, and oidc-provider, which others wrote."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
from fastapi import FastAPI

from passeport_identity.franceconnect.client import Registration
from passeport_sandbox.franceconnect import FRANCECONNECT, FRANCECONNECT_PLUS, Client, Platform
from passeport_sandbox.franceconnect.app import create_app
from passeport_sandbox.franceconnect.clients import KeyEncryption
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.live import running
from passeport_sandbox.openid.visitor import read_forms

CALLBACK = "http://localhost:8080/auth/callback"
GOODBYE = "http://localhost:8080/"
SECRET = "un-secret-de-bac-a-sable-assez-long-0123456789"
# Three registrations of one service: at FranceConnect+ they differ in how its keys are used.
SERVICES: dict[str, KeyEncryption] = {
    "passeport": "ECDH-ES",
    "passeport-rsa": "RSA-OAEP",
    "passeport-rsa-256": "RSA-OAEP-256",
}
PlatformName = Literal["franceconnect", "plus"]
_MOST_STEPS = 5


@dataclass
class Party:
    """One provider as both FranceConnect and FranceConnect+, its clock and keys in the hands of a test."""

    addresses: dict[PlatformName, str]
    move_to: Callable[[timedelta], None]
    change_keys: Callable[[str], None]
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The instant that it is there: our side of a conversation must live in the same time."""
        return datetime.now(UTC) + self.ahead

    def advance(self, by: timedelta) -> None:
        """Let time pass there."""
        self.ahead += by
        self.move_to(self.ahead)

    def reset(self) -> None:
        """Bring it back to our time."""
        if self.ahead:
            self.advance(-self.ahead)

    def registration(self, platform: PlatformName = "franceconnect", client_id: str = "passeport") -> Registration:
        """What was agreed with it."""
        return Registration(self.addresses[platform], client_id, SECRET, CALLBACK, GOODBYE)


@contextmanager
def sandbox(jwks_uri: str) -> Iterator[Party]:
    """Run the sandbox until the end of the block."""
    rings = (KeyRing.generate(), KeyRing.generate())
    ahead = timedelta()

    def move_to(moved: timedelta) -> None:
        nonlocal ahead
        ahead = moved

    def change_keys(kid: str) -> None:
        for ring in rings:
            ring.rotate(kid)

    def built(platform: Platform, keys: KeyRing) -> Callable[[str], FastAPI]:
        clients = [
            Client(name, SECRET, (CALLBACK,), (GOODBYE,), jwks_uri=jwks_uri, key_encryption=encryption)
            for name, encryption in SERVICES.items()
        ]
        return lambda issuer: create_app(
            issuer=issuer, clients=clients, clock=lambda: datetime.now(UTC) + ahead, keys=keys, platform=platform
        )

    with running(built(FRANCECONNECT, rings[0])) as low, running(built(FRANCECONNECT_PLUS, rings[1])) as plus:
        yield Party({"franceconnect": low, "plus": plus}, move_to, change_keys)


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


async def sign_out(browser: httpx.AsyncClient, address: str) -> httpx.Response:
    """Follow the end of a session, forms that browsers send by themselves included, until it leaves the provider."""
    home = address.partition("/session/end")[0]
    response = await browser.get(address)
    for _ in range(_MOST_STEPS):
        if response.has_redirect_location:
            following = urljoin(str(response.url), response.headers["location"])
            if not following.startswith(home):
                return response
            response = await browser.get(following)
            continue
        forms = read_forms(response.text)
        if not forms:
            return response
        response = await browser.post(urljoin(str(response.url), forms[0].action), data=forms[0].fields)
    raise AssertionError(f"still at {response.url}")
