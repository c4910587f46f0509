"""Suggestions."""

from __future__ import annotations

from typing import Any

from passeport.records.v1.referential_service_pb2 import Suggestion, SuggestTermsResponse

__all__ = ["suggestions_json"]


def suggestions_json(found: SuggestTermsResponse) -> dict[str, Any]:
    """The best suggestions."""
    return {"items": [_suggestion(one) for one in found.suggestions], "total": found.total_count}


def _suggestion(value: Suggestion) -> dict[str, Any]:
    return {
        "scheme": value.scheme,
        "code": value.code,
        "label": value.label,
        "level": value.level or None,
        "active": value.active,
        "occupation_code": value.occupation_code or None,
        "matches": [{"start": part.start, "end": part.end} for part in value.matches],
    }
