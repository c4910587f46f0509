"""What operators did by command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.operator_act import OperatorAct
from passeport_identity.storage.tables import operator_act

__all__ = ["SqlOperatorActs"]


class SqlOperatorActs:
    """Implements `usecases.partner_ports.OperatorActs`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, act: OperatorAct) -> None:
        """Adds an act."""
        await self._connection.execute(
            sa.insert(operator_act).values(
                act_id=act.id,
                at=act.at,
                command=act.command,
                operator=act.operator,
                reason=act.reason,
                about=act.about,
                changes={name: list(change) for name, change in act.changes.items()},
            )
        )

    async def page(
        self, limit: int, after: OperatorAct | None = None, *, about: str | None = None, since: datetime | None = None
    ) -> Sequence[OperatorAct]:
        """Some acts, those that follow one: all, or about a client or a professional, or since; the oldest first."""
        act = operator_act.c
        query = sa.select(operator_act).order_by(act.at, act.act_id).limit(limit)
        if after is not None:
            query = query.where(sa.tuple_(act.at, act.act_id) > sa.tuple_(sa.literal(after.at), sa.literal(after.id)))
        if about is not None:
            query = query.where(act.about == about)
        if since is not None:
            query = query.where(act.at >= since)
        return [
            OperatorAct(
                row.act_id,
                row.at,
                row.command,
                row.operator,
                row.reason,
                row.about,
                {name: (before, now) for name, (before, now) in row.changes.items()},
            )
            for row in await self._connection.execute(query)
        ]
