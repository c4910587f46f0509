"""Ends every session of a professional, now. An operator's act, by command."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.ports import OpenWork

__all__ = ["EndProfessional"]


@dataclass(frozen=True, slots=True)
class EndProfessional:
    """He reads nothing more by them; a caller token that is out lives for a minute.

    He may sign in again for as long as his body has him in its directory: that is for the body to end.
    """

    open_work: OpenWork
    clock: Clock
    operator: Operator

    async def __call__(self, professional_id: UUID) -> int:
        """How many ended. Raises OperationRefused of one who is not known, or of an operator who does not say why."""
        self.operator.check_named()
        async with self.open_work() as work:
            if await work.professionals.known(professional_id) is None:
                raise OperationRefused(
                    f"professional {professional_id}: is not known, or was forgotten 18 months after his habilitation"
                )
            ended = await work.professionals.end_sessions_of(professional_id)
            changes = {"sessions": (str(ended), "0")}
            await work.operator_acts.add(self.operator.act(str(professional_id), self.clock(), changes))
            await work.commit()
        return ended
