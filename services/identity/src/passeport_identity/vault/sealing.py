"""Seals one value of one row: AES-256-GCM under versioned keys, bound to table, column, person and key version.

Where the provider wraps keys (a KMS, an HSM), a data key made here seals, and goes before each seal, wrapped.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from passeport_identity.domain.sealed_nir import SealBroken
from passeport_identity.vault.key_ring import KeyProvider

__all__ = ["Sealing"]

_NONCE_BYTES = 12
_DATA_KEY_BYTES = 32
# Far below what random nonces bear with one key (2^32, NIST SP 800-38D), and a wrapping seldom enough for a KMS.
_SEALS_PER_DATA_KEY = 2**20
_MOST_REMEMBERED = 1000


class Sealing:
    """Seals and opens the values of one column."""

    def __init__(self, keys: KeyProvider, table: str, column: str) -> None:
        self.keys = keys
        self._place = f"{table}|{column}"
        self._data_key: tuple[str, bytes, AESGCM] | None = None
        self._seals = 0
        self._unwrapped: dict[bytes, AESGCM] = {}

    async def seal(self, plain: str, person_id: UUID) -> tuple[bytes, str]:
        """Seals with the newest key and a nonce of its own (NIST SP 800-38D); the ciphertext and the key's version."""
        version, nonce = self.keys.current, secrets.token_bytes(_NONCE_BYTES)
        head, key = await self._sealing_key(version)
        return head + nonce + key.encrypt(nonce, plain.encode(), self._bound_to(person_id, version)), version

    async def open(self, ciphertext: bytes, version: str, person_id: UUID) -> str:
        """Opens what was sealed for that person, with the key of its version. Raises SealBroken."""
        try:
            key, seal = await self._opening_key(ciphertext, version)
            nonce, sealed = seal[:_NONCE_BYTES], seal[_NONCE_BYTES:]
            return key.decrypt(nonce, sealed, self._bound_to(person_id, version)).decode()
        except KeyError:
            raise SealBroken(f"there is no sealing key of version {version}") from None
        except (InvalidTag, ValueError):
            raise SealBroken(f"{self._place} is not what was sealed for this person") from None

    async def _sealing_key(self, version: str) -> tuple[bytes, AESGCM]:
        """What seals now, and what goes before the seal: nothing, or the data key, wrapped, after its length."""
        if not self.keys.wraps(version):
            return b"", AESGCM(self.keys.key(version))
        kept = self._data_key
        if kept is None or kept[0] != version or self._seals >= _SEALS_PER_DATA_KEY:
            data_key = secrets.token_bytes(_DATA_KEY_BYTES)
            # Those who come meanwhile have each a key of their own: none waits for another's answer.
            wrapped = await self.keys.wrap(version, data_key)
            kept = self._data_key = (version, len(wrapped).to_bytes(2, "big") + wrapped, AESGCM(data_key))
            self._seals = 0
        self._seals += 1
        return kept[1:]

    async def _opening_key(self, ciphertext: bytes, version: str) -> tuple[AESGCM, bytes]:
        """What opens a seal, and the seal by itself."""
        if not self.keys.wraps(version):
            return AESGCM(self.keys.key(version)), ciphertext
        end = 2 + int.from_bytes(ciphertext[:2], "big")
        wrapped = ciphertext[2:end]
        key = self._unwrapped.get(wrapped)
        if key is None:
            key = AESGCM(await self.keys.unwrap(version, wrapped))
            if len(self._unwrapped) >= _MOST_REMEMBERED:
                self._unwrapped.clear()
            self._unwrapped[wrapped] = key
        return key, ciphertext[end:]

    def _bound_to(self, person_id: UUID, version: str) -> bytes:
        # So that the value of one row cannot be put into another.
        return f"{self._place}|{person_id}|{version}".encode()
