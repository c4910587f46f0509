"""Seals bytes that name persons before they are stored (AES-256-GCM, versioned keys), each bound to its place."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["KeyRing"]

_NONCE = 12
_KEY = 32
_SHAPE = '{"current": "1", "keys": {"1": "<32 bytes, base64>"}}'


class KeyRing:
    """Keys by their versions, of which the current one seals and any unseals.

    What is sealed is: length of the key's version, version, nonce, ciphertext.
    """

    def __init__(self, current: str, keys: Mapping[str, bytes]) -> None:
        self._current = current
        self._keys = {version: AESGCM(key) for version, key in keys.items()}

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads `{"current": "1", "keys": {"1": "<32 bytes, base64>"}}`. Raises ValueError saying what is wrong."""
        try:
            said = json.loads(text)
            current = str(said["current"])
            keys = {str(version): base64.b64decode(key, validate=True) for version, key in said["keys"].items()}
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError, binascii.Error):
            raise ValueError(f"must be {_SHAPE}") from None
        if current not in keys:
            raise ValueError("names a current key that is not among the keys")
        if any(len(key) != _KEY for key in keys.values()):
            raise ValueError(f"must hold keys of {_KEY} bytes")
        if any(not 1 <= len(version.encode()) <= 255 for version in keys):
            raise ValueError("must name versions of 1 to 255 bytes")
        return cls(current, keys)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The keys of a file. Raises ValueError saying what is wrong with it."""
        try:
            return cls.from_json(path.read_text("utf-8"))
        except OSError as error:
            raise ValueError(f"the file {str(path)!r} cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:
            raise ValueError(f"the file {str(path)!r} is not text in UTF-8") from None
        except ValueError as error:
            raise ValueError(f"the file {str(path)!r} {error}") from None

    def seal(self, data: bytes, place: bytes) -> bytes:
        """Seals with the current key, for one place."""
        version, nonce = self._current.encode(), secrets.token_bytes(_NONCE)
        return bytes([len(version)]) + version + nonce + self._keys[self._current].encrypt(nonce, data, place)

    def unseal(self, data: bytes, place: bytes) -> bytes:
        """Gives it back, whichever key sealed it. Raises ValueError."""
        end = 1 + data[0] if data else 0
        cipher = self._keys.get(data[1:end].decode("utf-8", "replace"))
        if cipher is None:
            raise ValueError("the key that sealed it is not among the keys")
        try:
            return cipher.decrypt(data[end : end + _NONCE], data[end + _NONCE :], place)
        except (InvalidTag, ValueError):
            raise ValueError("it was not sealed for its place, or was changed") from None
