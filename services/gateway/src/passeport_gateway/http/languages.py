"""Which language a request is answered in: the one that it names, else the one that its holder chose, else French."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.requests import Request

from passeport_gateway.domain.language import Language, names_language, preferred_language
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http.cookies import session_of
from passeport_gateway.http.ports import Identity

__all__ = ["keep_language", "language_of", "learn_language", "said_in"]

_CHOSEN = "passeport_gateway.holder_language"
# A refusal is worth no longer wait than that for its language.
_SECONDS = 1.0


def language_of(request: Request) -> Language:
    """The language to answer in."""
    return preferred_language(_named(request), request.scope.get(_CHOSEN, ""))


def said_in(language: Language) -> dict[str, str]:
    """The headers of what is worded in a language, and would be in another."""
    return {"Content-Language": language, "Vary": "Accept-Language"}


def keep_language(request: Request, chosen: str) -> None:
    """Notes what the holder chose, `fr` or `en`, or nothing; identity says it with each caller token."""
    request.scope[_CHOSEN] = chosen


async def learn_language(request: Request, identity: Identity) -> None:
    """Asks identity what the holder chose, if that matters and nobody asked yet.

    Many refusals come before it is known who comes: parameters that are wrong, a CSRF token that is not his. It costs
    one call, for requests with a session and without a language only. Where identity does not know or answer: French.
    """
    secret = session_of(request)
    if secret is None or _CHOSEN in request.scope or names_language(_named(request)):
        return
    with suppress(ServiceRefused, TimeoutError):
        async with asyncio.timeout(_SECONDS):
            keep_language(request, (await identity.session(secret)).language)


def _named(request: Request) -> str:
    return request.headers.get("accept-language", "")
