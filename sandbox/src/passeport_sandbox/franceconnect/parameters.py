"""What /authorize accepts (OIDC Core 3.1.2.1, as narrowed by the partner documentation of FranceConnect)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from passeport_sandbox.franceconnect.clients import Client
from passeport_sandbox.franceconnect.errors import PageError, RedirectError
from passeport_sandbox.franceconnect.identity import IDENTITY_PROVIDER
from passeport_sandbox.franceconnect.levels import Platform
from passeport_sandbox.franceconnect.scopes import AMR, OPENID, known

REQUIRED = ("client_id", "redirect_uri", "response_type", "scope", "acr_values", "nonce", "state")
PROMPTS = frozenset({"login", "consent"})
SHORTEST_NONCE = 22

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # an S256 challenge is 32 bytes in base64url (RFC 7636, 4.2)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that passed every check."""

    client: Client
    redirect_uri: str
    state: str
    nonce: str
    scopes: tuple[str, ...]
    acr: str
    code_challenge: str | None
    skips_consent: bool
    wants_amr: bool


def check_form(values: Mapping[str, str]) -> None:
    """Refuse, on a page without a way back, a request whose parameters are missing or meaningless."""
    sound = (
        all(name in values for name in REQUIRED)
        and values["client_id"] != ""
        and len(values["nonce"]) >= SHORTEST_NONCE
        and _is_web_address(values["redirect_uri"])
        and ("prompt" not in values or _prompts(values["prompt"]) <= PROMPTS)
    )
    if not sound:
        raise PageError("Y030007")


def find_client(values: Mapping[str, str], clients: Mapping[str, Client]) -> Client:
    """Return the service that asks, once its redirect_uri is known to be one of its own, exactly."""
    client = clients.get(values["client_id"])
    if client is None:
        raise PageError("Y04EA6EF")
    if values["redirect_uri"] not in client.redirect_uris:
        scopes = values["scope"].split()
        sound = OPENID in scopes and set(known(scopes)) <= client.allowed_scopes
        raise PageError("Y04C013C" if sound else "Y040001")
    return client


def check_request(values: Mapping[str, str], client: Client, platform: Platform) -> AuthorizationRequest:
    """Check the rest: from here on a refusal goes back to the service."""
    _check_response_type(values["response_type"])
    for name in ("request", "request_uri"):
        if name in values:
            raise RedirectError(f"{name}_not_supported", f"{name} parameter provided but not supported")
    scopes = _scopes(values["scope"].split(), client)
    if values.get("idp_hint", IDENTITY_PROVIDER) != IDENTITY_PROVIDER:
        raise RedirectError("invalid_idp_hint", "idp_hint is not an identity provider of this platform")
    prompts = _prompts(values.get("prompt", "login consent"))
    return AuthorizationRequest(
        client=client,
        redirect_uri=values["redirect_uri"],
        state=values["state"],
        nonce=values["nonce"],
        scopes=scopes,
        acr=platform.level_for(values["acr_values"].split()),
        code_challenge=_code_challenge(values),
        skips_consent=client.may_skip_consent and prompts == {"login"},
        wants_amr=_wants_amr(values.get("claims", "{}"), client),
    )


def answers_in_fragment(values: Mapping[str, str]) -> bool:
    """Say whether errors go in the fragment (OAuth 2.0 Multiple Response Type Encoding Practices, 5)."""
    return not {"token", "id_token"}.isdisjoint(values["response_type"].split())


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _prompts(prompt: str) -> set[str]:
    return set(prompt.split(" "))


def _check_response_type(response_type: str) -> None:
    if response_type == "":
        raise RedirectError("invalid_request", "missing required parameter 'response_type'")
    if response_type != "code":
        raise RedirectError("unsupported_response_type", "unsupported response_type requested")


def _scopes(requested: Sequence[str], client: Client) -> tuple[str, ...]:
    if OPENID not in requested:
        message = "openid scope must be requested when using the acr_values parameter"
        raise RedirectError("invalid_request", message)
    scopes = known(requested)
    if not set(scopes) <= client.allowed_scopes:
        raise RedirectError("invalid_scope", "requested scope is not allowed")
    return scopes


def _code_challenge(values: Mapping[str, str]) -> str | None:
    challenge, method = values.get("code_challenge"), values.get("code_challenge_method")
    if challenge is None and method is None:
        return None
    if challenge is None:
        raise RedirectError("invalid_request", "code_challenge must be provided with code_challenge_method")
    if method != "S256":  # absent means plain (RFC 7636, 4.3), which is not served either
        raise RedirectError("invalid_request", "not supported value of code_challenge_method")
    if not _CHALLENGE.fullmatch(challenge):
        raise RedirectError("invalid_request", "code_challenge is not the S256 of a code_verifier")
    return challenge


def _wants_amr(claims: str, client: Client) -> bool:
    try:
        asked = json.loads(claims)
    except ValueError:
        raise PageError("Y030028") from None
    of_id_token = asked.get("id_token", {}) if isinstance(asked, dict) else None
    if not isinstance(of_id_token, dict):
        raise PageError("Y030028")
    if AMR in of_id_token and AMR not in client.allowed_scopes:
        raise PageError("Y100009")
    return AMR in of_id_token
