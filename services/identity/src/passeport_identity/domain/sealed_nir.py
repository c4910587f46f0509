"""A NIR as it is kept: sealed, and beside it a blind index by which equal numbers are found without opening any."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["BlindIndex", "SealBroken", "SealedNir"]


class SealBroken(Exception):
    """A sealed NIR does not open: it was changed, moved to another person, or its key is gone."""


@dataclass(frozen=True, slots=True)
class SealedNir:
    """A NIR that only the vault opens, and the version of the key that sealed it."""

    ciphertext: bytes = field(repr=False)
    key_version: str


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """A keyed fingerprint of a NIR, and the version of the key that made it."""

    value: bytes = field(repr=False)
    key_version: str
