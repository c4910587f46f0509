"""A professional of an invented body, and a consultation of his."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import CONSULTATION_ID

__all__ = ["CONSULTATION", "CONSULTATION_ASKED", "PROFESSIONAL_SESSION", "PROFESSIONAL_SIGNED_OUT"]

_Json = dict[str, Any]

_LABEL = (
    "Accompagnement des jeunes vers l’insertion professionnelle et sociale (L5314-2 ; R6323-35 III du code du travail)"
)

PROFESSIONAL_SESSION: _Json = {
    "given_names": "Dominique",
    "usual_name": "MODÈLE",
    "organisation": "Mission locale du Ponant",
    "siret": "00100202100010",
    "role": "mission-locale",
    "purposes": [
        {
            "code": "professional-guidance",
            "label": "Conseil en évolution professionnelle (L6111-6 ; R6323-35 III du code du travail)",
        },
        {"code": "integration-of-young-people", "label": _LABEL},
    ],
    "idle_expire_time": "2026-11-23T09:17:11.420413Z",
    "expire_time": "2026-11-23T17:02:11.420413Z",
    "csrf_token": "sV3kq0b7oRZtY2m9cXwLJ4eHnUuGf1iPdTaKy8vBz6E",
}
PROFESSIONAL_SIGNED_OUT: _Json = {
    "logout_url": "https://proconnect.example/api/v2/session/end?id_token_hint=eyJhbGciOiJFUzI1NiJ9.e30.c2ln"
    "&state=Yk1v9mJrT0cE4hWq2sXzL8dNfUgPbA6iOeRuKyCtV5w&post_logout_redirect_uri=https%3A%2F%2Fpasseport.example%2F"
}
CONSULTATION_ASKED: _Json = {
    "purpose": "integration-of-young-people",
    "person": {"nir": "2 94 05 99 999 017 59", "birth_name": "EXEMPLE"},
}
CONSULTATION: _Json = {
    "id": CONSULTATION_ID,
    "purpose": "integration-of-young-people",
    "purpose_label": _LABEL,
    "expire_time": "2026-11-23T09:45:28.364291Z",
    "passport_url": f"/professionals/v1/consultations/{CONSULTATION_ID}/passport",
}
