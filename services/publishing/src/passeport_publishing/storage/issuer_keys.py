"""The public keys of credentials, in PostgreSQL: those in use and those of former times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.storage.tables import issuer_key as table

__all__ = ["SqlIssuerKeys"]

# Ours are thumbprints, base64url of 32 bytes; those of badges are addresses that end with one.
_KID = re.compile(r"[!-~]{1,300}")

# Made once: every verification asks it.
_BY_KID = sa.select(table.c.jwk).where(table.c.kid == sa.bindparam("wanted"))


class SqlIssuerKeys:
    """Implements `passeport_publishing.usecases.ports.IssuerKeys`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def remember(self, jwk: Mapping[str, Any]) -> None:
        """Keeps a key; keeping it again changes nothing."""
        statement = insert(table).values(kid=jwk["kid"], jwk=dict(jwk)).on_conflict_do_nothing()
        await self._connection.execute(statement)

    async def find(self, kid: str) -> Mapping[str, Any] | None:
        """Finds a key. What cannot be the name of one is not looked for: anyone may have written it."""
        if not _KID.fullmatch(kid):
            return None
        found: Mapping[str, Any] | None = await self._connection.scalar(_BY_KID, {"wanted": kid})
        return found

    async def all(self) -> Sequence[Mapping[str, Any]]:
        """All keys, the newest first."""
        query = sa.select(table.c.jwk).order_by(table.c.first_used_at.desc(), table.c.kid)
        return list(await self._connection.scalars(query))
