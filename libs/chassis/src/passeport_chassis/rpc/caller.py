"""The caller token: who acts, at which level, with which scopes (ES256 JWT, RFC 7519), verified in every service."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import structlog
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from passeport_chassis.errors import DomainError, Kind

CALLER_METADATA_KEY = "passeport-caller"
TOKEN_TYPE = "caller+jwt"  # noqa: S105 - a media type
ISSUER = "passeport-identity"
_LEEWAY = 5.0
# Claims that not every caller has, under the names that they have here.
_SAME = ("acr", "id_client", "person", "purpose", "consent")
_TEXTS = {"organisation": "org_name", "siret": "org_siret", **{name: name for name in _SAME}}

_log = structlog.get_logger(__name__)


class CallerTokenInvalid(DomainError):
    """The caller token is missing, expired, badly signed or meant for another service."""

    kind = Kind.UNAUTHENTICATED
    reason = "CALLER_TOKEN_INVALID"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, as the caller token says.

    `subject` is a person id for a holder, a client id for a partner, an identifier of ours for a professional; `acr`
    the level of assurance, of a partner how it proved who it is: `client_secret` or `private_key_jwt` (RFC 8414). A
    professional reads about one `person`, for one `purpose`; a platform what one `person` consented to, under one
    `consent`. All are empty for others.
    """

    subject: str
    actor: str
    acr: str
    scopes: frozenset[str]
    organisation: str = ""
    siret: str = ""
    id_client: str = ""
    person: str = ""
    purpose: str = ""
    consent: str = ""
    token: str = field(default="", repr=False)


_caller: ContextVar[Caller | None] = ContextVar("caller", default=None)
_token: ContextVar[str | None] = ContextVar("caller_token", default=None)


def current_caller() -> Caller:
    """The caller of the call being served. Raises CallerTokenInvalid where the policy asked for none."""
    caller = _caller.get()
    if caller is None:
        raise CallerTokenInvalid(metadata={"check": "missing"})
    return caller


def current_caller_token() -> str | None:
    """The token to forward on calls made on behalf of the caller, if there is one."""
    return _token.get()


@contextmanager
def use_caller_token(token: str | None) -> Iterator[None]:
    """Forwards `token` on the calls made inside the block."""
    before = _token.set(token)
    try:
        yield
    finally:
        _token.reset(before)


def set_caller(caller: Caller | None, token: str | None) -> None:
    """Makes a verified caller the one of the call being served (each call has a context of its own)."""
    _caller.set(caller)
    _token.set(token)


class CallerKeys:
    """Verifies caller tokens with identity's keys: cached, fetched anew when old or when a kid is not known.

    However many calls need them, they are fetched once. While identity is away the keys at hand serve on, for
    `serve_for` at most: a call need not fail because identity restarts. A key that identity took back in that time is
    trusted so much longer.
    """

    def __init__(
        self,
        audience: str,
        fetch: Callable[[], Awaitable[str]],
        *,
        max_age: float = 300.0,
        refetch_after: float = 2.0,
        serve_for: float = 3600.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`fetch` returns identity's JWK set as JSON text; `audience` is the name of this service."""
        self._audience = audience
        self._fetch = fetch
        self._max_age = max_age
        self._refetch_after = refetch_after
        self._serve_for = serve_for
        self._now = now
        self._keys: KeySet | None = None
        self._kids: frozenset[str] = frozenset()
        self._fetched_at = self._tried_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def verify(self, token: str) -> Caller:
        """Verifies a token and returns its caller. Raises CallerTokenInvalid saying which check failed."""
        kid = self._kid_of(token)
        keys = await self._keys_with(kid)
        try:
            signed = jws.deserialize_compact(token, keys, algorithms=["ES256"])
            claims = json.loads(signed.payload or b"")
        except (JoseError, ValueError) as error:
            raise CallerTokenInvalid(metadata={"check": "signature"}) from error
        return self._caller(claims, token)

    def _kid_of(self, token: str) -> str:
        try:
            header = jws.extract_compact(token.encode("ascii")).protected
        except (JoseError, ValueError) as error:
            raise CallerTokenInvalid(metadata={"check": "format"}) from error
        if header.get("alg") != "ES256" or header.get("typ") != TOKEN_TYPE:
            raise CallerTokenInvalid(metadata={"check": "header"})
        return str(header.get("kid", ""))

    async def _keys_with(self, kid: str) -> KeySet:
        age = self._now() - self._fetched_at
        tried_lately = self._now() - self._tried_at <= self._refetch_after
        if self._keys is not None and self._fetching is not None and kid in self._kids and age <= self._serve_for:
            # Somebody fetches them: an identity that hangs holds up one call, not all.
            return self._keys
        if self._keys is None or ((age > self._max_age or kid not in self._kids) and not tried_lately):
            try:
                await self._fetched()
            except Exception as error:
                if self._keys is None or age > self._serve_for or kid not in self._kids:
                    raise
                _log.warning("identity does not give its keys, the last known serve on", age=age, error=str(error))
        elif age > self._serve_for:
            # Too old to be trusted, and nobody could fetch others a moment ago.
            await self._fetched()
        if self._keys is None or kid not in self._kids:
            raise CallerTokenInvalid(metadata={"check": "kid"})
        return self._keys

    async def _fetched(self) -> None:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch_and_keep())
            self._fetching.add_done_callback(self._ended)
        # A call that is given up must not take the keys from the others.
        await asyncio.shield(self._fetching)

    async def _fetch_and_keep(self) -> None:
        try:
            keys = json.loads(await self._fetch())
        finally:
            self._tried_at = self._now()
        self._keys = KeySet.import_key_set(keys)
        self._kids = frozenset(str(key["kid"]) for key in keys["keys"])
        self._fetched_at = self._now()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()

    def _caller(self, claims: dict[str, object], token: str) -> Caller:
        now = self._now()
        audience = claims.get("aud")
        expires = claims.get("exp")
        if claims.get("iss") != ISSUER:
            raise CallerTokenInvalid(metadata={"check": "issuer"})
        if not isinstance(audience, list) or self._audience not in audience:
            raise CallerTokenInvalid(metadata={"check": "audience"})
        if not isinstance(expires, int | float) or expires + _LEEWAY < now:
            raise CallerTokenInvalid(metadata={"check": "expired"})
        return Caller(
            subject=str(claims["sub"]),
            actor=str(claims["actor"]),
            scopes=frozenset(str(claims.get("scope", "")).split()),
            token=token,
            **{name: str(claims.get(claim, "")) for name, claim in _TEXTS.items()},
        )
