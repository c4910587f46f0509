"""Access tokens for partners: OAuth 2.0 client credentials (RFC 6749, 4.4), refusals in the shape of that standard."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.errors import DomainError
from passeport_chassis.telemetry import current_trace_id
from passeport_gateway.domain.client_proof import ClientProof
from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.bodies import read_body
from passeport_gateway.http.door import Door
from passeport_gateway.http.forms import parse_fields
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.problem import problem_of
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.partners import MetadataShown, TokenRefused, TokenShown

__all__ = ["CHECKS", "add_oauth", "metadata_of"]

_FORM = "application/x-www-form-urlencoded"
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_LONGEST = 512
_LONGEST_ASSERTION = 8 * 1024
_METADATA_MAX_AGE = 3600
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
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
_ERRORS = {
    "CLIENT_INVALID": "invalid_client",
    "SCOPE_NOT_ALLOWED": "invalid_scope",
    "FIELD_INVALID": "invalid_request",
}
_REFUSED = {
    "invalid_request": "The request is not well formed.",
    "unsupported_grant_type": "Only client_credentials is granted here.",
    "invalid_client": "The client or its secret is wrong.",
}


@dataclass(slots=True)
class _Refused(Exception):
    """What is wrong with a token request, as RFC 6749 section 5.2 names it."""

    error: str
    description: str = ""


def _basic(header: str) -> tuple[str, str] | None:
    """Client and secret of an Authorization header, each urlencoded first (RFC 6749, 2.3.1)."""
    scheme, _, encoded = header.partition(" ")
    if not header:
        return None
    try:
        if scheme.lower() != "basic":
            raise ValueError("another scheme")
        client, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
        if not colon:
            raise ValueError("no secret")
    except (binascii.Error, ValueError):
        raise _Refused("invalid_client", "The Authorization header is not Basic.") from None
    return unquote_plus(client), unquote_plus(secret)


def _scopes(form: Mapping[str, str]) -> list[str]:
    """The scopes that a token is asked for; none means all."""
    grant = form.get("grant_type")
    if not grant:
        raise _Refused("invalid_request", "grant_type is missing.")
    if grant != "client_credentials":
        raise _Refused("unsupported_grant_type")
    return form.get("scope", "").split()


def _client(form: Mapping[str, str], authorization: str) -> ClientProof:
    """How the client says who it is, in one way and no more (RFC 6749 section 2.3)."""
    basic = _basic(authorization)
    if (basic is not None) + ("client_secret" in form) + ("client_assertion" in form) > 1:
        raise _Refused("invalid_request", "The client authenticates in two ways.")
    client_id, assertion = form.get("client_id", ""), form.get("client_assertion", "")
    if "client_assertion" in form:
        if form.get("client_assertion_type") != _ASSERTION:
            raise _Refused("invalid_request", f"client_assertion_type must be {_ASSERTION}.")
        if not 0 < len(assertion) <= _LONGEST_ASSERTION or len(client_id) > _LONGEST:
            raise _Refused("invalid_client", "The assertion is empty or too long.")
        return ClientProof(client_id, assertion=assertion)
    client_id, secret = basic or (client_id, form.get("client_secret", ""))
    if not client_id or not secret or max(len(client_id), len(secret)) > _LONGEST:
        raise _Refused("invalid_client")
    return ClientProof(client_id, secret)


def _refusal(error: str, description: str, status: int, headers: dict[str, str]) -> Response:
    content = {
        "error": error,
        "error_description": description or _REFUSED.get(error, ""),
        "trace_id": current_trace_id(),
    }
    return json_answer(content, status, _NO_STORE | headers)


class _OAuth:
    """The token endpoint."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def issue_token(self, request: Request) -> Response:
        return await self._answered(request, self._issue)

    async def revoke_token(self, request: Request) -> Response:
        return await self._answered(request, self._revoke)

    async def get_metadata(self, request: Request) -> Response:
        issuer = self._door.options.public_base_url
        methods = await self._door.services.identity.partner_authentication()
        headers = {"Cache-Control": f"public, max-age={_METADATA_MAX_AGE}"}
        return json_answer(metadata_of(issuer, methods), 200, headers)

    async def _answered(self, request: Request, act: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            return await act(request)
        except _Refused as refused:
            status = 401 if refused.error == "invalid_client" else 400
            challenge = {"WWW-Authenticate": 'Basic realm="passeport"'} if status == 401 else {}
            return _refusal(refused.error, refused.description, status, challenge)
        except (ServiceRefused, DomainError) as error:
            return self._translated(request, error)

    def _translated(self, request: Request, error: ServiceRefused | DomainError) -> Response:
        """A refusal of identity or of ours, in the words of the standard."""
        problem = problem_of(error)
        kind = problem.kind
        fallback = "temporarily_unavailable" if kind.status in {429, 503, 504} else "invalid_request"
        name = _ERRORS.get(kind.reason, "server_error" if kind.status == 500 else fallback)
        # RFC 6749, 5.2: 400 for all of them but the client's own authentication.
        malformed = kind.status < 413 or kind.reason == "FIELD_INVALID"
        status = 400 if name in {"invalid_scope", "invalid_request"} and malformed else kind.status
        # RFC 6749, 5.2: in ASCII, so in English whatever is asked for, and with no room for a list of faults.
        headers = problem.all_headers("en")
        if name == "invalid_client":
            headers["WWW-Authenticate"] = 'Basic realm="passeport"'
        said = problem.detail("en")
        if problem.faults:
            first = problem.faults[0]
            said = first.detail.en if kind.reason == "FORM_INVALID" else f"{first.place.name}: {first.detail.en}"
        if name == "invalid_client":
            said = CHECKS.get(error.metadata.get("check", ""), said)
        return _refusal(name, said, status, headers)

    async def _read(self, request: Request) -> dict[str, str]:
        await limit_rate(self._door, "token-address", client_address(request))
        sent = media_type(request.headers.get("content-type", ""))
        if sent and sent != _FORM:
            raise _Refused("invalid_request", f"The body must be {_FORM}.")
        body = await read_body(self._door, request, self._door.options.json_max_bytes)
        # Of nothing clients do not tell the type; what lacks is then the first parameter.
        if body and not sent:
            raise _Refused("invalid_request", f"The body must be {_FORM}.")
        fields = parse_fields(body)
        form = dict(fields)
        if len(form) != len(fields):
            raise _Refused("invalid_request", "A parameter is there twice.")
        return form

    async def _client(self, request: Request, form: Mapping[str, str]) -> ClientProof:
        client = _client(form, request.headers.get("authorization", ""))
        # An assertion need not come with a name; all who do so from one address are then counted together.
        await limit_rate(self._door, "token", client_address(request), client.client_id)
        return client

    async def _issue(self, request: Request) -> Response:
        form = await self._read(request)
        scopes = _scopes(form)
        client = await self._client(request, form)
        issued = await self._door.services.identity.partner_token(client, scopes)
        answer = {
            "access_token": issued.access_token,
            "token_type": "Bearer",
            "expires_in": issued.lifetime.seconds,
            "scope": " ".join(issued.scopes),
        }
        return json_answer(answer, 200, _NO_STORE)

    async def _revoke(self, request: Request) -> Response:
        form = await self._read(request)
        token = form.get("token", "")
        if not 0 < len(token) <= _LONGEST:
            raise _Refused("invalid_request", "token is missing or too long.")
        client = await self._client(request, form)
        await self._door.services.identity.revoke_partner_token(client, token)
        return Response(status_code=200, headers=_NO_STORE)


def metadata_of(issuer: str, methods: Sequence[str]) -> dict[str, Any]:
    """The metadata of the authorization server (RFC 8414 section 2), with the ways to authenticate that it takes."""
    algorithms = ["ES256", "PS256", "RS256"]
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth/token",
        "token_endpoint_auth_methods_supported": list(methods),
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": list(methods),
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": ["feed:certifications", "feed:dsn", "prevention:declare"],
        "service_documentation": f"{issuer}/docs",
    }


