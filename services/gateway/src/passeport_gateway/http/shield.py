"""Headers that every answer carries, so that browsers keep to the strictest reading of it."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Shield"]

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
# For answers that say nothing of their own; pages and public files do.
_UNLESS_SAID = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cache-control", b"no-store"),
    # The page that scans QR codes may ask for the camera.
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # Not no-referrer: the forms of pages that check it would then come from the origin `null`.
    (b"referrer-policy", b"same-origin"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Shield:
    """Adds the headers."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        self._always = (*_ALWAYS, _HSTS) if https else _ALWAYS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                said = {name for name, _ in headers}
                headers.extend(self._always)
                headers.extend(header for header in _UNLESS_SAID if header[0] not in said)
            await send(message)

        await self._app(scope, receive, sending)
