"""A file by which a holder shows what he declares: what it may be, told by its bytes and not by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import is_one_line

__all__ = ["MEDIA_TYPES", "Attachment", "Inspection", "check_file_name"]

_LONGEST_NAME = 200
_PDF, _JPEG, _PNG, _WEBP = MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/webp")
"""The types that are kept."""

_HEAD = 32
_TAIL = 1024
# The first chunk of a PNG, with its length (ISO/IEC 15948, 11.2.2), and the last one whole (11.2.5).
_PNG_START = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_PNG_END = b"\0\0\0\0IEND\xaeB`\x82"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of an entry. `address` says where its sealed bytes lie, and never leaves the service."""

    id: UUID
    person_id: UUID
    entry_id: UUID
    file_name: str
    media_type: str
    size: int
    sha256: str
    address: str
    created_at: datetime


class Inspection:
    """Looks at a file while it passes, and keeps no more of it than its two ends."""

    def __init__(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._head = b""
        self._tail = b""

    def look_at(self, piece: bytes) -> None:
        """Takes the next piece."""
        self.size += len(piece)
        self._sha256.update(piece)
        if len(self._head) < _HEAD:
            self._head = (self._head + piece)[:_HEAD]
        self._tail = (self._tail + piece[-_TAIL:])[-_TAIL:]

    @property
    def sha256(self) -> str:
        """The digest of what passed, hexadecimal."""
        return self._sha256.hexdigest()

    @property
    def media_type(self) -> str | None:
        """What the whole file is: it begins and ends as its type does; None when it is none of the types."""
        head, tail = self._head, self._tail
        if head.startswith((b"%PDF-1.", b"%PDF-2.")):
            # ISO 32000-2, 7.5.5: the marker is the last line, after which some programs add a little.
            return _PDF if b"%%EOF" in tail else None
        if head.startswith(b"\xff\xd8\xff"):
            # Cameras add zeros after the end of the image.
            return _JPEG if tail.rstrip(b"\0").endswith(b"\xff\xd9") else None
        if head.startswith(_PNG_START):
            return _PNG if tail.endswith(_PNG_END) else None
        if head[:4] == b"RIFF" and head[8:15] == b"WEBPVP8":
            # RFC 9649, 2.4: the length counts what follows it, and is even.
            return _WEBP if int.from_bytes(head[4:8], "little") + 8 == self.size else None
        return None


def check_file_name(file_name: str) -> Iterator[FieldViolation]:
    """Every rule that the name of a file breaks."""
    if not 1 <= len(file_name) <= _LONGEST_NAME:
        yield FieldViolation("header.file_name", f"must have 1 to {_LONGEST_NAME} characters", "LENGTH")
    elif not is_one_line(file_name) or set(file_name) & set('/\\<>:"|?*'):
        yield FieldViolation("header.file_name", 'must not hold / \\ < > : " | ? * nor a line break', "CHARACTER")
