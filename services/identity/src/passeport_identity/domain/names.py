"""How names are compared: the rules, all of them, in one place. Two spellings with one key are the same name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

__all__ = ["MAX_LENGTH", "clean_name", "name_key", "names_key"]

MAX_LENGTH = 200

# The key of a name is made so:
# 1. case is dropped (`de La Tour` = `DE LA TOUR`);
# 2. accents, tremas and cedillas are dropped (`GARÇON` = `GARCON`);
# 3. ligatures, and letters that Unicode does not decompose, are spelled out as below (`LEBŒUF` = `LEBOEUF`);
# 4. whatever separates is dropped: spaces, hyphens of all kinds, apostrophes of all kinds, full stops, underscores
#    (`D’ALMEIDA` = `D ALMEIDA` = `DALMEIDA`, `Jean-René` = `Jean René`);
# 5. particles stay, being part of the name in the civil register: `DE LA TOUR` is not `LA TOUR`;
# 6. the order of given names counts: the first one is compared first, the others only as a whole.
# What is left is letters A to Z. A name that has none left (another script, digits) has no key and equals nothing.
_SPELLED_OUT = str.maketrans(
    {
        "Œ": "OE",
        "Æ": "AE",
        "ẞ": "SS",
        "Ø": "O",
        "Đ": "D",
        "Ð": "D",
        "Ł": "L",
        "Þ": "TH",
        "Ħ": "H",
        "Ŋ": "NG",
        "Ŧ": "T",
    }
)


def name_key(name: str) -> str:
    """The key under which a name is compared; empty when the name has no letter to compare."""
    if name.isascii():
        # Most names: nothing to decompose, nothing to spell out, and mostly nothing to drop.
        upper = name.upper()
        return upper if upper.isalpha() else "".join(filter(str.isalpha, upper))
    # Decomposed twice: a decomposition may give lower case, and upper case may give what decomposes again.
    upper = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).upper())
    return "".join(letter for letter in upper.translate(_SPELLED_OUT) if "A" <= letter <= "Z")


def names_key(names: Iterable[str]) -> str:
    """The key of several given names taken as a whole, in order.

    Without marks between the names: FranceConnect separates given names by spaces, and a given name may hold a space
    of its own (`Marie Ange`), so that where one ends is not always known.
    """
    return "".join(name_key(name) for name in names)


def clean_name(name: str) -> str:
    """A name as it is kept and shown: composed form, single spaces. Raises ValueError on what no name holds."""
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if len(cleaned) > MAX_LENGTH:
        raise ValueError(f"must have at most {MAX_LENGTH} characters")
    if any(unicodedata.category(letter).startswith("C") for letter in cleaned):
        raise ValueError("must not hold control characters")
    if not name_key(cleaned):
        raise ValueError("must hold a letter of the Latin alphabet")
    return cleaned
