"""Seals documents before they leave for a store (AES-256-GCM, versioned keys): whoever runs the store reads none."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["ArtefactSeal"]

_NONCE = 12
_KEY = 32
_SHAPE = '{"current": "1", "keys": {"1": "<32 bytes, base64>"}}'


class ArtefactSeal:
    """A sealed document is: length of the key's version, version, nonce, ciphertext; bound to its publication."""

    def __init__(self, current: str, keys: Mapping[str, bytes]) -> None:
        self._current = current
        self._keys = {version: AESGCM(key) for version, key in keys.items()}

    @classmethod
    def load(cls, path: Path) -> ArtefactSeal:
        """The keys of a file. Raises ValueError saying what is wrong with it."""
        try:
            said = json.loads(path.read_text("utf-8"))
            current = str(said["current"])
            keys = {str(version): base64.b64decode(key, validate=True) for version, key in said["keys"].items()}
        except OSError as error:
            raise ValueError(f"the file {str(path)!r} cannot be read ({error.strerror})") from None
        except (KeyError, TypeError, AttributeError, ValueError, binascii.Error):
            raise ValueError(f"the file {str(path)!r} must hold {_SHAPE}") from None
        if current not in keys:
            raise ValueError(f"the file {str(path)!r} names a current key that is not among the keys")
        if any(len(key) != _KEY or not 1 <= len(version.encode()) <= 255 for version, key in keys.items()):
            raise ValueError(f"the file {str(path)!r} must hold keys of {_KEY} bytes, named in 1 to 255")
        return cls(current, keys)

    def seal(self, publication_id: UUID, data: bytes) -> bytes:
        """Seals with the current key."""
        version, nonce = self._current.encode(), secrets.token_bytes(_NONCE)
        sealed = self._keys[self._current].encrypt(nonce, data, publication_id.bytes)
        return bytes([len(version)]) + version + nonce + sealed

    def unseal(self, publication_id: UUID, data: bytes) -> bytes:
        """Gives it back, whichever key sealed it. Raises ValueError."""
        end = 1 + data[0] if data else 0
        cipher = self._keys.get(data[1:end].decode("utf-8", "replace"))
        if cipher is None:
            raise ValueError("the key that sealed it is not among the keys")
        try:
            return cipher.decrypt(data[end : end + _NONCE], data[end + _NONCE :], publication_id.bytes)
        except (InvalidTag, ValueError):
            raise ValueError("it was sealed for another publication, or was changed") from None
