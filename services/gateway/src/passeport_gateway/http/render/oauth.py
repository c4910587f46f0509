"""Answers of the authorization server: tokens and refusals (RFC 6749 section 5), its metadata (RFC 8414)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from passeport.identity.v1.authorization_service_pb2 import PlatformTokens
from passeport.identity.v1.token_service_pb2 import IssuePartnerTokenResponse
from passeport_chassis.errors import DomainError
from passeport_chassis.telemetry import current_trace_id
from passeport_gateway.domain.authorization import AUTHORIZE, PUSH
from passeport_gateway.domain.scopes import PARTNER_SCOPES, PLATFORM_SCOPES
from passeport_gateway.domain.wallets import GRANT, SCOPES
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http.problem import problem_of
from passeport_gateway.http.render.values import json_answer

__all__ = [
    "CHECKS",
    "GRANT_CHECKS",
    "NO_STORE",
    "metadata_of",
    "platform_token_json",
    "refusal",
    "refusal_of",
    "token_json",
]

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
# Of each check that identity names; who made the assertion is helped, and nobody else learns anything.
CHECKS = {
    "algorithm": "The assertion must be signed with ES256, PS256 or RS256.",
    "audience": "The assertion is not for this server: aud is the issuer or the token endpoint, and nothing else.",
    "expired": "The assertion has expired, or exp is not a number of seconds.",
    "format": "The assertion is not a JWT in compact form.",
    "id": "The assertion has no jti of 1 to 255 characters.",
    "issuer": "The assertion is of another client: iss, sub and client_id are the same.",
    "lifetime": "The assertion lives too long: exp is five minutes ahead at most.",
    "not_yet": "The assertion is not valid yet: nbf or iat is later than now.",
    "replayed": "The assertion has served already: each has a jti of its own.",
    "secret": "No secret is taken here: register a public key and sign an assertion (private_key_jwt, RFC 7523).",
    "signature": "The client is not known, or none of its keys signed the assertion.",
}
# Of each check of a code or refresh token; a stranger hears `unknown` of all of them.
GRANT_CHECKS = {
    "code_verifier": "The code_verifier does not fit the code_challenge that the code was asked for with.",
    "expired": "The code or the refresh token has lapsed: ask the holder again.",
    "redirect_uri": "The redirect_uri is not the one that the code was sent to.",
    "unknown": "The code or the refresh token is unknown, ended, or another client's.",
    "used": "The code or the refresh token has served already; every token of its authorization is over.",
}
_ERRORS = {
    "CLIENT_INVALID": "invalid_client",
    "GRANT_INVALID": "invalid_grant",
    "CONSENT_SUSPENDED": "invalid_grant",
    "GRANT_NOT_ALLOWED": "unauthorized_client",
    "SCOPE_NOT_ALLOWED": "invalid_scope",
    "FIELD_INVALID": "invalid_request",
    "REDIRECT_URI_NOT_REGISTERED": "invalid_request",
}
_ALWAYS_400 = frozenset({"invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client"})
_REFUSED = {
    "invalid_request": "The request is not well formed.",
    "unsupported_grant_type": "This grant is none of those that the metadata lists.",
    "invalid_client": "The client or its secret is wrong.",
}


def token_json(issued: IssuePartnerTokenResponse) -> dict[str, Any]:
    """A token that was issued (RFC 6749 section 5.1)."""
    return {
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": issued.lifetime.seconds,
        "scope": " ".join(issued.scopes),
    }


def platform_token_json(issued: PlatformTokens) -> dict[str, Any]:
    """The tokens of a consent (RFC 6749 section 5.1)."""
    return {
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": issued.lifetime.seconds,
        "scope": " ".join(issued.scopes),
        "refresh_token": issued.refresh_token,
    }


def refusal(error: str, description: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal by its name in the standard (RFC 6749 section 5.2), with the usual description where none is given."""
    content = {
        "error": error,
        "error_description": description or _REFUSED.get(error, ""),
        "trace_id": current_trace_id(),
    }
    challenge = {"WWW-Authenticate": 'Basic realm="passeport"'} if error == "invalid_client" else {}
    return json_answer(content, status, {**NO_STORE, **(headers or {}), **challenge})


def refusal_of(refused: ServiceRefused | DomainError) -> Response:
    """A refusal of identity or of ours, in the words of the standard."""
    problem = problem_of(refused)
    kind = problem.kind
    fallback = "temporarily_unavailable" if kind.status in {429, 503, 504} else "invalid_request"
    name = _ERRORS.get(kind.reason, "server_error" if kind.status == 500 else fallback)
    # RFC 6749, 5.2: 400 for all of them but the client's own authentication.
    malformed = kind.status < 413 or kind.reason == "FIELD_INVALID"
    status = 400 if name in _ALWAYS_400 and malformed else kind.status
    # RFC 6749, 5.2: in ASCII, so in English whatever is asked for, and with no room for a list of faults.
    said = problem.detail("en")
    if problem.faults:
        first = problem.faults[0]
        said = first.detail.en if kind.reason == "FORM_INVALID" else f"{first.place.name}: {first.detail.en}"
    if name == "invalid_client":
        said = CHECKS.get(refused.metadata.get("check", ""), said)
    elif kind.reason == "GRANT_INVALID":
        said = GRANT_CHECKS.get(refused.metadata.get("check", ""), said)
    return refusal(name, said, status, problem.all_headers("en"))


def metadata_of(issuer: str, methods: Sequence[str]) -> dict[str, Any]:
    """The metadata of the authorization server (RFC 8414 section 2), with the ways to authenticate that it takes."""
    algorithms = ["ES256", "PS256", "RS256"]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}{AUTHORIZE}",
        "pushed_authorization_request_endpoint": f"{issuer}{PUSH}",
        "token_endpoint": f"{issuer}/oauth/token",
        # `none` is for wallets: they are on the devices of holders.
        "token_endpoint_auth_methods_supported": [*methods, "none"],
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": list(methods),
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "grant_types_supported": ["client_credentials", "authorization_code", "refresh_token", GRANT],
        "pre-authorized_grant_anonymous_access_supported": True,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "scopes_supported": sorted({*PLATFORM_SCOPES, *PARTNER_SCOPES, *SCOPES}),
        "service_documentation": f"{issuer}/docs",
    }
