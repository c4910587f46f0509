"""What FranceConnect publishes of itself: addresses (OpenID Connect Discovery 1.0) and signing keys (RFC 7517).

Both are cached with a bounded age. When a refresh fails the copy at hand serves on for a day at most: an outage of the
discovery endpoint alone need not stop sign-ins.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from passeport_identity.domain.addresses import is_safe_address
from passeport_identity.errors import LoginNotTrusted, ProviderUnavailable

__all__ = ["Endpoints", "ProviderDirectory"]

_log = structlog.get_logger(__name__)
_STALE_AFTER = 24 * 3600.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses that the client uses."""

    authorization: str
    token: str
    userinfo: str
    jwks: str
    end_session: str


@dataclass(slots=True)
class _Copy(Generic[T]):
    value: T
    fetched_at: float


class ProviderDirectory:
    """Fetches and caches what the provider publishes."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        issuer: str,
        *,
        patience: float = 4.0,
        max_age: float = 600.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._issuer = issuer
        self._patience = patience
        self._max_age = max_age
        self._now = now
        self._endpoints: _Copy[Endpoints] | None = None
        self._keys: _Copy[dict[str, ECKey]] | None = None
        self._lock = asyncio.Lock()

    async def endpoints(self) -> Endpoints:
        """The addresses. Raises ProviderUnavailable when they cannot be had."""
        async with self._lock:
            copy = self._endpoints
            if copy is None or self._age(copy) > self._max_age:
                copy = self._endpoints = await self._refreshed(copy, self._fetch_endpoints)
            return copy.value

    async def key(self, kid: str, *, anew: bool = False) -> ECKey | None:
        """The ES256 key of a `kid`, None when there is none. `anew` fetches the keys whatever their age.

        Their order says nothing: keys are found by `kid` and algorithm, never by place.
        """
        jwks_uri = (await self.endpoints()).jwks
        async with self._lock:
            copy = self._keys
            if anew or copy is None or self._age(copy) > self._max_age:

                async def fetch() -> dict[str, ECKey]:
                    return _es256_keys(await self._json(jwks_uri))

                copy = self._keys = await self._refreshed(copy, fetch)
            return copy.value.get(kid)

    def _age(self, copy: _Copy[Any]) -> float:
        return self._now() - copy.fetched_at

    async def _refreshed(self, copy: _Copy[T] | None, fetch: Callable[[], Any]) -> _Copy[T]:
        try:
            return _Copy(await fetch(), self._now())
        except ProviderUnavailable:
            if copy is None or self._age(copy) > _STALE_AFTER:
                raise
            _log.warning("franceconnect does not answer, its last known metadata serves on", age=self._age(copy))
            return copy

    async def _fetch_endpoints(self) -> Endpoints:
        document = await self._json(f"{self._issuer}/.well-known/openid-configuration")
        if document.get("issuer") != self._issuer:
            raise LoginNotTrusted("discovery_issuer")
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint")
        addresses = [document.get(name) for name in names]
        if not all(isinstance(address, str) and is_safe_address(address) for address in addresses):
            raise LoginNotTrusted("discovery_addresses")
        return Endpoints(*(str(address) for address in addresses))

    async def _json(self, address: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._patience):
                response = await self._http.get(address, headers={"Accept": "application/json"})
            response.raise_for_status()
            document = response.json()
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            _log.warning("franceconnect metadata not fetched", error=type(error).__name__)
            raise ProviderUnavailable from error
        if not isinstance(document, dict):
            raise ProviderUnavailable
        return document


def _es256_keys(document: dict[str, Any]) -> dict[str, ECKey]:
    keys: dict[str, ECKey] = {}
    entries = document.get("keys")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or entry.get("kty") != "EC" or entry.get("crv") != "P-256":
            continue
        if entry.get("use", "sig") != "sig" or entry.get("alg", "ES256") != "ES256" or not entry.get("kid"):
            continue
        try:
            keys[str(entry["kid"])] = ECKey.import_key(entry)
        except (JoseError, ValueError):
            # One unreadable key must not make the others unusable (RFC 7517 section 5).
            _log.warning("a key of franceconnect cannot be read")
    return keys
