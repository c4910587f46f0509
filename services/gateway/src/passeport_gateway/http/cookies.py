"""The cookies: the session, the binding of a sign-in to its browser, the way back from FranceConnect's sign-out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

__all__ = [
    "PROFESSIONAL_COOKIE",
    "RETURN_COOKIE",
    "SESSION_COOKIE",
    "drop_professional",
    "drop_session",
    "drop_way_back",
    "keep_binding",
    "keep_opening",
    "keep_professional",
    "keep_professional_binding",
    "keep_session",
    "keep_way_back",
    "login_cookie",
    "opening_of",
    "professional_login_cookie",
    "professional_session_of",
    "remembered_way_back",
    "session_of",
]

# `__Host-`: Secure, Path=/, no Domain, so that no other host of the domain can plant them.
SESSION_COOKIE = "__Host-passeport"
# Of a professional: sessions of the two kinds may lie side by side, and neither is ever taken for the other.
PROFESSIONAL_COOKIE = "__Host-passeport-pro"
RETURN_COOKIE = "__Host-passeport-return"
# Long enough to read FranceConnect's page, too short to be found by the next who opens the home page.
_RETURN_SECONDS = 120
# No state of ours has one.
_AFTER_STATE = "~"
_LOGIN_COOKIE = "__Host-passeport-login-"
_PROFESSIONAL_LOGIN_COOKIE = "__Host-passeport-pro-login-"
_OPENING_COOKIE = "__Host-passeport-opening-"
# Tabs in which a holder may be signing in at once; cookies are sent with every request.
_MOST_ATTEMPTS = 5
_LONGEST_SECRET = 4096


def session_of(request: Request) -> str | None:
    """The secret of the holder's session that the browser has, if any."""
    return _secret(request, SESSION_COOKIE)


def professional_session_of(request: Request) -> str | None:
    """The secret of the professional's session that the browser has, if any."""
    return _secret(request, PROFESSIONAL_COOKIE)


def _secret(request: Request, cookie: str) -> str | None:
    secret = request.cookies.get(cookie)
    return secret if secret and len(secret) <= _LONGEST_SECRET else None


def _set(response: Response, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="lax")


def keep_session(response: Response, secret: str) -> None:
    """Gives the browser a session, until it is closed or the session ends at identity."""
    _set(response, SESSION_COOKIE, secret, None)


def drop_session(response: Response) -> None:
    """Takes the session from the browser."""
    _set(response, SESSION_COOKIE, "", 0)


def keep_professional(response: Response, secret: str) -> None:
    """Gives the browser a session of a professional, until it is closed or the session ends at identity."""
    _set(response, PROFESSIONAL_COOKIE, secret, None)


def drop_professional(response: Response) -> None:
    """Takes it from the browser."""
    _set(response, PROFESSIONAL_COOKIE, "", 0)


def login_cookie(state: str) -> str:
    """The cookie that ties an attempt to its browser: each tab has its own, and none overwrites another's."""
    return _LOGIN_COOKIE + _digest(state)


def professional_login_cookie(state: str) -> str:
    """The same for an attempt of a professional."""
    return _PROFESSIONAL_LOGIN_COOKIE + _digest(state)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def keep_binding(response: Response, state: str, secret: str, max_age: int, held: Iterable[str]) -> None:
    """Ties a sign-in to the browser; it lapses by itself, so that a double callback still finds it.

    `held` are the names of the cookies that the browser sent, the oldest first (RFC 6265 section 5.4).
    """
    _keep(response, _LOGIN_COOKIE, login_cookie(state), secret, max_age, held)


def keep_professional_binding(response: Response, state: str, secret: str, max_age: int, held: Iterable[str]) -> None:
    """The same for an attempt of a professional."""
    _keep(response, _PROFESSIONAL_LOGIN_COOKIE, professional_login_cookie(state), secret, max_age, held)


def _keep(response: Response, kind: str, cookie: str, secret: str, max_age: int, held: Iterable[str]) -> None:
    _set(response, cookie, secret, max_age)
    attempts = [name for name in held if name.startswith(kind)]
    for name in attempts[: max(0, len(attempts) + 1 - _MOST_ATTEMPTS)]:
        _set(response, name, "", 0)


def keep_opening(response: Response, token: str, secret: str, max_age: int, held: Iterable[str]) -> None:
    """Lets the browser read a share that it opened, until the opening is over; of many, the oldest is forgotten."""
    _keep(response, _OPENING_COOKIE, _OPENING_COOKIE + _digest(token), secret, max_age, held)


def opening_of(request: Request, token: str) -> str | None:
    """The secret by which the browser may read a share, if it opened it lately."""
    return _secret(request, _OPENING_COOKIE + _digest(token))


def keep_way_back(response: Response, state: str, address: str) -> None:
    """Remembers where to go once FranceConnect, which comes back to the home page only, has signed the holder out.

    `state` is what FranceConnect brings back: by it, and by nothing else, its return is known.
    """
    _set(response, RETURN_COOKIE, f"{state}{_AFTER_STATE}{address}", _RETURN_SECONDS)


def remembered_way_back(cookie: str, state: str) -> str | None:
    """The address, if this is the return that it was kept for."""
    kept, _, address = cookie.partition(_AFTER_STATE)
    return address if state and hmac.compare_digest(kept.encode(), state.encode()) else None


def drop_way_back(response: Response) -> None:
    """Forgets it."""
    _set(response, RETURN_COOKIE, "", 0)