_CLIENT = {
    "client_id": {"type": "string", "description": "Unless in the Authorization header, or in an assertion."},
    "client_secret": {
        "type": "string",
        "description": "Unless in the Authorization header. Where the metadata lists `client_secret_post` only.",
    },
    "client_assertion_type": {"type": "string", "enum": [_ASSERTION]},
    "client_assertion": {
        "type": "string",
        "description": "JWT signed with a registered key (RFC 7523): `iss` and `sub` are the client, `aud` is the "
        "issuer or the token endpoint, `exp` at most five minutes ahead, `jti` never used before.",
    },
}


def _body(own: dict[str, Any], required: str, example: dict[str, str]) -> dict[str, Any]:
    schema = {"type": "object", "required": [required], "properties": own | _CLIENT}
    client = {"client_id": "certificateur-exemple", "client_secret": "…"}
    return {"required": True, "content": {_FORM: {"schema": schema, "example": example | client}}}


_TOKEN_BODY = _body(
    {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "scope": {"type": "string", "description": "Scopes wanted, separated by spaces; absent: all."},
    },
    "grant_type",
    {"grant_type": "client_credentials", "scope": "feed:certifications"},
)
_REVOCATION_BODY = _body(
    {"token": {"type": "string", "description": "The access token."}},
    "token",
    {"token": "rTE_m1vLIbNtT9uJUylaBhXjTaJC76DrKWGqESTwp4A"},
)


def add_oauth(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _OAuth(door)
    refusals = [
        Ok(status, TokenRefused, examples.TOKEN_REFUSED[status], description=description)
        for status, description in (
            (400, "The request is wrong."),
            (401, "The client, its secret or its assertion is wrong."),
            (413, "The body is too large."),
            (415, "The body is compressed."),
            (429, "Too many requests."),
            (503, "Try again in a moment."),
        )
    ]
    app.add_api_route(
        "/oauth/token",
        routes.issue_token,
        methods=["POST"],
        **described(
            "Obtain an access token (client credentials)",
            "partners",
            Ok(200, TokenShown, examples.TOKEN, headers={"Cache-Control": "no-store"}),
            *refusals,
            access=PUBLIC,
            body=_TOKEN_BODY,
            description="`private_key_jwt`; where `/.well-known/oauth-authorization-server` lists them, "
            "`client_secret_basic` and `client_secret_post` too. Refusals are those of RFC 6749, section 5.2.",
        ),
    )
    app.add_api_route(
        "/oauth/revoke",
        routes.revoke_token,
        methods=["POST"],
        **described(
            "Revoke an access token",
            "partners",
            Ok(200, description="It is worth nothing, or never was.", headers={"Cache-Control": "no-store"}),
            *refusals,
            access=PUBLIC,
            body=_REVOCATION_BODY,
            description="RFC 7009. The client authenticates as for a token. A call that has begun ends as it would.",
        ),
    )
    app.add_api_route(
        "/.well-known/oauth-authorization-server",
        routes.get_metadata,
        **described(
            "Read where and how partners obtain tokens",
            "partners",
            Ok(
                200,
                MetadataShown,
                metadata_of("https://passeport.example", ("private_key_jwt",)),
                headers={"Cache-Control": f"public, max-age={_METADATA_MAX_AGE}"},
            ),
            access=PUBLIC,
            description="RFC 8414. A server that takes no secrets lists `private_key_jwt` alone.",
        ),
    )
