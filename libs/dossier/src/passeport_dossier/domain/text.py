"""What a text may hold: anything that a person can see, French spacing included, and what scripts need to be read."""

from __future__ import annotations

import unicodedata

__all__ = ["is_one_line", "is_refused", "name_refused", "shows_nothing"]

# Controls, halves of characters, separators of lines and paragraphs, and marks of format: those that turn the
# direction of what follows make a text show what it does not say. A code point that Unicode gives to nobody, or that
# each may give a meaning, shows nothing either.
_REFUSED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# A soft hyphen and the joiners belong to spelling (and to emoji); the marks of direction turn nothing but the signs
# beside them, which Arabic and Hebrew need.
_SPELLING = frozenset("\u00ad\u061c\u200c\u200d\u200e\u200f")
# What has no name of its own in Unicode.
_NAMES = {"\t": "tabulation", "\n": "line break", "\r": "line break"}
_KINDS = {"Cc": "control character", "Cs": "half of a character", "Co": "private use", "Cn": "not assigned"}


def is_one_line(text: str) -> bool:
    """Whether a text is one line that can be shown; `str.isprintable` would refuse a no-break space."""
    return text.isprintable() or not any(map(is_refused, text))


def name_refused(text: str, *, allowed: str = "") -> str:
    """The first character that no line may hold, as `U+202E (RIGHT-TO-LEFT OVERRIDE)`; empty if there is none.

    `allowed` are characters that the text may hold all the same: the breaks of one that has several lines.
    """
    if text.isprintable():
        return ""
    found = next((each for each in text if is_refused(each) and each not in allowed), "")
    if not found:
        return ""
    name = unicodedata.name(found, "") or _NAMES.get(found) or _KINDS[unicodedata.category(found)]
    return f"U+{ord(found):04X} ({name})"


def shows_nothing(text: str) -> bool:
    """Whether a text is empty to the eye: spaces and characters that only serve others."""
    return all(character in _SPELLING or character.isspace() for character in text)


def is_refused(character: str) -> bool:
    """Whether no line may hold a character."""
    return character not in _SPELLING and unicodedata.category(character) in _REFUSED
