"""Anchors: what the chain of a day came to, signed (JWS, ES256) and tied to the anchor of the day before."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

__all__ = ["Anchor", "AnchorKeys", "AnchorSigner", "AuditKeyError", "digest_of", "load_anchor_signer"]

_TYPE = "trail-anchor+jws"


class AuditKeyError(ValueError):
    """A file of keys that will not do; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a day came to: how many accesses were sealed on it, the head of its chain, the anchor before."""

    service: str
    day: date
    count: int
    head: bytes
    previous: bytes | None

    def payload(self) -> bytes:
        """What is signed, as JSON."""
        said = {
            "service": self.service,
            "day": self.day.isoformat(),
            "count": self.count,
            "head": _text(self.head),
            "previous": None if self.previous is None else _text(self.previous),
        }
        return json.dumps(said, separators=(",", ":")).encode("ascii")

    @classmethod
    def read(cls, payload: bytes) -> Anchor:
        """Reads what was signed. Raises ValueError when it is no anchor."""
        try:
            said = json.loads(payload)
            previous = None if said["previous"] is None else _bytes(said["previous"])
            day = date.fromisoformat(said["day"])
            return cls(str(said["service"]), day, int(said["count"]), _bytes(said["head"]), previous)
        except (KeyError, TypeError, ValueError):
            raise ValueError("what is signed is no anchor") from None


class AnchorSigner:
    """Signs anchors with one key, which is named by its thumbprint (RFC 7638)."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        named = ECKey.import_key(key)
        self._key = ECKey.import_key(key, {"kid": named.thumbprint(), "use": "sig", "alg": "ES256"})

    @property
    def kid(self) -> str:
        """The name of the key."""
        return str(self._key.kid)

    @property
    def jwk(self) -> str:
        """The public part of the key, as JSON."""
        return json.dumps(self._key.as_dict(private=False), separators=(",", ":"), sort_keys=True)

    def sign(self, anchor: Anchor) -> str:
        """The anchor as it is kept and handed out."""
        header = {"alg": "ES256", "typ": _TYPE, "kid": self.kid}
        return jws.serialize_compact(header, anchor.payload(), self._key, algorithms=["ES256"])


class AnchorKeys:
    """The public keys by which anchors are believed, by the name of each."""

    def __init__(self, keys: Iterable[Mapping[str, Any]]) -> None:
        self._keys: dict[str, ECKey] = {}
        for given in keys:
            try:
                key = ECKey.import_key(dict(given))
            except (JoseError, ValueError, TypeError, KeyError):
                raise AuditKeyError("must be public keys on the curve P-256, as a JWK set") from None
            if key.curve_name != "P-256" or key.is_private:
                raise AuditKeyError("must be public keys on the curve P-256, as a JWK set")
            # By what it is and not by what it is called.
            self._keys[key.thumbprint()] = key

    @classmethod
    def read(cls, path: Path) -> AnchorKeys:
        """Reads a JWK set. Raises AuditKeyError."""
        try:
            keys = json.loads(path.read_text(encoding="utf-8"))["keys"]
        except OSError as error:
            raise AuditKeyError(f"{path}: cannot be read ({error.strerror})") from None
        except (ValueError, KeyError, TypeError):
            raise AuditKeyError(f"{path}: must be a JWK set") from None
        try:
            return cls(keys)
        except (AuditKeyError, TypeError):
            raise AuditKeyError(f"{path}: must be public keys on the curve P-256, as a JWK set") from None

    def open(self, signed: str) -> Anchor:
        """The anchor, if one of the keys signed it. Raises ValueError that says what is wrong."""
        try:
            kid = jws.extract_compact(signed.encode("ascii")).headers().get("kid", "")
        except (JoseError, ValueError):
            raise ValueError("it is no signed anchor") from None
        key = self._keys.get(kid)
        if key is None:
            raise ValueError(f"the key {kid!r} that signed it is not known")
        try:
            opened = jws.deserialize_compact(signed, KeySet([key]), algorithms=["ES256"])
        except (JoseError, ValueError):
            raise ValueError("its signature is wrong") from None
        if opened.headers().get("typ") != _TYPE:
            raise ValueError("it is no signed anchor")
        return Anchor.read(opened.payload)


def digest_of(signed: str) -> bytes:
    """By which the next anchor names this one."""
    return sha256(signed.encode("ascii")).digest()


def load_anchor_signer(path: Path) -> AnchorSigner:
    """Reads the private key (PEM, P-256) that signs anchors. Raises AuditKeyError."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise AuditKeyError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, TypeError):
        raise AuditKeyError(f"{path}: must be a private key in PEM, without password") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise AuditKeyError(f"{path}: must be a key on the curve P-256")
    return AnchorSigner(key)


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
