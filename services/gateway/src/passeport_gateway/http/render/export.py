"""All that is held of an entry, and whose passport it is for forms of others."""

from __future__ import annotations

from typing import Any

from passeport.records.v1.passport_service_pb2 import ExportedEntry
from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.attachments import attachment_json
from passeport_gateway.http.render.disputes import dispute_json
from passeport_gateway.http.render.entries import entry_json
from passeport_gateway.http.render.provenance import provenance_json

__all__ = ["exported_json"]


def exported_json(exported: ExportedEntry, base_url: str, language: Language) -> dict[str, Any]:
    """An entry with where it comes from, its files by their addresses, what it is joined to, and its disputes."""
    files = f"{base_url}/api/v1/passport/records/{exported.entry.id}/attachments"
    return {
        **entry_json(exported.entry, language),
        "provenance": provenance_json(exported.provenance, language),
        "attachments": [attachment_json(one) | {"url": f"{files}/{one.id}"} for one in exported.attachments],
        "joined_to": [*exported.joined_to],
        "disputes": [dispute_json(one, language) for one in exported.disputes],
    }
