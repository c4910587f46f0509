"""What says how to read our SD-JWT VCs: the metadata of their types and of their issuer; cached, from any origin."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_gateway.domain.credential_types import (
    ISSUER_METADATA_PATH,
    TYPES,
    issuer_metadata,
    type_metadata,
    type_path,
)
from passeport_gateway.domain.preconditions import quoted_etag
from passeport_gateway.http.door import Door
from passeport_gateway.http.kept import kept_answer
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.render.values import to_json

__all__ = ["add_credential_types"]

_JSON = "application/json"
_MAX_AGE = 24 * 3600


class _CredentialTypes:
    """What anyone may fetch."""

    def __init__(self, base_url: str) -> None:
        self._types = {kind: to_json(type_metadata(base_url, kind)) for kind in TYPES}
        self._issuer = to_json(issuer_metadata(base_url))

    async def get_cv_type(self, request: Request) -> Response:
        return kept_answer(request, self._types["cv"], _JSON, _MAX_AGE)

    async def get_attestation_type(self, request: Request) -> Response:
        return kept_answer(request, self._types["attestation"], _JSON, _MAX_AGE)

    async def get_issuer(self, request: Request) -> Response:
        return kept_answer(request, self._issuer, _JSON, _MAX_AGE)


def add_credential_types(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _CredentialTypes(door.options.public_base_url)
    kept = {
        "Cache-Control": f"public, max-age={_MAX_AGE}",
        "ETag": quoted_etag("5d41402abc4b2a76b9719d911017c592"),
    }
    base_url = "https://passeport.example.fr"
    for kind, named, endpoint in (
        ("cv", "CV credentials", routes.get_cv_type),
        ("attestation", "credentials of attestations", routes.get_attestation_type),
    ):
        metadata = type_metadata(base_url, kind)
        app.add_api_route(
            type_path(kind),
            endpoint,
            **described(
                f"Fetch the metadata of the type of {named}",
                "verification",
                # One claim of it is enough of an example.
                Ok(
                    200,
                    example=metadata | {"claims": metadata["claims"][:1]},
                    media=_JSON,
                    description="SD-JWT VC type metadata: the `vct` of these credentials is this address.",
                    headers=kept,
                ),
                access=PUBLIC,
            ),
        )
    app.add_api_route(
        ISSUER_METADATA_PATH,
        routes.get_issuer,
        **described(
            "Fetch the metadata of the issuer of credentials",
            "verification",
            Ok(
                200,
                example=issuer_metadata(base_url),
                media=_JSON,
                description="JWT VC issuer metadata: where the keys are.",
                headers=kept,
            ),
            access=PUBLIC,
        ),
    )
