"""What a provider publishes of itself: addresses (OpenID Connect Discovery 1.0) and signing keys (RFC 7517).

Both are cached with a bounded age. When a refresh fails the copy at hand serves on for a day at most: an outage of the
discovery endpoint alone need not stop sign-ins. But no browser is sent to a provider that was silent when it was last
asked: it would wait there for nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from passeport_identity.domain.addresses import is_safe_address
from passeport_identity.errors import LoginNotTrusted, ProviderUnavailable

__all__ = ["Endpoints", "ProviderDirectory", "SigningKey"]

SigningKey = ECKey | RSAKey

_log = structlog.get_logger(__name__)
_STALE_AFTER = 24 * 3600.0
_RETRY_AFTER = 30.0
# A provider that answers with an error has a page of its own for browsers; one that does not answer has none.
_SILENCE = (httpx.TransportError, TimeoutError)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses that the client uses."""

    authorization: str
    token: str
    userinfo: str
    jwks: str
    end_session: str
    # Whether it takes a PKCE challenge (RFC 7636), and says in its callbacks who it is (RFC 9207).
    takes_challenge: bool = False
    names_itself: bool = False
    # Empty where the provider has none.
    revocation: str = ""


class _Cached(Generic[T]):
    """A document, fetched by one at a time however many ask.

    While it is fetched anew the copy at hand serves, and a fetch that failed is not tried again for a while: a provider
    that hangs costs one caller its patience, not every sign-in in turn.
    """

    def __init__(self, fetch: Callable[[], Awaitable[T]], max_age: float, now: Callable[[], float]) -> None:
        self._fetch = fetch
        self._max_age = max_age
        self._now = now
        self._value: T | None = None
        self._fetched_at = self._failed_at = float("-inf")
        self._fetching: asyncio.Task[T] | None = None
        self._silent = self._doubted = False

    def doubt(self) -> None:
        """Has `of_who_answers` look again, whatever the age of the copy."""
        self._doubted = True

    async def of_who_answers(self) -> T:
        """The document, unless whoever publishes it was silent when last asked: then raises ProviderUnavailable."""
        value = await self.get(anew=self._doubted)
        if self._silent:
            raise ProviderUnavailable
        return value

    async def get(self, *, anew: bool = False) -> T:
        """The document, whatever its age fetched first if `anew`. Raises ProviderUnavailable when there is none."""
        value, age = self._value, self._now() - self._fetched_at
        if value is not None and age <= self._max_age and not anew:
            return value
        serves = value is not None and age <= _STALE_AFTER
        failed_lately = self._now() - self._failed_at < _RETRY_AFTER
        if value is not None and serves and (failed_lately or (self._fetching is not None and not anew)):
            return value
        try:
            return await self._fetched()
        except ProviderUnavailable:
            if value is None or not serves:
                raise
            _log.warning("a provider does not answer, its last known metadata serves on", age=age)
            return value

    async def _fetched(self) -> T:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch_and_keep())
            self._fetching.add_done_callback(self._ended)
        # Whoever gives up waiting must not take the answer from the others.
        return await asyncio.shield(self._fetching)

    async def _fetch_and_keep(self) -> T:
        try:
            value = await self._fetch()
        except ProviderUnavailable as failure:
            self._failed_at, self._silent = self._now(), isinstance(failure.__cause__, _SILENCE)
            raise
        self._value, self._fetched_at, self._failed_at = value, self._now(), float("-inf")
        self._silent = self._doubted = False
        return value

    def _ended(self, task: asyncio.Task[T]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()


class ProviderDirectory:
    """Fetches and caches what the provider publishes."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        issuer: str,
        *,
        patience: float = 4.0,
        max_age: float = 600.0,
        algorithm: str = "ES256",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`algorithm` is the one that the provider signs with for us, ES256 or RS256: keys of others are not seen."""
        self._algorithm = algorithm
        self._http = http
        self._issuer = issuer
        self._patience = patience
        self._endpoints = _Cached(self._fetch_endpoints, max_age, now)
        self._keys = _Cached(self._fetch_keys, max_age, now)

    async def endpoints(self) -> Endpoints:
        """The addresses. Raises ProviderUnavailable when they cannot be had."""
        return await self._endpoints.get()

    async def endpoints_for_browsers(self) -> Endpoints:
        """The addresses, to send a browser there. Raises ProviderUnavailable while the provider is silent."""
        return await self._endpoints.of_who_answers()

    def doubt(self) -> None:
        """Notes that the provider was silent elsewhere: before a browser is sent there it is asked again."""
        self._endpoints.doubt()

    async def key(self, kid: str, *, anew: bool = False) -> SigningKey | None:
        """The signing key of a `kid`, None when there is none. `anew` fetches the keys whatever their age.

        Their order says nothing: keys are found by `kid` and algorithm, never by place.
        """
        return (await self._keys.get(anew=anew)).get(kid)

    async def _fetch_keys(self) -> dict[str, SigningKey]:
        return _signing_keys(await self._json((await self.endpoints()).jwks), self._algorithm)

    async def _fetch_endpoints(self) -> Endpoints:
        document = await self._json(f"{self._issuer}/.well-known/openid-configuration")
        if document.get("issuer") != self._issuer:
            raise LoginNotTrusted("discovery_issuer")
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint")
        addresses = [document.get(name) for name in names]
        revocation = document.get("revocation_endpoint")
        if not all(map(_is_address, addresses)) or not (revocation is None or _is_address(revocation)):
            raise LoginNotTrusted("discovery_addresses")
        authorization, token, userinfo, jwks, end_session = (str(address) for address in addresses)
        challenges = document.get("code_challenge_methods_supported")
        return Endpoints(
            authorization,
            token,
            userinfo,
            jwks,
            end_session,
            takes_challenge=isinstance(challenges, list) and "S256" in challenges,
            names_itself=document.get("authorization_response_iss_parameter_supported") is True,
            revocation=revocation or "",
        )

    async def _json(self, address: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._patience):
                response = await self._http.get(address, headers={"Accept": "application/json"})
            response.raise_for_status()
            document = response.json()
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            _log.warning("provider metadata not fetched", address=address, error=type(error).__name__)
            raise ProviderUnavailable from error
        if not isinstance(document, dict):
            raise ProviderUnavailable
        return document


def _is_address(value: object) -> bool:
    return isinstance(value, str) and is_safe_address(value)


def _signing_keys(document: dict[str, Any], algorithm: str) -> dict[str, SigningKey]:
    keys: dict[str, SigningKey] = {}
    entries = document.get("keys")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not _is_of(entry, algorithm):
            continue
        if entry.get("use", "sig") != "sig" or entry.get("alg", algorithm) != algorithm or not entry.get("kid"):
            continue
        try:
            read = RSAKey.import_key if algorithm == "RS256" else ECKey.import_key
            keys[str(entry["kid"])] = read(entry)
        except (JoseError, ValueError):
            # One unreadable key must not make the others unusable (RFC 7517 section 5).
            _log.warning("a key of a provider cannot be read", kid=str(entry["kid"]))
    return keys


def _is_of(entry: dict[str, Any], algorithm: str) -> bool:
    if algorithm == "RS256":
        return entry.get("kty") == "RSA"
    return entry.get("kty") == "EC" and entry.get("crv") == "P-256"
