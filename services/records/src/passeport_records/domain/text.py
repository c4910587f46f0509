"""What a line of text may hold: anything that a person can see, French spacing included."""

from __future__ import annotations

import unicodedata

__all__ = ["is_one_line"]

# Controls, halves of characters, separators of lines and paragraphs, and marks of format: those that turn the
# direction of what follows make a text show what it does not say. A code point that Unicode gives to nobody, or that
# each may give a meaning, shows nothing either.
_REFUSED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# A soft hyphen and the joiners belong to spelling (and to emoji).
_SPELLING = frozenset("\u00ad\u200c\u200d")


def is_one_line(text: str) -> bool:
    """Whether a text is one line that can be shown; `str.isprintable` would refuse a no-break space."""
    return text.isprintable() or all(char in _SPELLING or unicodedata.category(char) not in _REFUSED for char in text)
