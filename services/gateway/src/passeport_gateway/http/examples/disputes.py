"""Disputes: of an award whose day is wrong."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.entries import ENTRY
from passeport_gateway.http.examples.identifiers import BATCH_ID, DISPUTE_ID, ENTRY_ID

__all__ = [
    "ANSWER_ASKED",
    "DISPUTE",
    "DISPUTE_ASKED",
    "DISPUTE_PAGE",
    "DISPUTE_SEEN",
    "DISPUTE_TAKEN_BACK",
    "SOURCE_DISPUTE",
    "SOURCE_DISPUTE_ACCEPTED",
    "SOURCE_DISPUTE_PAGE",
    "SOURCE_DISPUTE_REFUSED",
]

_Json = dict[str, Any]

DISPUTE_ASKED: _Json = {"ground": "dates", "text": "Je l'ai obtenu le 4 juin 2023, pas le 4 juillet."}
ANSWER_ASKED: _Json = {"answer": "Le procès-verbal du jury est du 4 juillet 2023."}

_OPENED: _Json = {
    "id": DISPUTE_ID,
    "entry_id": ENTRY_ID,
    **DISPUTE_ASKED,
    "state": "opened",
    "overdue": False,
    "source": "certifications",
    "addressee": {"name": "Ministère du Travail", "siret": "11000007200014", "locality": None},
    "sender": None,
    "open_time": "2026-11-20T08:40:12.301995Z",
    "due_date": "2027-02-20",
    "see_time": None,
    "answer_time": None,
    "answer": None,
    "answered_by": None,
    "close_time": None,
    "etag": "r1",
}
DISPUTE: _Json = _OPENED | {
    "told": "Ministère du Travail n'a pas encore lu votre contestation et a jusqu'au 20 février 2027 pour répondre.",
    "meanwhile": "Vos publications n'en disent rien : retirez celles où vous ne voulez plus montrer cet élément. Les "
    "professionnels que la loi désigne ne le voient pas avant la réponse.",
}
_SEEN: _Json = {"state": "seen", "see_time": "2026-11-21T13:02:55.480263Z", "etag": "r2"}
DISPUTE_SEEN: _Json = (
    DISPUTE
    | _SEEN
    | {"told": "Ministère du Travail a lu votre contestation et a jusqu'au 20 février 2027 pour répondre."}
)
DISPUTE_TAKEN_BACK: _Json = DISPUTE_SEEN | {
    "state": "taken_back",
    "close_time": "2026-11-22T09:11:37.009418Z",
    "etag": "r3",
    "told": "Vous avez retiré cette contestation.",
    "meanwhile": None,
}
DISPUTE_PAGE: _Json = {"items": [DISPUTE], "next_cursor": None}

_REFERENCE: _Json = {"batch_id": BATCH_ID, "line": 42, "sender_key": "PASSAGE-000042"}
SOURCE_DISPUTE: _Json = _OPENED | _SEEN | {"entry": ENTRY} | _REFERENCE
SOURCE_DISPUTE_PAGE: _Json = {"items": [_OPENED | {"text": None, "entry": None} | _REFERENCE], "next_cursor": None}
_ANSWERED: _Json = {"answer_time": "2026-11-23T10:30:00.774120Z", "answered_by": "source", "etag": "r3"}
SOURCE_DISPUTE_ACCEPTED: _Json = SOURCE_DISPUTE | ANSWER_ASKED | _ANSWERED | {"state": "accepted"}
SOURCE_DISPUTE_REFUSED: _Json = SOURCE_DISPUTE_ACCEPTED | {
    "state": "refused",
    "close_time": "2026-11-23T10:30:00.774120Z",
}
