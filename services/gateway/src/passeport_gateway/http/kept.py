"""Answers that anyone may fetch from anywhere, and keep for a while."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from passeport_gateway.domain.preconditions import not_modified, quoted_etag

__all__ = ["kept_answer"]


def kept_answer(
    request: Request, content: bytes, media: str, max_age: int, *, vary: str = "", immutable: bool = False
) -> Response:
    """The answer, with how long it may be kept in seconds and what names this version of it."""
    etag = hashlib.sha256(content).hexdigest()[:32]
    headers = {
        "Cache-Control": f"public, max-age={max(0, max_age)}" + (", immutable" if immutable else ""),
        "ETag": quoted_etag(etag),
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if vary:
        headers["Vary"] = vary
    if not_modified(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, media)
