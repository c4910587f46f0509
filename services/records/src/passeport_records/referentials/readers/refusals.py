"""Why a file is not read at all."""

from __future__ import annotations

__all__ = ["FileRefused"]


class FileRefused(Exception):
    """The file is not what it should be, as a whole. The message says where, why, and what to do."""
