"""Names and titles that seem to be of the same thing, however they are written."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["similar"]

# What firms add to their names and people leave out: legal forms, and words that tell no firm from another.
_OF_NO_FIRM = frozenset(
    [
        "sa",
        "sas",
        "sasu",
        "sarl",
        "eurl",
        "selarl",
        "snc",
        "sci",
        "scop",
        "scic",
        "se",
        "gie",
        "ei",
        "eirl",
        "societe",
        "ste",
        "association",
        "assoc",
        "groupe",
        "etablissements",
        "ets",
        "et",
        "de",
        "des",
        "du",
        "la",
        "le",
        "les",
        "l",
        "d",
    ]
)
_WORD = re.compile(r"[a-z0-9]+")


def similar(one: str, other: str) -> bool:
    """Whether two names have the same words, or one has all those of the other and they tell it apart from others."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    fewer = min(first, second, key=len)
    return (first <= second or second <= first) and max(map(len, fewer)) > 2


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return frozenset(_WORD.findall(plain)) - _OF_NO_FIRM
