"""HTTP answers shared by the routes: pages, redirections, and forms read from a body."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from passeport_sandbox.franceconnect.parameters import single_values

SESSION_COOKIE = "franceconnect_sandbox_session"

_FORM = "application/x-www-form-urlencoded"
_LARGEST_BODY = 64 * 1024

_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    # No form-action: browsers apply it to the redirection to the service that follows a form.
    "Content-Security-Policy": ("default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class BadFormError(ValueError):
    """The body is not a form, is too large, or is not text."""


def page(content: str, status: int = 200) -> HTMLResponse:
    """Answer with a page that is neither stored, framed nor scripted."""
    return HTMLResponse(content, status_code=status, headers=_PAGE_HEADERS)


def see_other(address: str) -> Response:
    """Send the browser on with 303, as FranceConnect does, so that a form is never posted onwards."""
    headers = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HTMLResponse("", status_code=303, headers=headers)


def set_session_cookie(response: Response, value: str, prefix: str) -> None:
    """Give the browser its session: of this platform only, out of reach of scripts, sent on top navigations."""
    response.set_cookie(SESSION_COOKIE, value, path=prefix, httponly=True, samesite="lax")


def session_cookie(request: Request) -> str | None:
    """Return the session cookie that the browser sent."""
    return request.cookies.get(SESSION_COOKIE)


async def read_form(request: Request) -> Mapping[str, str]:
    """Return the fields of a posted form; BadFormError when the body is none, or repeats a field."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise BadFormError("content-type must be application/x-www-form-urlencoded")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise BadFormError("body too large")
    try:
        return single_values(body.decode("utf-8"))
    except ValueError as fault:
        raise BadFormError("parameters must not be provided twice") from fault
