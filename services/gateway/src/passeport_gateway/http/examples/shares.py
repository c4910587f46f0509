"""Shares of a publication, and their openings."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import PUBLICATION_ID, SHARE_ACCESS_ID, SHARE_ID

__all__ = [
    "ADDRESSED_SHARE_PAGE",
    "BODIES",
    "EVENTS",
    "EVENT_ID",
    "SHARE",
    "SHARED",
    "SHARE_ACCESS_PAGE",
    "SHARE_DELETION_ASKED",
    "SHARE_DRAFT",
    "SHARE_EXTENDED",
    "SHARE_MADE",
    "SHARE_PAGE",
    "SHARE_PATCH",
    "SHARE_REPORT",
]

_Json = dict[str, Any]
_END = "2027-03-31T16:00:00Z"

SHARE_DRAFT: _Json = {
    "recipient": "Agence Durand, Mme Petit",
    "purpose": "Candidature au poste de développeuse web",
    "expire_time": "2027-01-31T18:00:00+01:00",
    "pin": "471108",
    "single_use": False,
    "parts": ["page", "document"],
}
SHARE_PATCH: _Json = {"expire_time": _END}
_SHARE_NEW: _Json = {
    "id": SHARE_ID,
    "publication_id": PUBLICATION_ID,
    "recipient": SHARE_DRAFT["recipient"],
    "addressee": None,
    "purpose": SHARE_DRAFT["purpose"],
    "parts": SHARE_DRAFT["parts"],
    "single_use": False,
    "has_pin": True,
    "pin_tries_left": 5,
    "state": "live",
    "create_time": "2026-11-23T09:12:40.316000Z",
    "expire_time": "2027-01-31T17:00:00Z",
    "revoke_time": None,
    "open_count": 0,
    "last_open_time": None,
    "deletion_ask_time": None,
    "accesses_url": f"/api/v1/shares/{SHARE_ID}/accesses",
    "etag": "r1",
}
SHARE_MADE: _Json = _SHARE_NEW | {"link": "https://passeport.example/p/q8Jr2Zk5T1vXn0bYwL7cHdG4mPsEaUi9oKfR3tVxN6M"}
SHARE: _Json = _SHARE_NEW | {
    "pin_tries_left": 4,
    "open_count": 1,
    "last_open_time": "2026-11-24T14:03:09.551207Z",
}
SHARE_EXTENDED: _Json = SHARE | {"expire_time": _END, "etag": "r2"}
SHARE_DELETION_ASKED: _Json = SHARE_EXTENDED | {"deletion_ask_time": "2026-11-25T08:20:31.402118Z", "etag": "r3"}
SHARE_PAGE: _Json = {"items": [SHARE], "next_cursor": None}
SHARE_REPORT: _Json = {"ground": "wrong_recipient", "text": "J'ai envoyé le lien à une autre personne."}
BODIES: _Json = {
    "items": [{"siret": "00100202100010", "organisation": "Mission locale du Ponant", "role": "mission-locale"}]
}
ADDRESSED_SHARE_PAGE: _Json = {
    "items": [
        {
            "id": SHARE_ID,
            "holder_name": "Camille Anne EXEMPLE",
            "title": "Développeuse web",
            "purpose": "Bilan de notre entretien du 20 novembre",
            "kind": "cv",
            "parts": ["page", "document"],
            "create_time": "2026-11-23T09:12:40.316000Z",
            "expire_time": "2027-05-23T09:12:40.316000Z",
            "deletion_ask_time": None,
        }
    ],
    "next_cursor": None,
}
SHARED: _Json = {
    "holder_name": "Camille Anne EXEMPLE",
    "title": "Développeuse web",
    "summary": "Dix ans de métier.",
    "purpose": "Bilan de notre entretien du 20 novembre",
    "kind": "cv",
    "parts": ["page", "document"],
    "state": "published",
    "publish_time": "2026-11-22T16:40:02.118204Z",
    "state_time": None,
    "expire_time": "2027-05-23T09:12:40.316000Z",
    "deletion_ask_time": None,
    "verification_code": "K7QF-2M9X-PD4T-W6HA",
    "items": [
        {
            "guaranteed": True,
            "kind": "employment",
            "title": "Développeuse web",
            "organisation": "Atelier du Ponant",
            "locality": "Brest",
            "siret": "00100202100010",
            "details": [{"key": "contract_nature", "value": "CDI"}],
            "description": None,
            "source": "Déclaration sociale nominative",
            "register_time": "2026-10-15T04:12:09Z",
            "start_date": "2021-03-01",
            "end_date": None,
            "known_until": None,
            "legal_basis": None,
        }
    ],
}
EVENT_ID = SHARE_ACCESS_ID
EVENTS = f"""retry: 5000

id: {EVENT_ID}
event: share.access
data: {{"share_id":"{SHARE_ID}","id":"{EVENT_ID}","at":"2026-11-24T14:03:09.551207Z","act":"opened",…}}

"""
SHARE_ACCESS_PAGE: _Json = {
    "items": [
        {
            "id": SHARE_ACCESS_ID,
            "at": "2026-11-24T14:03:09.551207Z",
            "act": "opened",
            "told": "Ouvert le 24 novembre 2026 à 15 h 03, avec Firefox sur Windows.",
            "client": "Firefox, Windows",
            "organisation": None,
        }
    ],
    "next_cursor": None,
}
