"""Verifies what partners sign to prove who they are, with the public keys that they registered (RFC 7515, RFC 7517)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.util import base64_to_int, int_to_base64

from passeport_identity.errors import ClientInvalid

__all__ = ["ALGORITHMS", "ClientAssertions", "JwksError", "public_jwks"]

ALGORITHMS = ("ES256", "PS256", "RS256")
_MAX_TOKEN = 8 * 1024
_MAX_KEYS = 10
_KID = "jwks: every key has a kid of its own: add one, for example the thumbprint of the key (RFC 7638)"
_SHORTEST_RSA, _LONGEST_RSA = 2048, 8192
# Of clients that are not known: nobody signs with these, and looking takes its time all the same.
_NOBODY_S = json.dumps(
    {
        "keys": [
            ECKey.generate_key("P-256").as_dict(private=False),
            {"kty": "RSA", "e": "AQAB", "n": int_to_base64((1 << 2047) | secrets.randbits(2046) | 1)},
        ]
    }
)


class JwksError(ValueError):
    """Keys that a client cannot be registered with; says what is wrong, never what is in them."""


def public_jwks(text: str) -> str:
    """A JWK set as it is kept: public keys, each with a kid. Raises JwksError."""
    try:
        found = [_key(each) for each in json.loads(text)["keys"]]
    except JwksError:
        raise
    except json.JSONDecodeError as error:
        raise JwksError(f"jwks: is not JSON at line {error.lineno}, column {error.colno}") from None
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise JwksError('jwks: must be a JWK set, {"keys": [...]}, and each key whole') from None
    if not 0 < len(found) <= _MAX_KEYS:
        raise JwksError(f"jwks: 1 to {_MAX_KEYS} keys")
    if len({key.kid for key in found}) != len(found):
        raise JwksError(_KID)
    return json.dumps(KeySet(list(found)).as_dict(private=False), separators=(",", ":"))


def _key(given: dict[str, Any]) -> ECKey | RSAKey:
    if given.get("kty") not in ("EC", "RSA"):
        raise JwksError("jwks: keys are EC on the curve P-256, or RSA")
    if "d" in given:
        raise JwksError("jwks: holds a private key: register the public part, and make the partner change that key")
    if not isinstance(given.get("kid"), str) or not given["kid"]:
        raise JwksError(_KID)
    algorithms = {"EC": ("ES256",), "RSA": ("PS256", "RS256")}[given["kty"]]
    if given.get("use", "sig") != "sig" or "verify" not in given.get("key_ops", ["verify"]):
        raise JwksError("jwks: a key is for something else than signatures: use is sig, key_ops has verify")
    if given.get("alg", algorithms[0]) not in algorithms:
        raise JwksError(f"jwks: the alg of such a key is {' or '.join(algorithms)}")
    if given["kty"] == "RSA":
        if not _SHORTEST_RSA <= base64_to_int(given["n"]).bit_length() <= _LONGEST_RSA:
            raise JwksError(f"jwks: an RSA key has {_SHORTEST_RSA} to {_LONGEST_RSA} bits")
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
        """The claims of an assertion that one of the keys signed. Raises ClientInvalid.

        Without keys, or without one that the header names, it takes about as long and fails the same way.
        """
        header = _extracted(assertion).protected
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise ClientInvalid("algorithm")
        for key in _fitting(jwks or _NOBODY_S, algorithm, kid) or _fitting(_NOBODY_S, algorithm, None):
            try:
                return _claims(jws.deserialize_compact(assertion, key, algorithms=[algorithm]).payload)
            except (JoseError, ValueError, TypeError):
                continue
        raise ClientInvalid("signature")


def _fitting(jwks: str, algorithm: str, kid: str | None) -> list[ECKey | RSAKey]:
    kind = ECKey if algorithm == "ES256" else RSAKey
    keys = KeySet.import_key_set(json.loads(jwks)).keys
    return [key for key in keys if isinstance(key, kind) and (kid is None or key.kid == kid)]


def _extracted(assertion: str) -> jws.CompactSignature:
    if len(assertion) > _MAX_TOKEN:
        raise ClientInvalid("format")
    try:
        extracted = jws.extract_compact(assertion.encode("ascii"))
    except (JoseError, ValueError, TypeError, RecursionError):
        raise ClientInvalid("format") from None
    header = extracted.protected
    # No extension is understood here, so none may be critical (RFC 7515 section 4.1.11, RFC 7797 section 7).
    if "crit" in header or "b64" in header or not isinstance(header.get("kid", ""), str):
        raise ClientInvalid("format")
    return extracted


def _claims(payload: bytes | None) -> dict[str, Any]:
    try:
        claims = json.loads(payload or b"")
    except (ValueError, RecursionError):
        raise ClientInvalid("format") from None
    if not isinstance(claims, dict):
        raise ClientInvalid("format")
    return claims
