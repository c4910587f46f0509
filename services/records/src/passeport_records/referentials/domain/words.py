"""Words of labels as they are searched for: without accents, case or punctuation."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["MAX_WORDS", "words_of"]

MAX_WORDS = 10
"""Words of a question that are looked at."""

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_WORD = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> list[str]:
    """The words of a text, each once, in their order: `L'Électricien` gives `l` and `electricien`."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return list(dict.fromkeys(_WORD.findall(kept)))
