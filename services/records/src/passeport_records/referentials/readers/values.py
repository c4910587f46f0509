"""Values as France compétences writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from passeport_records.referentials.domain.labels import award_reference
from passeport_records.referentials.domain.terms import MAX_LABEL, Scheme, Term

__all__ = ["award_term", "iso_day", "level_of", "scheme_of"]

_LEVEL = re.compile(r"NIV([1-8])")
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


def scheme_of(number: str) -> Scheme | None:
    """The register that the number of a fiche belongs to (`RNCP34762`, `RS6232`); None for what is no number."""
    reference = award_reference(number)
    return None if reference is None else reference[0]


def level_of(text: str) -> int:
    """`NIV5` is 5. `REPRISE` and what the RS leaves empty is no level."""
    match = _LEVEL.fullmatch(text)
    return int(match[1]) if match else 0


def iso_day(text: str) -> str:
    """`31/08/2026` as `2026-08-31`. Raises ValueError."""
    if not (match := _DAY.fullmatch(text)):
        raise ValueError(text)
    day, month, year = map(int, match.groups())
    return date(year, month, day).isoformat()


def award_term(number: str, scheme: Scheme, short: str, title: str, level: str, facts: Mapping[str, Any]) -> Term:
    """A certification. Its label is the short type of diploma, if it has one, and the title: `CAP Électricien`."""
    label = " ".join(f"{short} {title}".split())[:MAX_LABEL]
    kept = {name: value for name, value in facts.items() if value not in ("", [], None)}
    return Term(scheme=scheme, code=number, label=label, level=level_of(level), facts=kept)
