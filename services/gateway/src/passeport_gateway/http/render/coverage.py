"""What no passport can know by itself, in words."""

from __future__ import annotations

from typing import Any

from passeport_gateway.domain.coverage import NOT_COVERED
from passeport_gateway.domain.language import Language

__all__ = ["not_covered_json"]


def not_covered_json(language: Language) -> list[dict[str, Any]]:
    """All of it, in the order of the kinds."""
    return [
        {
            "code": each.code,
            "kind": each.kind,
            "told": each.words.in_language(language),
            "source": each.source or None,
            "since": each.since or None,
        }
        for each in NOT_COVERED
    ]
