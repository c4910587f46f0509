"""What a text may hold: anything that a person can see, French spacing included, and what scripts need to be read."""

from __future__ import annotations

import unicodedata

__all__ = ["is_one_line", "name_refused", "shows_nothing"]

# Controls, halves of characters, separators of lines and paragraphs, and marks of format: those that turn the
# direction of what follows make a text show what it does not say. A code point that Unicode gives to nobody, or that
# each may give a meaning, shows nothing either.
_REFUSED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# A soft hyphen and the joiners belong to spelling (and to emoji); the marks of direction turn nothing but the signs
# beside them, which Arabic and Hebrew need. The same set in records, publishing and prevention.
_SPELLING = frozenset("\u00ad\u061c\u200c\u200d\u200e\u200f")
# What has no name of its own in Unicode.
_NAMES = {"\t": "tabulation", "\n": "line break", "\r": "line break"}
_KINDS = {"Cc": "control character", "Cs": "half of a character", "Co": "private use", "Cn": "not assigned"}


def is_one_line(text: str) -> bool:
    """Whether a text is one line that can be shown; `str.isprintable` would refuse a no-break space."""
    return text.isprintable() or not any(map(_is_refused, text))


def name_refused(text: str) -> str:
    """The first character that no line may hold, as `U+202E (RIGHT-TO-LEFT OVERRIDE)`; empty if there is none."""
    found = "" if text.isprintable() else next(filter(_is_refused, text), "")
    if not found:
        return ""
    name = unicodedata.name(found, "") or _NAMES.get(found) or _KINDS[unicodedata.category(found)]
    return f"U+{ord(found):04X} ({name})"


def shows_nothing(text: str) -> bool:
    """Whether a text is empty to the eye: spaces and characters that only serve others."""
    return all(character in _SPELLING or character.isspace() for character in text)


def _is_refused(character: str) -> bool:
    return character not in _SPELLING and unicodedata.category(character) in _REFUSED
