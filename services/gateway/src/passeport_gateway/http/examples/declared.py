"""Examples of what a holder declares: one of each kind, with what is its own."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.entries import ENTRY_DRAFT

__all__ = ["ENTRY_DRAFTS"]

ENTRY_DRAFTS: dict[str, dict[str, Any]] = {
    "employment": ENTRY_DRAFT,
    "training": {
        "kind": "training",
        "title": "Tableur, perfectionnement",
        "organisation": {"name": "Greta de Bretagne"},
        "start_date": "2024-03-04",
        "end_date": "2024-03-08",
        "training": {"hours": 35},
    },
    "diploma": {
        "kind": "diploma",
        "title": "Baccalauréat général",
        "start_date": "2014-07",
        "award": {"level": 4, "mention": "MENTION_BIEN"},
    },
    "certification": {
        "kind": "certification",
        "title": "Comptable assistant",
        "start_date": "2021-06-30",
        "award": {"code": "RNCP37121"},
    },
    "habilitation": {
        "kind": "habilitation",
        "title": "Habilitation électrique",
        "start_date": "2025-01-15",
        "end_date": "2028-01-15",
        "award": {"categories": ["B0", "BR"]},
    },
    "driving_licence": {
        "kind": "driving_licence",
        "title": "Permis de conduire",
        "driving_licence": {"categories": [{"category": "B", "start_date": "2012-09-21"}]},
    },
    "language": {"kind": "language", "title": "Breton", "language": {"language": "br", "cefr_level": "B2"}},
    "skill": {
        "kind": "skill",
        "title": "Tricot",
        "skill": {"origin": "practice", "context": "Pulls et bonnets, depuis dix ans."},
    },
    "engagement": {
        "kind": "engagement",
        "title": "Trésorière d'une association",
        "start_date": "2022",
        "engagement": {"activity": "benevolat_associatif", "role": "Trésorière"},
    },
}
