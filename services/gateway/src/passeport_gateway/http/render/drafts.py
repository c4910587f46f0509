"""Drafts of CVs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from passeport.publishing.v1.draft_service_pb2 import Draft
from passeport_gateway.http.render.values import moment

__all__ = ["draft_json", "drafts_json", "versions_json"]


def draft_json(draft: Draft) -> dict[str, Any]:
    """One draft."""
    return {
        "id": draft.id,
        **_version_json(draft),
        "etag": draft.etag,
        "create_time": moment(draft.create_time),
        "delete_time": moment(draft.delete_time) if draft.HasField("delete_time") else None,
        "purge_time": moment(draft.purge_time) if draft.HasField("purge_time") else None,
    }


def drafts_json(drafts: Iterable[Draft]) -> dict[str, Any]:
    """All drafts."""
    return {"items": [draft_json(draft) for draft in drafts]}


def versions_json(versions: Iterable[Draft]) -> dict[str, Any]:
    """The versions of a draft."""
    return {"items": [_version_json(version) for version in versions]}


def _version_json(draft: Draft) -> dict[str, Any]:
    chosen = draft.entry_set
    return {
        "version": draft.version,
        "name": draft.name,
        "title": draft.title or None,
        "summary": draft.summary or None,
        "language": draft.language or "fr",
        "template": draft.template or "classic",
        "entry_ids": list(draft.entry_ids),
        "entry_set": {"nature": chosen.nature or None, "kinds": list(chosen.kinds)}
        if draft.HasField("entry_set")
        else None,
        "hidden_parts": list(draft.hidden_parts),
        "update_time": moment(draft.update_time),
    }
