"""Seals the pieces of files that wait: the database alone gives no NIR away."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from uuid import UUID

from passeport_dossier.storage.sealing import KeyRing
from passeport_records.usecases.feed_ports import Place

__all__ = ["SealedPieces", "load_sealed_pieces"]


class SealedPieces:
    """Implements `passeport_records.usecases.feed_ports.PieceSeal`: each piece is bound to its batch and its place."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    @classmethod
    def from_json(cls, text: str) -> Self:
        """With the keys that `KeyRing.from_json` reads. Raises ValueError saying what is wrong."""
        return cls(KeyRing.from_json(text))

    def seal(self, batch_id: UUID, number: int, data: bytes, place: Place = Place.PIECE) -> bytes:
        """Seals a piece of a file, or an item that waits, with the current key."""
        return self._keys.seal(data, _place(place, batch_id, number))

    def unseal(self, batch_id: UUID, number: int, data: bytes, place: Place = Place.PIECE) -> bytes:
        """Gives it back, whichever key sealed it. Raises ValueError."""
        return self._keys.unseal(data, _place(place, batch_id, number))


def load_sealed_pieces(path: Path) -> SealedPieces:
    """The seal with the keys of a file. Raises ValueError saying what is wrong with it."""
    return SealedPieces(KeyRing.load(path))


def _place(place: Place, batch_id: UUID, number: int) -> bytes:
    return f"{place}|".encode() + batch_id.bytes + number.to_bytes(8, "big")
