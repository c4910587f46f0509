"""Takes a client of a partner away, with what it was given. An operator's act, by command."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_identity.usecases.ports import OpenWork

__all__ = ["RemovePartner"]


@dataclass(frozen=True, slots=True)
class RemovePartner:
    """Its access tokens end at once, and the sessions of its professionals; caller tokens live a minute at most."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, client_id: str) -> bool:
        """Removes; False when there was none."""
        async with self.open_work() as work:
            client = await work.partners.get(client_id)
            removed = await work.partners.remove(client_id)
            if client is not None and await work.professionals.body_of(client.siret) is None:
                await work.professionals.end_of(client.siret, self.clock())
            await work.commit()
        return removed
