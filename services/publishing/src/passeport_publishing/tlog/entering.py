"""Enters publications that have no leaf: those of before there was a log, or of code that wrote none."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db.rows import insert_rows
from passeport_publishing.domain.leaf import Leaf, leaf_said, new_salt
from passeport_publishing.storage.tlog import begin_before_forgetting
from passeport_publishing.storage.tlog_tables import tlog_leaf, tlog_queue

__all__ = ["enter_log"]

_AT_ONCE = 1000
# Locked, so that nobody enters one twice.
_WITHOUT = sa.text(
    """
    SELECT p.person_id, p.id AS publication_id, p.document_sha256, c.credential
    FROM publication AS p JOIN content AS c ON c.person_id = p.person_id AND c.publication_id = p.id
    WHERE NOT EXISTS (SELECT FROM tlog_leaf AS l WHERE l.person_id = p.person_id AND l.publication_id = p.id)
    ORDER BY p.published_at, p.id LIMIT :most FOR UPDATE OF p
    """
)


async def enter_log(engine: AsyncEngine, say: Callable[[int], None]) -> int:
    """Puts them in line, oldest first, a thousand a transaction; returns how many. May be cut off and run again."""
    total = 0
    while True:
        async with engine.begin() as connection:
            await begin_before_forgetting(connection)
            rows = (await connection.execute(_WITHOUT, {"most": _AT_ONCE})).all()
            if not rows:
                return total
            leaves = [
                Leaf(new_salt(), leaf_said(row.publication_id, row.document_sha256, row.credential)) for row in rows
            ]
            keys = [{"person_id": row.person_id, "publication_id": row.publication_id} for row in rows]
            given = list(zip(keys, leaves, strict=True))
            await insert_rows(connection, tlog_leaf, [{**key, "salt": leaf.salt} for key, leaf in given])
            await insert_rows(connection, tlog_queue, [{**key, "commitment": leaf.commitment} for key, leaf in given])
        total += len(rows)
        say(total)
