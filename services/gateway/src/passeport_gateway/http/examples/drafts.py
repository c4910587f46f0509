"""Drafts of CVs."""

from __future__ import annotations

from typing import Any

from passeport_gateway.http.examples.identifiers import DECLARED_ID, DRAFT_ID, ENTRY_ID

__all__ = ["CV_DRAFT", "CV_DRAFTS", "CV_DRAFT_ASKED", "CV_DRAFT_DELETED", "CV_DRAFT_PATCH", "CV_DRAFT_VERSIONS"]

_Json = dict[str, Any]

CV_DRAFT_ASKED: _Json = {
    "name": "Pour les agences web",
    "title": "Développeuse web",
    "entry_ids": [ENTRY_ID, DECLARED_ID],
    "hidden_parts": ["birth_date"],
}
CV_DRAFT_PATCH: _Json = {"template": "ats", "entry_set": {"nature": "guaranteed", "kinds": ["certification"]}}
_FIRST: _Json = CV_DRAFT_ASKED | {
    "version": 1,
    "summary": None,
    "language": "fr",
    "template": "classic",
    "entry_set": None,
    "update_time": "2026-11-23T09:01:40.506Z",
}
CV_DRAFT: _Json = _FIRST | {
    "id": DRAFT_ID,
    "etag": "v1",
    "create_time": "2026-11-23T09:01:40.506Z",
    "delete_time": None,
    "purge_time": None,
}
CV_DRAFT_DELETED: _Json = CV_DRAFT | {"delete_time": "2026-11-24T08:00:00Z", "purge_time": "2026-12-24T08:00:00Z"}
CV_DRAFTS: _Json = {"items": [CV_DRAFT]}
CV_DRAFT_VERSIONS: _Json = {"items": [_FIRST]}
