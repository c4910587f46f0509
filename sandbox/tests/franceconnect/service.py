"""A careful service: signs a persona in, checks everything it gets, and names the first thing that is wrong."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

from passeport_sandbox.franceconnect import Client
from passeport_sandbox.openid import abandon, sign_in

ISSUER = "http://localhost:8081/api/v2"
CALLBACK = "http://localhost:8080/auth/callback"
GOODBYE = "http://localhost:8080/au-revoir"
ALL_SCOPES = "openid profile birth email idp_birthdate"

PASSPORT = Client(
    client_id="passeport",
    client_secret="un-secret-de-bac-a-sable-assez-long-0123456789",
    redirect_uris=(CALLBACK, "http://localhost:8080/autre?page=1"),
    post_logout_redirect_uris=(GOODBYE,),
)


class ManualClock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Nap:
    """Stands for asyncio.sleep and remembers how long it was asked to sleep."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


class Refused(Exception):
    """Why the careful service refuses; the reason is its first argument."""


@dataclass
class Service:
    """One registered service and the browser of one person."""

    browser: httpx.AsyncClient
    client: Client = PASSPORT
    issuer: str = ISSUER
    clock: ManualClock = field(default_factory=ManualClock)
    verifier: str | None = None

    def parameters(self, **changes: str | None) -> dict[str, str]:
        """Return sound parameters of /authorize, changed; None leaves a parameter out."""
        sound: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.client.redirect_uris[0],
            "scope": ALL_SCOPES,
            "acr_values": "eidas1",
            "state": secrets.token_urlsafe(32),
            "nonce": secrets.token_urlsafe(32),
            **changes,
        }
        return {name: value for name, value in sound.items() if value is not None}

    def authorize_url(self, **changes: str | None) -> str:
        return f"{self.issuer}/authorize?{urlencode(self.parameters(**changes))}"

    async def authorize(self, **changes: str | None) -> httpx.Response:
        return await self.browser.get(self.authorize_url(**changes))

    async def refusal(self, **changes: str | None) -> dict[str, str]:
        """Return the parameters of the error that /authorize sends back to the service."""
        response = await self.authorize(**changes)
        assert response.status_code == 303, response.text
        assert response.headers["content-type"].startswith("text/html")
        return query_of(response.headers["location"])

    async def code(self, login: str = "claire", **changes: str | None) -> str:
        return query_of(await sign_in(self.browser, self.authorize_url(**changes), login))["code"]

    async def cancel(self) -> dict[str, str]:
        return query_of(await abandon(self.browser, self.authorize_url()))

    async def token(self, code: str, **changes: str | None) -> httpx.Response:
        sound: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.client.redirect_uris[0],
            "client_id": self.client.client_id,
            "client_secret": self.client.client_secret,
            **changes,
        }
        body = {name: value for name, value in sound.items() if value is not None}
        return await self.browser.post(f"{self.issuer}/token", data=body)

    async def tokens(self, login: str = "claire", **changes: str | None) -> dict[str, Any]:
        response = await self.token(await self.code(login, **changes))
        assert response.status_code == 200, response.text
        tokens: dict[str, Any] = response.json()
        return tokens

    async def userinfo(self, access_token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {access_token}"}
        return await self.browser.get(f"{self.issuer}/userinfo", headers=headers)

    async def claims(self, token: str) -> dict[str, Any]:
        """Check the signature of a token, by kid, and return its claims."""
        keys = KeySet.import_key_set((await self.browser.get(f"{self.issuer}/jwks")).json())
        return jwt.decode(token, keys, algorithms=["ES256", "RS256"]).claims

    async def identity(self, login: str, **changes: str | None) -> dict[str, Any]:
        """Sign that persona in, check everything, and return the claims of userinfo."""
        asked = self.parameters(code_challenge=challenge_of("v" * 43), code_challenge_method="S256", **changes)
        callback = query_of(await sign_in(self.browser, f"{self.issuer}/authorize?{urlencode(asked)}", login))
        require(callback.get("iss") == self.issuer, "callback iss")
        require(callback.get("state") == asked["state"], "state")
        answer = await self.token(callback["code"], code_verifier="v" * 43)
        require(answer.status_code == 200, f"token {answer.status_code}")
        id_token = await self._verified(answer.json()["id_token"], "id_token")
        require(id_token["nonce"] == asked["nonce"], "nonce")
        require(id_token["acr"] == "eidas1", "acr")
        userinfo = await self.userinfo(answer.json()["access_token"])
        require(userinfo.status_code == 200, f"userinfo {userinfo.status_code}")
        require(userinfo.headers["content-type"].startswith("application/jwt"), "userinfo content-type")
        person = await self._verified(userinfo.text, "userinfo")
        require(person.get("sub") == id_token["sub"], "userinfo sub")
        return person

    async def _verified(self, token: str, name: str) -> dict[str, Any]:
        keys = (await self.browser.get(f"{self.issuer}/jwks")).json()["keys"]
        header = part_of(token, 0)
        require(header["alg"] == self.client.signing_algorithm, f"{name} alg")
        require(header["kid"] in {key["kid"] for key in keys if key["alg"] == header["alg"]}, f"{name} kid")
        try:
            claims = await self.claims(token)
        except Exception as fault:
            raise Refused(f"{name} signature") from fault
        require(claims["iss"] == self.issuer, f"{name} iss")
        require(claims["aud"] == self.client.client_id, f"{name} aud")
        require(claims["exp"] > self.clock().timestamp(), f"{name} exp")
        return claims


def require(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def fragment_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).fragment, keep_blank_values=True))


def part_of(token: str, index: int) -> dict[str, Any]:
    text = token.split(".")[index]
    part: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return part


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def error_code(response: httpx.Response) -> str:
    """Return the Y code of a page of FranceConnect."""
    assert response.headers["content-type"].startswith("text/html")
    return response.text.partition('id="error-code">')[2].partition("<")[0]
