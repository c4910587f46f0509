"""Codes as they are printed on documents, as far as whoever mistypes one must be told of them."""

from __future__ import annotations

__all__ = ["EXAMPLE", "LENGTH", "signs_of"]

LENGTH = 16
EXAMPLE = "K7QF-2M9X-PD4T-W6HA"
# Hyphens and spaces, the unbreakable ones that are copied from documents too.
_BETWEEN = "- \u2011\u00a0\t"


def signs_of(typed: str) -> int:
    """How many signs were typed, not counting those that only set groups apart."""
    return sum(sign not in _BETWEEN for sign in typed)
