"""A NIR as it is kept: sealed, and beside it a blind index by which equal numbers are found without opening any."""

from __future__ import annotations

from dataclasses import dataclass, field

from passeport_identity.domain.nir import NumberKind

__all__ = ["BlindIndex", "SealBroken", "SealedNir"]


class SealBroken(Exception):
    """A sealed NIR does not open: it was changed, moved to another person, or its key is gone."""


@dataclass(frozen=True, slots=True)
class SealedNir:
    """A NIR or NIA that only the vault opens, the version of the key that sealed it, and which of the two it is."""

    ciphertext: bytes = field(repr=False)
    key_version: str
    kind: NumberKind = field(default=NumberKind.NIR, repr=False)


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """A keyed fingerprint of a NIR, and the version of the key that made it."""

    value: bytes = field(repr=False)
    key_version: str
