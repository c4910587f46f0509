"""2D-Docs."""

from __future__ import annotations

from typing import Any

from passeport.publishing.v1.publication_service_pb2 import GetTwoDDocResponse

__all__ = ["two_d_doc_json"]


def two_d_doc_json(doc: GetTwoDDocResponse) -> dict[str, Any]:
    """The code, its drawing, and what it says."""
    return {
        "document_type": doc.document_type,
        "text": doc.text,
        "svg": doc.svg,
        "fields": [{"field": one.field, "label": one.label, "value": one.value} for one in doc.fields],
    }
