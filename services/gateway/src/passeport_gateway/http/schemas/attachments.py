"""Files of entries."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Id, Shown, Timestamp

__all__ = ["AttachmentShown", "AttachmentsShown"]


class AttachmentShown(Shown):
    """A file by which the holder shows what he declares; nobody but he reads it."""

    id: Id
    entry_id: Id
    file_name: str
    media_type: Literal["application/pdf", "image/jpeg", "image/png", "image/webp"]
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="SHA-256 of the bytes, hexadecimal.")
    create_time: Timestamp


class AttachmentsShown(Shown):
    """The files of an entry, the oldest first."""

    items: list[AttachmentShown]
