"""What operators did by command, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.operator import OperatorAct
from passeport_records.storage.tables import operator_act

__all__ = ["SqlOperatorActs"]


class SqlOperatorActs:
    """Implements `passeport_records.usecases.batch_ports.OperatorActs`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, act: OperatorAct) -> None:
        """Adds an act."""
        values = {
            "id": act.id,
            "at": act.at,
            "command": act.command,
            "operator": act.operator,
            "reason": act.reason,
            "about": act.about,
        }
        await self._connection.execute(sa.insert(operator_act).values(values))

    async def all(self, about: str = "") -> Sequence[OperatorAct]:
        """Those about something, or all; the oldest first."""
        query = sa.select(operator_act).order_by(operator_act.c.at, operator_act.c.id)
        if about:
            query = query.where(operator_act.c.about == about)
        rows = await self._connection.execute(query)
        return [OperatorAct(row.id, row.at, row.command, row.operator, row.reason, row.about) for row in rows]
