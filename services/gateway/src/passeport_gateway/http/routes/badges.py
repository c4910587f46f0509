"""Open Badges of single awards, and the keys that sign credentials, one at an address (1EdTech Open Badges 3.0)."""

from __future__ import annotations

import hashlib
import json

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.preconditions import quoted_etag
from passeport_gateway.errors import NotFound
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PUBLISHING, holder_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.kept import kept_answer
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.render.values import to_json
from passeport_gateway.http.routes.downloads import file_headers
from passeport_gateway.http.routes.parameters import ResourceId

__all__ = ["add_badges"]

_BADGE, _JWK = "application/jwt", "application/jwk+json"
# What is at the address of a key stays what it is.
_KEY_MAX_AGE = 24 * 3600


def _badge_headers(badge: bytes, entry_id: str) -> dict[str, str]:
    return file_headers(f"badge-{entry_id[-12:]}.jwt", hashlib.sha256(badge).hexdigest(), len(badge))


class _Badges:
    """Badges and keys."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._publishing = door.services.publishing

    async def get_badge(self, request: Request, publication_id: ResourceId, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            badge = (await self._publishing.badge(publication_id, entry_id)).encode("ascii")
        return Response(badge, 200, _badge_headers(badge, entry_id), _BADGE)

    async def get_key(self, request: Request, key_id: ResourceId) -> Response:
        names = {key_id, f"{self._door.options.public_base_url}/keys/{key_id}"}
        for key in json.loads(await self._publishing.credential_keys())["keys"]:
            if key["kid"] in names:
                return kept_answer(request, to_json(key), _JWK, _KEY_MAX_AGE)
        raise NotFound


def add_badges(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Badges(door)
    example = b"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiIuLi4ifQ.c2ln"
    headers = _badge_headers(example, examples.PUBLICATION["entry_ids"][0])
    key = examples.JWKS["keys"][0]
    app.add_api_route(
        "/api/v1/publications/{publication_id}/badges/{entry_id}",
        routes.get_badge,
        **described(
            "Download one award as an Open Badge",
            "publications",
            Ok(
                200,
                example=example.decode(),
                media=_BADGE,
                description="OpenBadgeCredential (Open Badges 3.0), a JWS in compact form, RS256.",
                headers={name: headers[name] for name in ("Content-Disposition", "ETag", "Repr-Digest")},
            ),
            problems=(404, 409, 422),
            description="Of a guaranteed certification or diploma that the publication shows. The same badge each "
            "time, until it is withdrawn or the award is changed by its source.",
        ),
    )
    app.add_api_route(
        "/keys/{key_id}",
        routes.get_key,
        **described(
            "Fetch one key that signs credentials",
            "verification",
            Ok(
                200,
                example=key,
                media=_JWK,
                description="A JSON Web Key: what the `kid` of an Open Badge leads to.",
                headers={
                    "Cache-Control": f"public, max-age={_KEY_MAX_AGE}",
                    "ETag": quoted_etag("5d41402abc4b2a76b9719d911017c592"),
                },
            ),
            access=PUBLIC,
            problems=(404, 422, 503, 504),
        ),
    )
