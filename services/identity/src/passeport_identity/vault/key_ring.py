"""Versioned keys: the newest seals, every one of them still opens.

A file holds `{"current": "2", "keys": {"1": "<base64 of 32 bytes>", "2": "..."}, "wraps": ["2"]}`. Versions under
`wraps` seal data keys and nothing else, as a KMS or an HSM does.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from passeport_chassis.settings import SettingsError

__all__ = ["KeyFileError", "KeyProvider", "KeyRing", "load_key_ring"]

_KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = re.compile(r"[A-Za-z0-9_-]{1,32}")


class KeyFileError(SettingsError):
    """A file of keys that the service cannot start with; says which file and why, never what is in it."""


class KeyProvider(Protocol):
    """Where keys come from: a file, or what keeps them so that they never leave it (KMS, HSM).

    Data keys are wrapped and unwrapped by whoever waits for it, so that one that is far away holds up nobody else.
    """

    @property
    def current(self) -> str:
        """The version that seals now."""
        ...

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version there is, the current one first."""
        ...

    def key(self, version: str) -> bytes:
        """The key of a version. Raises KeyError when there is no such version, or when it only wraps."""
        ...

    def wraps(self, version: str) -> bool:
        """Whether a version seals data keys, and never what they seal."""
        ...

    async def wrap(self, version: str, data_key: bytes) -> bytes:
        """Seals a data key."""
        ...

    async def unwrap(self, version: str, wrapped: bytes) -> bytes:
        """Opens a data key. Raises KeyError when there is no such version, ValueError when it does not open."""
        ...


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys in memory."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    wrapping: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version there is, the current one first."""
        return (self.current, *sorted(version for version in self.keys if version != self.current))

    def key(self, version: str) -> bytes:
        """The key of a version. Raises KeyError when there is no such version, or when it only wraps."""
        if version in self.wrapping:
            raise KeyError(version)
        return self.keys[version]

    def wraps(self, version: str) -> bool:
        """Whether a version seals data keys, and never what they seal."""
        return version in self.wrapping

    async def wrap(self, version: str, data_key: bytes) -> bytes:
        """Seals a data key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.keys[version]).encrypt(nonce, data_key, _bound_to(version))

    async def unwrap(self, version: str, wrapped: bytes) -> bytes:
        """Opens a data key. Raises KeyError when there is no such version, ValueError when it does not open."""
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return AESGCM(self.keys[version]).decrypt(nonce, sealed, _bound_to(version))
        except InvalidTag:
            raise ValueError("the data key does not open") from None


def _bound_to(version: str) -> bytes:
    return f"data key|{version}".encode()


def load_key_ring(path: Path) -> KeyRing:
    """Reads a file of keys. Raises KeyFileError."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        current, encoded, wrapping = read["current"], dict(read["keys"]), frozenset(read.get("wraps", ()))
        keys = {version: base64.b64decode(text, validate=True) for version, text in encoded.items()}
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise KeyFileError(f'{path}: must be {{"current": "1", "keys": {{"1": "<base64>"}}}}') from None
    for version, key in keys.items():
        if _VERSION.fullmatch(version) is None:
            raise KeyFileError(f"{path}: a version is 1 to 32 letters, digits, - and _")
        if len(key) != _KEY_BYTES:
            raise KeyFileError(f"{path}: key {version} has {len(key)} bytes instead of {_KEY_BYTES}")
    if len(set(keys.values())) != len(keys):
        raise KeyFileError(f"{path}: two versions are the same key")
    if current not in keys:
        raise KeyFileError(f"{path}: there is no key for the current version")
    if not wrapping <= set(keys):
        raise KeyFileError(f"{path}: wraps names a version for which there is no key")
    return KeyRing(current, keys, wrapping)
