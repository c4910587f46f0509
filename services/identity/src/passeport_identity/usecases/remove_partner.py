"""Takes a client of a partner away, with what it was given. An operator's act, by command."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_identity.usecases.ports import OpenWork

__all__ = ["RemovePartner"]


@dataclass(frozen=True, slots=True)
class RemovePartner:
    """Its access tokens end at once; caller tokens made of them live a minute at most."""

    open_work: OpenWork

    async def __call__(self, client_id: str) -> bool:
        """Removes; False when there was none."""
        async with self.open_work() as work:
            removed = await work.partners.remove(client_id)
            await work.commit()
        return removed
