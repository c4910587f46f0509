"""Files of entries."""

from __future__ import annotations

from typing import Any

from passeport.records.v1.attachment_service_pb2 import Attachment
from passeport_gateway.http.render.values import moment

__all__ = ["attachment_json"]


def attachment_json(value: Attachment) -> dict[str, Any]:
    """One file, without its bytes."""
    return {
        "id": value.id,
        "entry_id": value.entry_id,
        "file_name": value.file_name,
        "media_type": value.media_type,
        "size": value.size,
        "sha256": value.sha256,
        "create_time": moment(value.create_time),
    }
