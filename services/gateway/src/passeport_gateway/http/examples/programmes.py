"""Programmes of prevention: the one that comes with the house."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import TRAINING_ID

__all__ = ["PROGRAMMES_OF_HOLDER", "PROGRAMMES_OF_PARTNER", "SYMBOLS_ASKED", "SYMBOLS_DECLARED", "SYMBOLS_OF_HOLDER"]

_Json = dict[str, Any]
_ROOT = "prevention/programmes/habilitation-electrique"
_SYMBOLS: _Json = {
    "type": "object",
    "properties": {"symbols": {"type": "array", "items": {"type": "string"}}},
    "required": ["symbols"],
}


def _page(route: _Json) -> _Json:
    programme = {
        "name": "habilitation-electrique",
        "title": "Habilitation électrique",
        "version": "0.1.0",
        "available": True,
        "routes": [route],
    }
    return {"items": [programme], "next_cursor": None}


PROGRAMMES_OF_HOLDER = _page(
    {
        "method": "GET",
        "address": f"/api/v1/passport/{_ROOT}/symbols",
        "summary": "Lire ses symboles d'habilitation et jusqu'à quand se recycler",
        "request_schema": None,
        "response_schema": _SYMBOLS,
    }
)
PROGRAMMES_OF_PARTNER = _page(
    {
        "method": "PUT",
        "address": f"/partners/v1/{_ROOT}/trainings/{{training_id}}/symbols",
        "summary": "Déclarer les symboles préparés par une formation",
        "request_schema": _SYMBOLS,
        "response_schema": _SYMBOLS,
    }
)
SYMBOLS_ASKED: _Json = {"symbols": ["B1V", "BR"]}
SYMBOLS_DECLARED: _Json = {"training_id": TRAINING_ID, "symbols": ["B1V", "BR"]}
SYMBOLS_OF_HOLDER: _Json = {
    "items": [
        {
            "symbol": "B1V",
            "label": "Exécutant électricien, basse tension, travaux au voisinage",
            "trained_on": "2026-03-04",
            "refresh_by": "2029-03-04",
        }
    ]
}
