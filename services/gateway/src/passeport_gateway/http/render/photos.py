"""The photo of the holder."""

from __future__ import annotations

from typing import Any

from passeport.publishing.v1.photo_service_pb2 import Photo
from passeport_gateway.http.render.values import moment

__all__ = ["PATH", "photo_json"]

PATH = "/api/v1/publications/photo"
"""Where it is, for the session of its holder."""


def photo_json(photo: Photo) -> dict[str, Any]:
    """What is kept."""
    return {
        "width": photo.width,
        "height": photo.height,
        "size": photo.size,
        "sha256": photo.sha256,
        "update_time": moment(photo.update_time),
        "photo_url": PATH,
    }
