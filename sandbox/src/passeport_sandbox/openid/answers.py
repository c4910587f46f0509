"""What is read of a request and answered over HTTP: parameters, forms, pages, redirections."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

_FORM = "application/x-www-form-urlencoded"
_LARGEST_BODY = 64 * 1024

_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    # No form-action: browsers apply it to the redirection to the service that follows a form.
    "Content-Security-Policy": ("default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class RepeatedParameterError(ValueError):
    """A parameter was sent twice, which RFC 6749, 3.1 forbids."""


class BadFormError(ValueError):
    """The body is not a form, is too large, or is not text."""


def single_values(encoded: str) -> dict[str, str]:
    """Decode a query or a form body in which no name comes twice."""
    pairs = parse_qsl(encoded, keep_blank_values=True)
    values = dict(pairs)
    if len(values) != len(pairs):
        raise RepeatedParameterError
    return values


def page(content: str, status: int = 200) -> HTMLResponse:
    """Answer with a page that is neither stored, framed nor scripted."""
    return HTMLResponse(content, status_code=status, headers=_PAGE_HEADERS)


def see_other(address: str) -> Response:
    """Send the browser on with 303, as both providers do, so that a form is never posted onwards."""
    headers = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HTMLResponse("", status_code=303, headers=headers)


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
