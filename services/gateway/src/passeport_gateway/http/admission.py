"""Who comes: a holder by session cookie, a partner by bearer token; either becomes a caller token at identity."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import time
from datetime import timedelta

from starlette.requests import Request

from passeport_gateway.domain.addresses import check_origin
from passeport_gateway.errors import BearerRequired, ProfessionalSignInRequired, RateLimited, SignInRequired
from passeport_gateway.http.cookies import professional_session_of, session_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import keep_language

__all__ = [
    "IDENTITY",
    "PREVENTION",
    "PUBLISHING",
    "RECORDS",
    "client_address",
    "client_id_of",
    "holder_token",
    "limit_rate",
    "partner_token",
    "professional_of",
]

IDENTITY, RECORDS, PUBLISHING, PREVENTION = "identity", "records", "publishing", "prevention"

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_SECRET = 4096


async def holder_token(door: Door, request: Request, *audiences: str, csrf_token: str | None = None) -> str:
    """The caller token of the holder, for some services. Raises SignInRequired, OriginRefused, ServiceRefused.

    On unsafe methods the origin is checked here and the CSRF token by identity; `csrf_token` is the one of a form.
    """
    session = session_of(request)
    if session is None:
        raise SignInRequired
    if request.method in _SAFE:
        issued = await door.services.identity.holder_token(session, audiences)
        keep_language(request, issued.language)
        return issued.caller_token
    headers = request.headers
    check_origin(headers.get("origin"), headers.get("sec-fetch-site"), door.known_origins)
    token = csrf_token if csrf_token is not None else headers.get("x-csrf-token", "")
    issued = await door.services.identity.holder_token(session, audiences, csrf_token=token, unsafe=True)
    keep_language(request, issued.language)
    return issued.caller_token


async def professional_of(door: Door, request: Request) -> str:
    """The secret of the professional's session. Raises ProfessionalSignInRequired, RateLimited, and OriginRefused as
    for holders.

    What is done with it asks identity, which checks it, and the CSRF token of unsafe methods.
    """
    secret = professional_session_of(request)
    if secret is None:
        raise ProfessionalSignInRequired
    # Whatever session it shows: one that is made up costs identity a look, too. Before the session, of which a count is
    # kept: who makes up many is held back before they fill the memory.
    await limit_rate(door, "professional-address", client_address(request))
    await limit_rate(door, "professional", secret)
    if request.method not in _SAFE:
        headers = request.headers
        check_origin(headers.get("origin"), headers.get("sec-fetch-site"), door.known_origins)
    return secret


async def partner_token(door: Door, request: Request, *audiences: str) -> str:
    """The caller token of the partner, for some services. Raises BearerRequired, ServiceRefused."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret or len(secret) > _LONGEST_SECRET:
        raise BearerRequired
    return await door.services.identity.partner_caller_token(secret, audiences)


def client_id_of(caller_token: str) -> str:
    """The partner that a caller token speaks of. It comes from identity itself; who is called with it verifies it."""
    payload = caller_token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return str(claims["sub"])


def client_address(request: Request) -> str:
    """The address that a limit counts by."""
    return request.client.host if request.client else "unknown"


async def limit_rate(door: Door, what: str, *who: str) -> None:
    """Counts a request. Raises RateLimited. Secrets among `who` are kept as digests."""
    digests = (hashlib.blake2b(name.encode(), digest_size=16).hexdigest() for name in who)
    reset = await door.rates.over(what, *digests)
    if reset is not None:
        seconds = max(1, math.ceil(reset - time.time()))
        raise RateLimited(metadata={"seconds": str(seconds)}, retry_after=timedelta(seconds=seconds))
