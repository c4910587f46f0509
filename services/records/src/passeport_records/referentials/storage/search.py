"""Terms in PostgreSQL, found by the beginnings of their words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_records.referentials.domain.suggestions import Found, Suggestion
from passeport_records.referentials.domain.terms import Scheme

__all__ = ["SqlTermSearch"]

# A fiche of the registers tells whether it is active; what tells nothing is.
_FIND = sa.text(
    """
    SELECT scheme, code, label, level, coalesce((facts ->> 'active')::boolean, true) AS active,
        coalesce(facts ->> 'rome', '') AS rome, count(*) OVER () AS total
    FROM referential_term
    WHERE words @@ CAST(:query AS tsquery) AND scheme = ANY(CAST(:schemes AS text[]))
        AND since <= :day AND (until IS NULL OR until > :day)
    ORDER BY lower(code) = :first DESC, active DESC, length(label), label, code
    LIMIT :most
    """
).bindparams(sa.bindparam("day", type_=sa.Date))


class SqlTermSearch:
    """Implements `passeport_records.referentials.usecases.ports.TermSearch`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def beginning_with(self, words: Sequence[str], schemes: Collection[Scheme], day: date, limit: int) -> Found:
        """Terms in force on `day` that have, for each of these words, one that begins with it; an exact code first."""
        asked = {
            # Nothing but letters and digits is in a word: no operator can come in.
            "query": " & ".join(f"'{word}':*" for word in words),
            "first": words[0] if len(words) == 1 else "",
            "schemes": [scheme.value for scheme in schemes],
            "day": day,
            "most": limit,
        }
        async with self._engine.connect() as connection:
            rows = list(await connection.execute(_FIND, asked))
        return Found([_suggestion(row) for row in rows], rows[0].total if rows else 0)


def _suggestion(row: sa.Row[Any]) -> Suggestion:
    scheme = Scheme(row.scheme)
    occupation = row.code if scheme is Scheme.ROME else row.rome if scheme is Scheme.ROME_APPELLATIONS else ""
    return Suggestion(scheme, row.code, row.label, row.level, row.active, occupation)
