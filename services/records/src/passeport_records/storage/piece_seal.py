"""Seals the pieces of files that wait (AES-256-GCM, versioned keys): the database alone gives no NIR away."""

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

from passeport_records.usecases.feed_ports import Place

__all__ = ["SealedPieces", "load_sealed_pieces"]

_NONCE = 12
_KEY = 32


class SealedPieces:
    """Implements `passeport_records.usecases.feed_ports.PieceSeal`.

    A sealed piece is: length of the key's version, version, nonce, ciphertext. It is bound to its batch and its place.
    """

    def __init__(self, current: str, keys: Mapping[str, bytes]) -> None:
        self._current = current
        self._keys = {version: AESGCM(key) for version, key in keys.items()}

    @classmethod
    def from_json(cls, text: str) -> SealedPieces:
        """Reads `{"current": "1", "keys": {"1": "<32 bytes, base64>"}}`. Raises ValueError saying what is wrong."""
        try:
            said = json.loads(text)
            current = str(said["current"])
            keys = {str(version): base64.b64decode(key, validate=True) for version, key in said["keys"].items()}
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError, binascii.Error):
            raise ValueError('must be {"current": "1", "keys": {"1": "<32 bytes, base64>"}}') from None
        if current not in keys:
            raise ValueError("names a current key that is not among the keys")
        if any(len(key) != _KEY for key in keys.values()):
            raise ValueError(f"must hold keys of {_KEY} bytes")
        if any(not 1 <= len(version.encode()) <= 255 for version in keys):
            raise ValueError("must name versions of 1 to 255 bytes")
        return cls(current, keys)

    def seal(self, batch_id: UUID, number: int, data: bytes, place: Place = Place.PIECE) -> bytes:
        """Seals a piece of a file, or an item that waits, with the current key."""
        version = self._current.encode()
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._keys[self._current].encrypt(nonce, data, _place(place, batch_id, number))
        return bytes([len(version)]) + version + nonce + sealed

    def unseal(self, batch_id: UUID, number: int, data: bytes, place: Place = Place.PIECE) -> bytes:
        """Gives it back, whichever key sealed it. Raises ValueError."""
        end = 1 + data[0] if data else 0
        cipher = self._keys.get(data[1:end].decode("utf-8", "replace"))
        if cipher is None:
            raise ValueError("the key that sealed this piece is not among the keys")
        try:
            return cipher.decrypt(data[end : end + _NONCE], data[end + _NONCE :], _place(place, batch_id, number))
        except (InvalidTag, ValueError):
            raise ValueError("this piece was not sealed for its place, or was changed") from None


def load_sealed_pieces(path: Path) -> SealedPieces:
    """The seal with the keys of a file. Raises ValueError saying what is wrong with it."""
    try:
        return SealedPieces.from_json(path.read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"the file {str(path)!r} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ValueError(f"the file {str(path)!r} is not text in UTF-8") from None
    except ValueError as error:
        raise ValueError(f"the file {str(path)!r} {error}") from None


def _place(place: Place, batch_id: UUID, number: int) -> bytes:
    return f"{place}|".encode() + batch_id.bytes + number.to_bytes(8, "big")
