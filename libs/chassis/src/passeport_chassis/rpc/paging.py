"""Lists in pages (AIP-158): how long one is, and opaque tokens (JSON, base64url, tied to their list by a name)."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from uuid import UUID

from passeport_chassis.errors import FieldInvalid, FieldViolation


def page_size(asked: int, *, default: int, most: int) -> int:
    """How many items a page has when so many were asked for, 0 being the default. Raises FieldInvalid."""
    if asked < 0:
        violation = FieldViolation("page_size", "must not be negative", "OUT_OF_RANGE")
        raise FieldInvalid("the page size is not valid", violations=[violation])
    return min(asked, most) or default


class PageTokens:
    """Writes and reads the page tokens of one list."""

    def __init__(self, name: str) -> None:
        self._name = name

    @staticmethod
    def refusal() -> FieldInvalid:
        """What to raise when the position that a token holds is none of the list."""
        description = "is not a token that this list gave; start from the first page"
        violation = FieldViolation("page_token", description, "PAGE_TOKEN")
        return FieldInvalid("the page token is not valid", violations=[violation])

    def write(self, *position: str) -> str:
        """The token of the page after `position`, the sort key of the last item of this page."""
        text = json.dumps([self._name, *position], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, token: str, length: int) -> tuple[str, ...] | None:
        """The position that a token holds, None for the first page. Raises FieldInvalid on a token not of this list."""
        if not token:
            return None
        try:
            decoded = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        except (binascii.Error, ValueError, UnicodeDecodeError, RecursionError):
            decoded = None
        if (
            not isinstance(decoded, list)
            or len(decoded) != length + 1
            or decoded[0] != self._name
            or not all(isinstance(part, str) and _is_text(part) for part in decoded)
        ):
            raise self.refusal()
        return tuple(decoded[1:])

    def write_moment(self, at: datetime, item_id: UUID) -> str:
        """The token of a list in the order of moments, after an item."""
        return self.write(at.isoformat(), str(item_id))

    def read_moment(self, token: str) -> tuple[datetime, UUID] | None:
        """Reads what `write_moment` wrote, None for the first page. Raises FieldInvalid."""
        parts = self.read(token, 2)
        if parts is None:
            return None
        try:
            at = datetime.fromisoformat(parts[0])
            # Without its offset, or at the end of time, a moment is none that a list gave, and PostgreSQL takes none.
            if at.tzinfo is not None:
                return at.astimezone(UTC), UUID(parts[1])
        except (ValueError, OverflowError):
            pass
        raise self.refusal()


def _is_text(part: str) -> bool:
    """Whether PostgreSQL can be asked for it: no NUL, and nothing that UTF-8 cannot write."""
    try:
        return b"\0" not in part.encode()
    except UnicodeEncodeError:
        return False
