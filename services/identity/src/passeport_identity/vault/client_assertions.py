"""Verifies what partners sign to prove who they are, with the public keys that they registered (RFC 7515, RFC 7517)."""

from __future__ import annotations

import json
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.util import base64_to_int

from passeport_identity.errors import ClientInvalid

__all__ = ["ALGORITHMS", "ClientAssertions", "JwksError", "public_jwks"]

ALGORITHMS = ("ES256", "PS256", "RS256")
_MAX_TOKEN = 8 * 1024
_MAX_KEYS = 10
_SHORTEST_RSA = 2048


class JwksError(ValueError):
    """Keys that a client cannot be registered with; says what is wrong, never what is in them."""


def public_jwks(text: str) -> str:
    """A JWK set as it is kept: public keys, each with a kid. Raises JwksError."""
    try:
        found = [_key(each) for each in json.loads(text)["keys"]]
    except JwksError:
        raise
    except json.JSONDecodeError:
        raise JwksError("jwks: must be JSON") from None
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        raise JwksError('jwks: must be a JWK set, {"keys": [...]}, and each key whole') from None
    if not 0 < len(found) <= _MAX_KEYS:
        raise JwksError(f"jwks: 1 to {_MAX_KEYS} keys")
    if len({key.kid for key in found}) != len(found):
        raise JwksError("jwks: every key has a kid of its own")
    return json.dumps(KeySet(list(found)).as_dict(private=False), separators=(",", ":"))


def _key(given: dict[str, Any]) -> ECKey | RSAKey:
    if given.get("kty") not in ("EC", "RSA"):
        raise JwksError("jwks: keys are EC on the curve P-256, or RSA")
    if "d" in given:
        raise JwksError("jwks: holds a private key: register the public part, and make the partner change that key")
    if not isinstance(given.get("kid"), str) or not given["kid"]:
        raise JwksError("jwks: every key has a kid of its own")
    if given["kty"] == "RSA":
        if base64_to_int(given["n"]).bit_length() < _SHORTEST_RSA:
            raise JwksError(f"jwks: an RSA key has {_SHORTEST_RSA} bits or more")
        return RSAKey.import_key(given)
    key = ECKey.import_key(given)
    if key.curve_name != "P-256":
        raise JwksError("jwks: keys are EC on the curve P-256, or RSA")
    return key


class ClientAssertions:
    """Reads assertions. What is read before it is verified says only whose keys to verify with."""

    def claimed_client(self, assertion: str) -> str:
        """Whose assertion it says it is. Raises ClientInvalid."""
        issuer = _claims(_extracted(assertion).payload).get("iss")
        if not isinstance(issuer, str):
            raise ClientInvalid("issuer")
        return issuer

    def verified(self, assertion: str, jwks: str) -> dict[str, Any]:
        """The claims of an assertion that one of the keys signed. Raises ClientInvalid."""
        header = _extracted(assertion).protected
        if header.get("alg") not in ALGORITHMS:
            raise ClientInvalid("algorithm")
        if not jwks:
            raise ClientInvalid("signature")
        keys = KeySet.import_key_set(json.loads(jwks))
        kid = header.get("kid")
        known = [key for key in keys.keys if kid is None or key.kid == kid]
        for key in known:
            try:
                return _claims(jws.deserialize_compact(assertion, key, algorithms=list(ALGORITHMS)).payload)
            except (JoseError, ValueError):
                continue
        raise ClientInvalid("signature")


def _extracted(assertion: str) -> jws.CompactSignature:
    if len(assertion) > _MAX_TOKEN:
        raise ClientInvalid("format")
    try:
        return jws.extract_compact(assertion.encode("ascii"))
    except (JoseError, ValueError):
        raise ClientInvalid("format") from None


def _claims(payload: bytes | None) -> dict[str, Any]:
    try:
        claims = json.loads(payload or b"")
    except ValueError:
        raise ClientInvalid("format") from None
    if not isinstance(claims, dict):
        raise ClientInvalid("format")
    return claims
