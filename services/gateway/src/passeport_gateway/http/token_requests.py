"""What clients send to obtain and to revoke tokens, and how each says who it is (RFC 6749, 7009, 7523, 7636)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from starlette.requests import Request

from passeport_gateway.domain.client_proof import ClientProof
from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.http.bodies import read_body
from passeport_gateway.http.door import Door
from passeport_gateway.http.forms import parse_fields

__all__ = [
    "ASSERTION",
    "FORM",
    "CodeShown",
    "Credentials",
    "RefreshShown",
    "TokenRequestWrong",
    "client_of",
    "grant_of",
    "proves_nothing",
    "read_form",
    "token_of",
]

FORM = "application/x-www-form-urlencoded"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_PARAMETERS = frozenset(
    {
        "client_assertion",
        "client_assertion_type",
        "client_id",
        "client_secret",
        "code",
        "code_verifier",
        "grant_type",
        "pre-authorized_code",
        "redirect_uri",
        "refresh_token",
        "scope",
        "token",
        "tx_code",
    }
)
_LONGEST = 512
_LONGEST_ASSERTION = 8 * 1024


@dataclass(slots=True)
class TokenRequestWrong(Exception):
    """What is wrong with a request, as RFC 6749 section 5.2 names it; without a description, the usual one is given."""

    error: str
    description: str = ""


async def read_form(door: Door, request: Request) -> dict[str, str]:
    """The parameters of a body, each once. Raises TokenRequestWrong, and what `read_body` raises."""
    sent = media_type(request.headers.get("content-type", ""))
    if sent and sent != FORM:
        raise TokenRequestWrong("invalid_request", f"The body must be {FORM}.")
    body = await read_body(door, request, door.options.json_max_bytes)
    # Of nothing clients do not tell the type; what lacks is then the first parameter.
    if body and not sent:
        raise TokenRequestWrong("invalid_request", f"The body must be {FORM}.")
    fields = parse_fields(body)
    form = dict(fields)
    if len(form) != len(fields):
        raise TokenRequestWrong("invalid_request", "A parameter is there twice.")
    for name, value in fields:
        if "\0" in name + value:
            # Of other names nothing is said: a description is in ASCII (RFC 6749, 5.2).
            said = name if name in _PARAMETERS else "A parameter"
            raise TokenRequestWrong("invalid_request", f"{said} holds a NUL character: remove it.")
    return form


@dataclass(frozen=True, slots=True)
class Credentials:
    """Client credentials (RFC 6749 section 4.4); no scope means all."""

    scopes: list[str]


@dataclass(frozen=True, slots=True)
class CodeShown:
    """An authorization code with its verifier (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""

    code: str
    redirect_uri: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class RefreshShown:
    """A refresh token (RFC 6749 section 6); no scope means those that were granted."""

    refresh_token: str
    scopes: list[str]


def grant_of(form: Mapping[str, str]) -> Credentials | CodeShown | RefreshShown:
    """What a token is asked for with. Raises TokenRequestWrong."""
    scopes = form.get("scope", "").split()
    match form.get("grant_type"):
        case "client_credentials":
            return Credentials(scopes)
        case "authorization_code":
            return CodeShown(*(_one_of(form, name) for name in ("code", "redirect_uri", "code_verifier")))
        case "refresh_token":
            return RefreshShown(_one_of(form, "refresh_token"), scopes)
        case None | "":
            raise TokenRequestWrong("invalid_request", "grant_type is missing.")
    raise TokenRequestWrong("unsupported_grant_type")


def _one_of(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "")
    if not 0 < len(value) <= _LONGEST:
        raise TokenRequestWrong("invalid_request", f"{name} is missing or too long.")
    return value


def token_of(form: Mapping[str, str]) -> str:
    """The token that is revoked. Raises TokenRequestWrong."""
    return _one_of(form, "token")


def client_of(form: Mapping[str, str], authorization: str) -> ClientProof:
    """How the client says who it is, in one way and no more (RFC 6749 section 2.3). Raises TokenRequestWrong."""
    basic = _basic(authorization)
    if (basic is not None) + ("client_secret" in form) + ("client_assertion" in form) > 1:
        raise TokenRequestWrong("invalid_request", "The client authenticates in two ways.")
    client_id, assertion = form.get("client_id", ""), form.get("client_assertion", "")
    if "client_assertion" in form:
        if form.get("client_assertion_type") != ASSERTION:
            raise TokenRequestWrong("invalid_request", f"client_assertion_type must be {ASSERTION}.")
        if not 0 < len(assertion) <= _LONGEST_ASSERTION or len(client_id) > _LONGEST:
            raise TokenRequestWrong("invalid_client", "The assertion is empty or too long.")
        return ClientProof(client_id, assertion=assertion)
    client_id, secret = basic or (client_id, form.get("client_secret", ""))
    if not client_id or not secret or max(len(client_id), len(secret)) > _LONGEST:
        raise TokenRequestWrong("invalid_client")
    return ClientProof(client_id, secret)


def proves_nothing(form: Mapping[str, str], authorization: str) -> bool:
    """Whether a client names itself, and shows nothing for it: a public client (RFC 6749 section 3.2.1)."""
    return bool(form.get("client_id")) and not (authorization or form.keys() & {"client_secret", "client_assertion"})


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
        raise TokenRequestWrong("invalid_client", "The Authorization header is not Basic.") from None
    return unquote_plus(client), unquote_plus(secret)
