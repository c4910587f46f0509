"""A form asks which terms may be meant."""

from __future__ import annotations

from dataclasses import replace

from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_chassis.errors import FieldViolation
from passeport_records.errors import FieldInvalid
from passeport_records.referentials.domain.suggestions import (
    LONGEST_QUERY,
    SHORTEST_QUERY,
    Found,
    TermKind,
    found_in,
)
from passeport_records.referentials.domain.words import MAX_WORDS, words_of
from passeport_records.referentials.usecases.ports import TermSearch

__all__ = ["suggest_terms"]


async def suggest_terms(search: TermSearch, clock: Clock, *, kind: TermKind, query: str, limit: int) -> Found:
    """The terms in force today whose words begin as those of the query. Raises FieldInvalid for a wrong length."""
    if not SHORTEST_QUERY <= len(query) <= LONGEST_QUERY:
        message = f"must have {SHORTEST_QUERY} to {LONGEST_QUERY} characters"
        raise FieldInvalid(FieldViolation("query", message, "LENGTH"))
    words = words_of(query)[:MAX_WORDS]
    if not words:
        return Found((), 0)
    found = await search.beginning_with(words, kind.value, today_in_france(clock()), limit)
    suggestions = [replace(one, matches=found_in(one.label, words)) for one in found.suggestions]
    return replace(found, suggestions=suggestions)
