"""Text that is safe to print and to sign: what shows is what is stored, and nothing draws outside its line.

What a holder types is refused, by name, where it breaks the rule; what other services send is cleaned.
"""

import re
import unicodedata

# A soft hyphen and the joiners belong to spelling (and to emoji); the marks of direction turn nothing but the signs
# beside them, which Arabic and Hebrew need. Every other invisible or direction-changing character is refused: a
# right-to-left override would make a title read as something that it is not. The same set in records and prevention.
_SPELLING = frozenset("\u00ad\u061c\u200c\u200d\u200e\u200f")
_REFUSED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# What has no name of its own in Unicode.
_NAMES = {"\t": "tabulation", "\n": "line break", "\r": "line break"}
_KINDS = {"Cc": "control character", "Cs": "half of a character", "Co": "private use", "Cn": "not assigned"}
_MARKS = frozenset({"Mn", "Me"})
# Enough for Vietnamese, Hebrew and Arabic; beyond it, stacked marks are drawn over the neighbouring lines.
_MARKS_IN_A_ROW = 4
_LINE_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """Returns text of several lines in NFC without invisible, private or control characters."""
    normal = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text)).replace("\t", " ")
    kept: list[str] = []
    marks = 0
    for character in normal:
        category = unicodedata.category(character)
        if category in _MARKS:
            marks += 1
            if marks > _MARKS_IN_A_ROW:
                continue
        else:
            marks = 0
        # A soft hyphen may be typed, and is of no use in a text that is not hyphenated.
        if character == "\n" or (character in _SPELLING and character != "\u00ad") or category not in _REFUSED:
            kept.append(character)
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(kept).split("\n"))
    # Dropping a character may bring two others together that compose.
    return unicodedata.normalize("NFC", _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip())


def clean_line(text: str) -> str:
    """Returns one line of text, cleaned as `clean_text` does."""
    return " ".join(clean_text(text).split())


def name_refused(text: str, *, lines: bool = False) -> str:
    """The first character that no line may hold, as `U+202E (RIGHT-TO-LEFT OVERRIDE)`; empty if there is none.

    Outer spaces count for nothing; with `lines`, line breaks and tabulations are allowed.
    """
    inner = text.replace("\r\n", "\n").strip()
    allowed = _SPELLING | {"\n", "\t"} if lines else _SPELLING
    for character in inner:
        category = unicodedata.category(character)
        if category in _REFUSED and character not in allowed:
            name = unicodedata.name(character, "") or _NAMES.get(character) or _KINDS[category]
            return f"U+{ord(character):04X} ({name})"
    return ""


def shows_nothing(text: str) -> bool:
    """Whether a text is empty to the eye: spaces and characters that only serve others."""
    return all(character in _SPELLING or character.isspace() for character in text)
