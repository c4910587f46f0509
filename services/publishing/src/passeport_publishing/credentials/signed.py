"""Opens what anyone sent as signed: of one algorithm and one type, no payload before its signature holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import import_key
from joserfc.jws import JWSRegistry

from passeport_publishing.credentials.badge_key import BADGE_ALGORITHM
from passeport_publishing.credentials.keys import ALGORITHM
from passeport_publishing.domain.verification import MAX_CREDENTIAL_SIZE, CredentialFindings, SignatureState

_MAX_HEADER_SIZE = 4096
# The library takes 128 kB of payload; a CV of three hundred entries with their texts has more.
_REGISTRY = JWSRegistry(algorithms=[ALGORITHM, BADGE_ALGORITHM])
_REGISTRY.max_payload_length = MAX_CREDENTIAL_SIZE
_REGISTRY.max_header_length = _MAX_HEADER_SIZE
UNREADABLE = (JoseError, ValueError, KeyError, TypeError, RecursionError)
"""What reading somebody's text may raise."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A payload whose signature holds."""

    payload: dict[str, Any]


def read_type(token: str) -> str:
    """The type that a JWS says it has; empty where it says none, and for what is no JWS."""
    typ = (protected_of(token) or {}).get("typ")
    return typ if isinstance(typ, str) else ""


def read_header(token: str, typ: str, alg: str = ALGORITHM) -> str | None:
    """Returns the kid of a JWS of a type; None when it is none, of another algorithm or type, or names no key."""
    protected = protected_of(token)
    if protected is None or _fault(protected, typ, alg, with_kid=True):
        return None
    kid: str = protected["kid"]
    return kid


def open_signed(
    token: str, jwk: Mapping[str, Any] | None, typ: str, *, alg: str = ALGORITHM, with_kid: bool = True
) -> Signed | CredentialFindings:
    """Opens a JWS of a type with a key, or says why not; None stands for a key that is not ours."""
    fault = _fault(protected_of(token), typ, alg, with_kid=with_kid)
    if fault:
        return CredentialFindings(SignatureState.UNREADABLE, fault)
    if jwk is None:
        return CredentialFindings(SignatureState.UNKNOWN_KEY, "signed with a key that is not ours")
    try:
        opened = jws.deserialize_compact(token, import_key(dict(jwk)), registry=_REGISTRY)
        payload = json.loads(opened.payload)
        if not isinstance(payload, dict):
            raise TypeError("no JSON object inside")
    except BadSignatureError:
        return CredentialFindings(SignatureState.INVALID, "the signature does not fit the content")
    except UNREADABLE as problem:
        return CredentialFindings(SignatureState.UNREADABLE, f"{type(problem).__name__}: {problem}")
    return Signed(payload)


def _fault(protected: Mapping[str, Any] | None, typ: str, alg: str, *, with_kid: bool) -> str:
    if protected is None or (protected.get("alg"), protected.get("typ")) != (alg, typ):
        return f"not an {alg} {typ}"
    if with_kid and not isinstance(protected.get("kid"), str):
        return f"an {alg} {typ} without a kid"
    return ""


def protected_of(token: str) -> dict[str, Any] | None:
    """The header of a JWS in compact form, of which nothing is verified; None for what is none, or too long."""
    header, _, rest = token.partition(".")
    if not rest or len(token) > MAX_CREDENTIAL_SIZE or len(header) > _MAX_HEADER_SIZE:
        return None
    try:
        protected: dict[str, Any] = jws.extract_compact(token.encode("ascii"), registry=_REGISTRY).protected
    except UNREADABLE:
        return None
    return protected
