"""Shares that are addressed to a body, as its professionals find them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.domain.snapshot_json import snapshot_from_json
from passeport_publishing.storage.tables import content, publication, share

__all__ = ["live_rows"]

_CONTENT = sa.and_(content.c.person_id == share.c.person_id, content.c.publication_id == share.c.publication_id)


async def live_rows(
    connection: AsyncConnection,
    shares: sa.Select[Any],
    live: tuple[sa.ColumnElement[bool], ...],
    siret: str,
    limit: int,
    after: tuple[sa.ColumnElement[Any], ...] | None,
) -> list[tuple[Any, str, str, PublicationKind]]:
    """Rows of `shares` that are addressed to a SIRET, newest first, with holder, heading and kind."""
    query = (
        shares.add_columns(publication.c.title, publication.c.kind, content.c.snapshot)
        .join(content, _CONTENT)
        .where(share.c.addressee_siret == siret, *live)
    )
    if after is not None:
        query = query.where(sa.tuple_(share.c.created_at, share.c.id) < sa.tuple_(*after))
    query = query.order_by(share.c.created_at.desc(), share.c.id.desc()).limit(limit)
    return [
        (row, snapshot_from_json(row.snapshot).holder.full_name, row.title, PublicationKind(row.kind))
        for row in await connection.execute(query)
    ]
