"""Text that is safe to print and to sign: what shows is what is stored, and nothing draws outside its line.

What a holder types is refused, by name, where it breaks the rule (`passeport_dossier.domain.text`); what other services
send is cleaned.
"""

import re
import unicodedata

from passeport_dossier.domain.text import is_refused

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
        if unicodedata.category(character) in _MARKS:
            marks += 1
            if marks > _MARKS_IN_A_ROW:
                continue
        else:
            marks = 0
        # A soft hyphen may be typed, and is of no use in a text that is not hyphenated.
        if character == "\n" or (character != "\u00ad" and not is_refused(character)):
            kept.append(character)
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(kept).split("\n"))
    # Dropping a character may bring two others together that compose.
    return unicodedata.normalize("NFC", _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip())


def clean_line(text: str) -> str:
    """Returns one line of text, cleaned as `clean_text` does."""
    return " ".join(clean_text(text).split())
