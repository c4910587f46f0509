"""Opens JWS in compact form: of the algorithm and type wanted alone, with a key of the published set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import import_key
from joserfc.jws import JWSRegistry

__all__ = ["LIMIT", "Altered", "Stranger", "Unreadable", "open_jws", "read_key_set", "type_of"]

LIMIT = 4 * 1024 * 1024
"""Bytes of the longest credential or list that is read."""
_ALGORITHMS = ("ES256", "RS256")
_REGISTRY = JWSRegistry(algorithms=_ALGORITHMS)
_KINDS = {("EC", "P-256"), ("RSA", None)}
_REGISTRY.max_payload_length = LIMIT
_REGISTRY.max_header_length = 4096


class Unreadable(ValueError):
    """It has not the form that it should have."""


class Altered(ValueError):
    """It has the form, and what signs it does not fit."""


class Stranger(ValueError):
    """It is signed with a key that is not in the set."""


def read_key_set(text: str) -> dict[str, Mapping[str, Any]]:
    """Reads a JWK set: its P-256 and RSA keys by their kid. Raises ValueError."""
    try:
        keys = json.loads(text)["keys"]
        found = {key["kid"]: key for key in keys if (key.get("kty"), key.get("crv")) in _KINDS}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("not a JWK set") from None
    if not found:
        raise ValueError("the JWK set holds no P-256 or RSA key with a kid")
    return found


def type_of(token: str) -> str:
    """The type that the header of a JWS says it has; empty for whatever is none."""
    try:
        typ = jws.extract_compact(token.encode("ascii"), registry=_REGISTRY).protected.get("typ")
    except (JoseError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return typ if isinstance(typ, str) else ""


def open_jws(
    token: str,
    typ: str,
    keys: Mapping[str, Mapping[str, Any]] | None,
    *,
    key: Any = None,
    alg: Literal["ES256", "RS256"] | None = "ES256",
) -> dict[str, Any]:
    """The JSON payload of a JWS, signed with the key of the set that its kid names, or with `key`; `alg` is None for
    what may be signed with a key of either kind, which is of the set in any case.

    Raises Unreadable, Stranger, Altered.
    """
    if len(token) > LIMIT:
        raise Unreadable(f"longer than {LIMIT} bytes")
    try:
        protected = jws.extract_compact(token.encode("ascii"), registry=_REGISTRY).protected
    except (JoseError, ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable("not a JWS in compact form") from None
    if protected.get("typ") != typ or protected.get("alg") not in ({alg} if alg else _ALGORITHMS):
        raise Unreadable(f"not an {alg or ' or '.join(_ALGORITHMS)} {typ}")
    if keys is not None:
        kid = protected.get("kid")
        key = keys.get(kid) if isinstance(kid, str) else None
        if key is None:
            raise Stranger("signed with a key that is not in the key set")
    return _verified(token, key)


def _verified(token: str, key: Any) -> dict[str, Any]:
    try:
        opened = jws.deserialize_compact(token, import_key(dict(key)), registry=_REGISTRY)
        payload = json.loads(opened.payload)
    except BadSignatureError:
        raise Altered("the signature does not fit the content") from None
    except (JoseError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise Unreadable(f"{type(problem).__name__} while it was read") from None
    if not isinstance(payload, dict):
        raise Unreadable("no JSON object inside")
    return payload
