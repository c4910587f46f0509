"""The session that a browser has at one platform."""

from fastapi import Request
from fastapi.responses import Response

SESSION_COOKIE = "franceconnect_sandbox_session"


def set_session_cookie(response: Response, value: str, prefix: str) -> None:
    """Give the browser its session: of this platform only, out of reach of scripts, sent on top navigations."""
    response.set_cookie(SESSION_COOKIE, value, path=prefix, httponly=True, samesite="lax")


def session_cookie(request: Request) -> str | None:
    """Return the session cookie that the browser sent."""
    return request.cookies.get(SESSION_COOKIE)
