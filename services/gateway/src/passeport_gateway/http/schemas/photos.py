"""The photo that a holder's CVs show."""

from __future__ import annotations

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Shown, Timestamp

__all__ = ["PhotoShown"]


class PhotoShown(Shown):
    """What is kept of a photo: a JPEG that was drawn anew, without the notes of the camera."""

    width: int = Field(description="Dots.")
    height: int = Field(description="Dots.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="SHA-256 of the JPEG, hexadecimal.")
    update_time: Timestamp = Field(description="When it was sent.")
    photo_url: str = Field(description="Where the JPEG is.")
