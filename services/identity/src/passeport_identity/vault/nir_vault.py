"""Seals NIR with AES-256-GCM, and finds them again by a keyed fingerprint (HMAC-SHA-256).

A NIR has so few possible values that a plain hash of it can be tried out in an hour; without the key of the index
nobody can. The two keys are different keys: one key, one use (RGS, annexe B1).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from passeport_identity.domain.nir import Nia, Nir, RegisterNumber, read_number
from passeport_identity.domain.ntt import Ntt
from passeport_identity.domain.sealed_nir import BlindIndex, SealBroken, SealedNir
from passeport_identity.vault.key_ring import KeyFileError, KeyProvider, load_key_ring

__all__ = ["NirVault", "load_nir_vault"]

_NONCE_BYTES = 12
_DATA_KEY_BYTES = 32
# Far below what random nonces bear with one key (2^32, NIST SP 800-38D), and a wrapping seldom enough for a KMS.
_SEALS_PER_DATA_KEY = 2**20
_MOST_REMEMBERED = 1000
_TABLE, _COLUMN = "person", "nir_sealed"


class NirVault:
    """Seals, opens and fingerprints NIR."""

    def __init__(self, sealing: KeyProvider, indexing: KeyProvider) -> None:
        """Takes the keys that seal and the keys that index. Raises KeyFileError when one key is among both."""
        if _known_keys(sealing) & _known_keys(indexing):
            raise KeyFileError("a key that seals NIR must not index them too")
        self._sealing = sealing
        self._indexing = indexing
        self._data_key: tuple[str, bytes, AESGCM] | None = None
        self._seals = 0
        self._unwrapped: dict[bytes, AESGCM] = {}

    @property
    def sealing_version(self) -> str:
        """The version of the key that seals now."""
        return self._sealing.current

    @property
    def indexing_version(self) -> str:
        """The version of the key that indexes now."""
        return self._indexing.current

    def seal(self, nir: RegisterNumber, person_id: UUID) -> SealedNir:
        """Seals a NIR for the row of one person, with the newest key and a nonce of its own (NIST SP 800-38D)."""
        version = self._sealing.current
        nonce = secrets.token_bytes(_NONCE_BYTES)
        head, key = self._sealing_key(version)
        sealed = key.encrypt(nonce, nir.value.encode(), _bound_to(person_id, version))
        return SealedNir(head + nonce + sealed, version, nir.kind)

    def _sealing_key(self, version: str) -> tuple[bytes, AESGCM]:
        """What seals now, and what goes before the seal: nothing, or the data key, wrapped, after its length."""
        if not self._sealing.wraps(version):
            return b"", AESGCM(self._sealing.key(version))
        if self._data_key is None or self._data_key[0] != version or self._seals >= _SEALS_PER_DATA_KEY:
            data_key = secrets.token_bytes(_DATA_KEY_BYTES)
            wrapped = self._sealing.wrap(version, data_key)
            self._data_key, self._seals = (version, len(wrapped).to_bytes(2, "big") + wrapped, AESGCM(data_key)), 0
        self._seals += 1
        return self._data_key[1:]

    def _opening_key(self, sealed: SealedNir) -> tuple[AESGCM, bytes]:
        """What opens a seal, and the seal by itself."""
        version, ciphertext = sealed.key_version, sealed.ciphertext
        if not self._sealing.wraps(version):
            return AESGCM(self._sealing.key(version)), ciphertext
        end = 2 + int.from_bytes(ciphertext[:2], "big")
        wrapped = ciphertext[2:end]
        key = self._unwrapped.get(wrapped)
        if key is None:
            key = AESGCM(self._sealing.unwrap(version, wrapped))
            if len(self._unwrapped) >= _MOST_REMEMBERED:
                self._unwrapped.clear()
            self._unwrapped[wrapped] = key
        return key, ciphertext[end:]

    def open(self, sealed: SealedNir, person_id: UUID) -> Nir | Nia:
        """Opens what was sealed for that person, with the key of its version. Raises SealBroken."""
        try:
            key, seal = self._opening_key(sealed)
            nonce, ciphertext = seal[:_NONCE_BYTES], seal[_NONCE_BYTES:]
            plain = key.decrypt(nonce, ciphertext, _bound_to(person_id, sealed.key_version))
        except KeyError:
            raise SealBroken(f"there is no sealing key of version {sealed.key_version}") from None
        except (InvalidTag, ValueError):
            raise SealBroken("the sealed NIR is not the one that was sealed for this person") from None
        return read_number(plain.decode())

    def index(self, nir: RegisterNumber) -> BlindIndex:
        """The fingerprint to keep, made with the newest key."""
        return self._fingerprint(nir, self._indexing.current)

    def indexes(self, nir: RegisterNumber) -> tuple[BlindIndex, ...]:
        """Every fingerprint under which the NIR may have been kept: one for each key, the newest first."""
        return tuple(self._fingerprint(nir, version) for version in self._indexing.versions)

    def fingerprints(self, numbers: Sequence[RegisterNumber | Ntt]) -> list[tuple[bytes, ...]]:
        """The same for thousands of numbers, NTT among them, as bytes: one tuple for each."""
        keys = [self._indexing.key(version) for version in self._indexing.versions]
        return [tuple(hmac.digest(key, _indexed(each), "sha256") for key in keys) for each in numbers]

    def _fingerprint(self, nir: RegisterNumber, version: str) -> BlindIndex:
        return BlindIndex(hmac.digest(self._indexing.key(version), _indexed(nir), "sha256"), version)


def load_nir_vault(keys_file: Path, index_keys_file: Path) -> NirVault:
    """The vault with the keys of two files. Raises KeyFileError when one of them will not do."""
    return NirVault(load_key_ring(keys_file), load_key_ring(index_keys_file))


def _indexed(number: RegisterNumber | Ntt) -> bytes:
    # A NIR and a NIA are never alike, having other first digits; a NTT may have the characters of either.
    return f"{_TABLE}|{'ntt' if isinstance(number, Ntt) else 'nir'}|{number.value}".encode()


def _known_keys(provider: KeyProvider) -> set[bytes]:
    """The keys that can be looked at: one that never leaves where it is kept can be no other's."""
    known = set()
    for version in provider.versions:
        with suppress(KeyError):
            known.add(provider.key(version))
    return known


def _bound_to(person_id: UUID, version: str) -> bytes:
    """What the seal is bound to, so that a row's NIR cannot be put into another row."""
    return f"{_TABLE}|{_COLUMN}|{person_id}|{version}".encode()
