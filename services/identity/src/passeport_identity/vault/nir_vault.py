"""Seals NIR with AES-256-GCM, and finds them again by a keyed fingerprint (HMAC-SHA-256).

A NIR has so few possible values that a plain hash of it can be tried out in an hour; without the key of the index
nobody can. The two keys are different keys: one key, one use (RGS, annexe B1).
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from passeport_identity.domain.ine import Ine
from passeport_identity.domain.nir import Nia, Nir, RegisterNumber, read_number
from passeport_identity.domain.ntt import Ntt
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.vault.key_ring import KeyFileError, KeyProvider, load_key_ring
from passeport_identity.vault.sealing import Sealing

__all__ = ["NirVault", "load_nir_vault"]

_TABLE, _COLUMN = "person", "nir_sealed"
_ONE_USE = "a key that seals NIR must not index them too"


class NirVault:
    """Seals, opens and fingerprints NIR."""

    def __init__(self, sealing: KeyProvider, indexing: KeyProvider) -> None:
        """Takes the keys that seal and the keys that index. Raises KeyFileError when they will not do."""
        if any(indexing.wraps(version) for version in indexing.versions):
            raise KeyFileError("a key that indexes NIR wraps nothing: leave `wraps` out of its file")
        if _known_keys(sealing) & _known_keys(indexing):
            raise KeyFileError(_ONE_USE)
        self._sealing = Sealing(sealing, _TABLE, _COLUMN)
        self._indexing = indexing

    @property
    def sealing_version(self) -> str:
        """The version of the key that seals now."""
        return self._sealing.keys.current

    @property
    def indexing_version(self) -> str:
        """The version of the key that indexes now."""
        return self._indexing.current

    async def seal(self, nir: RegisterNumber, person_id: UUID) -> SealedNir:
        """Seals a number for the row of one person."""
        return SealedNir(*await self._sealing.seal(nir.value, person_id), nir.kind)

    async def open(self, sealed: SealedNir, person_id: UUID) -> Nir | Nia:
        """Opens what was sealed for that person. Raises SealBroken."""
        return read_number(await self._sealing.open(sealed.ciphertext, sealed.key_version, person_id))

    def index(self, nir: RegisterNumber) -> BlindIndex:
        """The fingerprint to keep, made with the newest key."""
        return self._fingerprint(nir, self._indexing.current)

    def indexes(self, nir: RegisterNumber) -> tuple[BlindIndex, ...]:
        """Every fingerprint under which the NIR may have been kept: one for each key, the newest first."""
        return tuple(self._fingerprint(nir, version) for version in self._indexing.versions)

    def fingerprints(self, numbers: Sequence[RegisterNumber | Ntt | Ine]) -> list[tuple[bytes, ...]]:
        """The same for thousands of numbers, NTT and INE among them, as bytes: one tuple for each."""
        keys = [self._indexing.key(version) for version in self._indexing.versions]
        return [tuple(hmac.digest(key, _indexed(each), "sha256") for key in keys) for each in numbers]

    def _fingerprint(self, nir: RegisterNumber, version: str) -> BlindIndex:
        return BlindIndex(hmac.digest(self._indexing.key(version), _indexed(nir), "sha256"), version)


def load_nir_vault(keys_file: Path, index_keys_file: Path) -> NirVault:
    """The vault with the keys of two files. Raises KeyFileError when one of them will not do."""
    sealing, indexing = load_key_ring(keys_file), load_key_ring(index_keys_file)
    # The vault sees no key that only wraps; the files show them all.
    if set(sealing.keys.values()) & set(indexing.keys.values()):
        raise KeyFileError(_ONE_USE)
    return NirVault(sealing, indexing)


def _indexed(number: RegisterNumber | Ntt | Ine) -> bytes:
    # A NIR and a NIA are never alike, having other first digits; a NTT may have the characters of either. None begins
    # with a sender: ten digits come first in it.
    if isinstance(number, Ntt):
        return f"{_TABLE}|ntt|{f'{number.sender}|' if number.sender else ''}{number.value}".encode()
    if isinstance(number, Ine):
        return f"{_TABLE}|ine|{number.sender}|{number.value}".encode()
    return f"{_TABLE}|nir|{number.value}".encode()


def _known_keys(provider: KeyProvider) -> set[bytes]:
    """The keys that can be looked at: one that never leaves where it is kept can be no other's."""
    known = set()
    for version in provider.versions:
        with suppress(KeyError):
            known.add(provider.key(version))
    return known
