"""Seals the e-mail addresses of holders. Nothing indexes them: nobody is ever looked for by one."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from passeport_identity.domain.contact import SealedAddress
from passeport_identity.domain.sealed_nir import SealBroken
from passeport_identity.errors import EmailNotKept
from passeport_identity.vault.key_ring import KeyProvider, load_key_ring
from passeport_identity.vault.sealing import Sealing

__all__ = ["AddressVault", "load_address_vault"]


class AddressVault:
    """Seals and opens addresses; without keys it takes none."""

    def __init__(self, keys: KeyProvider | None) -> None:
        self._sealing = Sealing(keys, "account", "email_sealed") if keys is not None else None

    @property
    def sealing_version(self) -> str | None:
        """The version of the key that seals now."""
        return self._sealing.keys.current if self._sealing is not None else None

    async def seal(self, email: str, person_id: UUID) -> SealedAddress:
        """Seals an address for the account of one person. Raises EmailNotKept."""
        if self._sealing is None:
            raise EmailNotKept
        return SealedAddress(*await self._sealing.seal(email, person_id))

    async def open(self, sealed: SealedAddress, person_id: UUID) -> str:
        """Opens what was sealed for that person. Raises SealBroken."""
        if self._sealing is None:
            raise SealBroken("there are no keys of e-mail addresses")
        return await self._sealing.open(sealed.ciphertext, sealed.key_version, person_id)


def load_address_vault(keys_file: Path | None) -> AddressVault:
    """The vault with the keys of a file, if there is one. Raises KeyFileError when it will not do."""
    return AddressVault(load_key_ring(keys_file) if keys_file is not None else None)
