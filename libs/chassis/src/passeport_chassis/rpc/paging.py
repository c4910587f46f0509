"""Opaque page tokens (AIP-158): JSON, base64url, tied to the list they page by a name."""

from __future__ import annotations

import base64
import binascii
import json

from passeport_chassis.errors import FieldInvalid, FieldViolation

__all__ = ["PageTokens"]


class PageTokens:
    """Writes and reads the page tokens of one list."""

    def __init__(self, name: str) -> None:
        self._name = name

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
            violation = FieldViolation("page_token", "is not a token that this list gave; start from the first page")
            raise FieldInvalid("the page token is not valid", violations=[violation])
        return tuple(decoded[1:])


def _is_text(part: str) -> bool:
    """Whether PostgreSQL can be asked for it: no NUL, and nothing that UTF-8 cannot write."""
    try:
        return b"\0" not in part.encode()
    except UnicodeEncodeError:
        return False
