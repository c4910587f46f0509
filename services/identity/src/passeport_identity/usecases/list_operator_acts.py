"""Lists what operators did by command. An operator's own means of control."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime

from passeport_identity.domain.operator_act import OperatorAct
from passeport_identity.usecases.ports import OpenWork

__all__ = ["ListOperatorActs"]

_PAGE = 500


@dataclass(frozen=True, slots=True)
class ListOperatorActs:
    """All acts, or those about one client or professional, the oldest first.

    A transaction for each page: whoever reads slowly holds none open.
    """

    open_work: OpenWork

    async def __call__(self, about: str | None = None, since: datetime | None = None) -> AsyncGenerator[OperatorAct]:
        """Lists, from a moment on if there is one."""
        after: OperatorAct | None = None
        while True:
            async with self.open_work() as work:
                page = await work.operator_acts.page(_PAGE, after, about=about, since=since)
            for act in page:
                yield act
            if len(page) < _PAGE:
                return
            after = page[-1]
