"""Takes a client of a partner away, with what it was given. An operator's act, by command."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_identity.domain.events import PlatformRemoved
from passeport_identity.domain.partner import changes_between
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.ports import OpenWork

__all__ = ["RemovePartner"]


@dataclass(frozen=True, slots=True)
class RemovePartner:
    """Its access tokens end at once, and the sessions of its professionals; caller tokens live a minute at most. What
    holders consented to for a platform is ended by publishing, which hears of it.

    Who took it away, and why, is kept.
    """

    open_work: OpenWork
    clock: Clock
    operator: Operator

    async def __call__(self, client_id: str) -> bool:
        """Removes; False when there was none. Raises OperationRefused of an operator who does not say who he is."""
        self.operator.check_named()
        now = self.clock()
        async with self.open_work() as work:
            await work.take_turns(f"client {client_id}")
            client = await work.partners.get(client_id)
            if client is None:
                return False
            await work.partners.remove(client_id)
            if await work.professionals.body_of(client.siret) is None:
                await work.professionals.end_of(client.siret, now)
            if client.is_platform:
                work.emit(PlatformRemoved(client_id, now))
            await work.operator_acts.add(self.operator.act(client_id, now, changes_between(client, None)))
            await work.commit()
        return True
