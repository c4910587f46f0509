"""The two cookies: the session, and the binding of a sign-in to the browser that began it."""

from __future__ import annotations

from starlette.responses import Response

__all__ = ["LOGIN_COOKIE", "SESSION_COOKIE", "drop_session", "keep_binding", "keep_session"]

# `__Host-`: Secure, Path=/, no Domain, so that no other host of the domain can plant them.
SESSION_COOKIE = "__Host-passeport"
LOGIN_COOKIE = "__Host-passeport-login"


def _set(response: Response, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="lax")


def keep_session(response: Response, secret: str) -> None:
    """Gives the browser a session, until it is closed or the session ends at identity."""
    _set(response, SESSION_COOKIE, secret, None)


def drop_session(response: Response) -> None:
    """Takes the session from the browser."""
    _set(response, SESSION_COOKIE, "", 0)


def keep_binding(response: Response, secret: str, max_age: int) -> None:
    """Ties a sign-in to the browser; it lapses by itself, so that a double callback still finds it."""
    _set(response, LOGIN_COOKIE, secret, max_age)
