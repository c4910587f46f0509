"""The discovery document (OpenID Connect Discovery 1.0), the JWKS, and the style sheet of the pages."""

from importlib import resources
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from passeport_sandbox.franceconnect.envelopes import ENCRYPTION, KEY_ENCRYPTIONS
from passeport_sandbox.franceconnect.provider import Provider
from passeport_sandbox.franceconnect.scopes import CLAIMS_BY_SCOPE, DATA_PROVIDER_SCOPES, claims_of


def routes(provider: Provider) -> APIRouter:
    """Build the routes that anyone may read."""
    router = APIRouter()
    style = resources.files("passeport_sandbox.franceconnect").joinpath("sandbox.css").read_text(encoding="utf-8")

    @router.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return _configuration(provider)

    @router.get("/jwks")
    async def jwks() -> dict[str, Any]:
        return dict(provider.keys.public(provider.platform.algorithms))

    @router.get("/assets/sandbox.css")
    async def style_sheet() -> Response:
        return Response(style, media_type="text/css")

    return router


def _configuration(provider: Provider) -> dict[str, Any]:
    issuer = provider.issuer
    # HS256 is announced because FranceConnect announces it; a service must refuse it nonetheless.
    plus = provider.platform.encrypts
    algorithms = ["ES256"] if plus else ["HS256", "ES256", "RS256"]
    return (_encryption() if plus else {}) | {
        "acr_values_supported": list(provider.platform.levels),
        "authorization_endpoint": f"{issuer}/authorize",
        "authorization_response_iss_parameter_supported": True,
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": True,
        "claims_supported": [*claims_of(CLAIMS_BY_SCOPE), "acr", "auth_time", "iss"],
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": f"{issuer}/session/end",
        "grant_types_supported": ["authorization_code"],
        "id_token_signing_alg_values_supported": algorithms,
        "issuer": issuer,
        "jwks_uri": f"{issuer}/jwks",
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "response_modes_supported": ["query"],
        "response_types_supported": ["code"],
        "revocation_endpoint": f"{issuer}/token/revocation",
        "scopes_supported": [*CLAIMS_BY_SCOPE, *DATA_PROVIDER_SCOPES],
        "subject_types_supported": ["pairwise"],
        "token_endpoint": f"{issuer}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "userinfo_endpoint": f"{issuer}/userinfo",
        "userinfo_signing_alg_values_supported": algorithms,
    }


def _encryption() -> dict[str, Any]:
    return {
        f"{what}_encryption_{part}_values_supported": list(values)
        for what in ("id_token", "userinfo")
        for part, values in (("alg", KEY_ENCRYPTIONS), ("enc", (ENCRYPTION,)))
    }
