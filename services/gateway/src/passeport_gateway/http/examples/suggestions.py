"""Suggestions."""

from __future__ import annotations

from typing import Any

__all__ = ["SUGGESTIONS"]

SUGGESTIONS: dict[str, Any] = {
    "items": [
        {
            "scheme": "rncp",
            "code": "RNCP39159",
            "label": "BTS Comptabilité et gestion",
            "level": 5,
            "active": True,
            "occupation_code": None,
            "matches": [{"start": 4, "end": 10}],
        }
    ],
    "total": 1,
}
