"""The certificate chains that seals were made under, in PostgreSQL: those in use and those of former times."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.storage.tables import seal_chain as table

__all__ = ["SqlSealChains"]


class SqlSealChains:
    """Implements `passeport_publishing.usecases.ports.SealChains`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def remember(self, chains: Sequence[str]) -> None:
        """Keeps chains, PEM; keeping one again changes nothing."""
        rows = [{"sha256": sha256(chain.encode()).hexdigest(), "pem": chain} for chain in chains]
        if rows:
            await self._connection.execute(insert(table).values(rows).on_conflict_do_nothing())

    async def all(self) -> Sequence[str]:
        """All chains, the newest first."""
        query = sa.select(table.c.pem).order_by(table.c.first_used_at.desc(), table.c.sha256)
        return list(await self._connection.scalars(query))
