"""Tells by what his body knows a professional whom the access log names. An operator's act, by command."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_identity.domain.professional import KnownProfessional
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.ports import OpenWork

__all__ = ["WhoisProfessional"]


@dataclass(frozen=True, slots=True)
class WhoisProfessional:
    """That it was asked is kept before it is told."""

    open_work: OpenWork
    clock: Clock
    operator: Operator

    async def __call__(self, professional_id: UUID) -> KnownProfessional:
        """Tells. Raises OperationRefused of one who is not known, or of an operator who does not say why."""
        self.operator.check_named()
        async with self.open_work() as work:
            known = await work.professionals.known(professional_id)
            if known is None:
                raise OperationRefused(
                    f"professional {professional_id}: is not known, or was forgotten 18 months after his habilitation"
                )
            await work.operator_acts.add(self.operator.act(str(professional_id), self.clock(), {}))
            await work.commit()
        return known
