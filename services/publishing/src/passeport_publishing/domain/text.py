"""Text that is safe to print and to sign: what shows is what is stored, and nothing draws outside its line."""

import re
import unicodedata

# Joiners that scripts and emoji need. Every other invisible or direction-changing character (Cf) is dropped: a
# right-to-left override would make a title read as something that it is not.
_JOINERS = frozenset("\u200c\u200d")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
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
        if character == "\n" or character in _JOINERS or category not in _DROPPED:
            kept.append(character)
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(kept).split("\n"))
    # Dropping a character may bring two others together that compose.
    return unicodedata.normalize("NFC", _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip())


def clean_line(text: str) -> str:
    """Returns one line of text, cleaned as `clean_text` does."""
    return " ".join(clean_text(text).split())
