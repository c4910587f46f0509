"""Lists what operators did by command. An operator's own means of control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from passeport_identity.domain.operator_act import OperatorAct
from passeport_identity.usecases.ports import OpenWork

__all__ = ["ListOperatorActs"]


@dataclass(frozen=True, slots=True)
class ListOperatorActs:
    """All acts, or those about one client or professional, the oldest first."""

    open_work: OpenWork

    async def __call__(self, about: str | None = None) -> Sequence[OperatorAct]:
        """Lists."""
        async with self.open_work() as work:
            return await work.operator_acts.all_about(about)
