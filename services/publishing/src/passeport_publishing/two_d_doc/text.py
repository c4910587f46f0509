"""Text as a 2D-Doc holds it: capital letters without accents, digits and spaces, and what else a field allows."""

import re
import unicodedata
from functools import cache

__all__ = ["plain"]

# What is no letter with an accent, but a letter or two of the alphabet all the same.
_LETTERS = str.maketrans({"Æ": "AE", "Œ": "OE", "Ø": "O", "Đ": "D", "Ð": "D", "Ł": "L", "Þ": "TH", "ẞ": "SS"})


def plain(text: str, *, digits: bool = True) -> str:
    """Writes a text so, in its order; what is no letter and no digit is a space. Empty where it holds a letter that
    cannot be written: to leave it out would make another word.

    `digits`: whether the field may hold them (names may not).
    """
    # The capitals of ß are SS; those of ligatures are told above.
    capitals = unicodedata.normalize("NFKD", text.upper().translate(_LETTERS))
    written = _others(digits).sub(" ", "".join(sign for sign in capitals if not unicodedata.combining(sign)))
    if sum(map(str.isalpha, capitals)) != sum(map(str.isalpha, written)):
        return ""
    return " ".join(written.split())


@cache
def _others(digits: bool) -> re.Pattern[str]:
    return re.compile("[^A-Z0-9]+" if digits else "[^A-Z]+")
