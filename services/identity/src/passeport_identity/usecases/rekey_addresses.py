"""Seals with the newest key every e-mail address that an older one sealed, while the service goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from passeport_identity.domain.sealed_nir import SealBroken
from passeport_identity.errors import EmailNotKept
from passeport_identity.usecases.outside import AddressVault
from passeport_identity.usecases.ports import OpenWork

__all__ = ["RekeyAddresses"]

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class RekeyAddresses:
    """One transaction per thousand accounts, in their order; stopped anywhere, running it again does the rest."""

    open_work: OpenWork
    addresses: AddressVault

    async def __call__(self, on_left: Callable[[UUID, str], None]) -> int:
        """How many were sealed anew; each that cannot be opened goes to `on_left`, with why. Raises EmailNotKept."""
        version = self.addresses.sealing_version
        if version is None:
            raise EmailNotKept
        done, after = 0, None
        while True:
            async with self.open_work() as work:
                chunk = await work.accounts.sealed_with_other_keys(version, after, _CHUNK)
                for account in chunk:
                    if account.email is None:
                        continue
                    try:
                        email = await self.addresses.open(account.email, account.person_id)
                    except SealBroken as broken:
                        on_left(account.person_id, str(broken))
                        continue
                    sealed = await self.addresses.seal(email, account.person_id)
                    await work.accounts.save(replace(account, email=sealed))
                    done += 1
                await work.commit()
            if not chunk:
                return done
            after = chunk[-1].person_id
