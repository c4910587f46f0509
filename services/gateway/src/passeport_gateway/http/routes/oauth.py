"""Access tokens for partners: OAuth 2.0 client credentials (RFC 6749, 4.4), refusals in the shape of that standard."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.errors import DomainError
from passeport_chassis.telemetry import current_trace_id
from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.bodies import read_body
from passeport_gateway.http.door import Door
from passeport_gateway.http.forms import parse_fields
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.problems import language_of, problem_of
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.partners import TokenRefused, TokenShown

__all__ = ["add_oauth"]

_FORM = "application/x-www-form-urlencoded"
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_LONGEST = 512
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


@dataclass(frozen=True, slots=True)
class _TokenRequest:
    client_id: str
    client_secret: str
    scopes: list[str]


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


def _read(fields: list[tuple[str, str]], authorization: str) -> _TokenRequest:
    form = dict(fields)
    if len(form) != len(fields):
        raise _Refused("invalid_request", "A parameter is there twice.")
    basic = _basic(authorization)
    if basic is not None and "client_secret" in form:
        raise _Refused("invalid_request", "The client authenticates in two ways.")
    grant = form.get("grant_type")
    if not grant:
        raise _Refused("invalid_request", "grant_type is missing.")
    if grant != "client_credentials":
        raise _Refused("unsupported_grant_type")
    client_id, client_secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
    if not client_id or not client_secret or max(len(client_id), len(client_secret)) > _LONGEST:
        raise _Refused("invalid_client")
    return _TokenRequest(client_id, client_secret, form.get("scope", "").split())


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
        try:
            return await self._issue(request)
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
        status = 400 if name in {"invalid_scope", "invalid_request"} and kind.status < 413 else kind.status
        headers = problem.all_headers(language_of(request))
        if name == "invalid_client":
            headers["WWW-Authenticate"] = 'Basic realm="passeport"'
        # RFC 6749, 5.2: in ASCII, so in English whatever is asked for, and with no room for a list of faults.
        said = problem.faults[0].detail.en if kind.reason == "FORM_INVALID" else problem.detail("en")
        return _refusal(name, said, status, headers)

    async def _issue(self, request: Request) -> Response:
        await limit_rate(self._door, "token-address", client_address(request))
        if media_type(request.headers.get("content-type", "")) != _FORM:
            raise _Refused("invalid_request", f"The body must be {_FORM}.")
        body = await read_body(self._door, request, self._door.options.json_max_bytes)
        asked = _read(parse_fields(body), request.headers.get("authorization", ""))
        await limit_rate(self._door, "token", client_address(request), asked.client_id)
        issued = await self._door.services.identity.partner_token(asked.client_id, asked.client_secret, asked.scopes)
        answer = {
            "access_token": issued.access_token,
            "token_type": "Bearer",
            "expires_in": issued.lifetime.seconds,
            "scope": " ".join(issued.scopes),
        }
        return json_answer(answer, 200, _NO_STORE)


_BODY = {
    "required": True,
    "content": {
        _FORM: {
            "schema": {
                "type": "object",
                "required": ["grant_type"],
                "properties": {
                    "grant_type": {"type": "string", "enum": ["client_credentials"]},
                    "scope": {"type": "string", "description": "Scopes wanted, separated by spaces; absent: all."},
                    "client_id": {"type": "string", "description": "Unless in the Authorization header."},
                    "client_secret": {"type": "string", "description": "Unless in the Authorization header."},
                },
            },
            "example": {
                "grant_type": "client_credentials",
                "client_id": "certificateur-exemple",
                "client_secret": "…",
                "scope": "feed:certifications",
            },
        }
    },
}


def add_oauth(app: FastAPI, door: Door) -> None:
    """Adds the route."""
    app.add_api_route(
        "/oauth/token",
        _OAuth(door).issue_token,
        methods=["POST"],
        **described(
            "Obtain an access token (client credentials)",
            "partners",
            Ok(200, TokenShown, examples.TOKEN, headers={"Cache-Control": "no-store"}),
            *(
                Ok(status, TokenRefused, examples.TOKEN_REFUSED[status], description=description)
                for status, description in (
                    (400, "The request is wrong."),
                    (401, "The client or its secret is wrong."),
                    (413, "The body is too large."),
                    (415, "The body is compressed."),
                    (429, "Too many requests."),
                    (503, "Try again in a moment."),
                )
            ),
            access=PUBLIC,
            body=_BODY,
            description="`client_secret_basic` and `client_secret_post`. Refusals are those of RFC 6749, section 5.2.",
        ),
    )
