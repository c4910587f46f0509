"""Terms that may be meant by what somebody is typing."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from passeport_records.referentials.domain.terms import Scheme
from passeport_records.referentials.domain.words import words_of

__all__ = ["LONGEST_QUERY", "MOST", "SHORTEST_QUERY", "Found", "Suggestion", "TermKind", "found_in"]

SHORTEST_QUERY, LONGEST_QUERY = 2, 100
"""Characters of a query. With one, half of the terms would be found."""
MOST = 20

_TOKEN = re.compile(r"[^\W_]+")


class TermKind(Enum):
    """What is looked for, and the schemes that have it."""

    CERTIFICATION = (Scheme.RNCP, Scheme.RS)
    OCCUPATION = (Scheme.ROME, Scheme.ROME_APPELLATIONS)
    SKILL = (Scheme.ROME_SKILLS,)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term, with the parts of its label that were found: where each begins, and where it has ended."""

    scheme: Scheme
    code: str
    label: str
    level: int
    active: bool
    occupation: str = ""
    matches: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The best suggestions, and how many terms there are in all."""

    suggestions: Sequence[Suggestion]
    total: int


def found_in(label: str, words: Collection[str]) -> list[tuple[int, int]]:
    """The parts of a label that are beginnings of its words and among `words`, which are as `words_of` gives them."""
    found = []
    for token in _TOKEN.finditer(label):
        plain = "".join(words_of(token[0]))
        longest = max((len(word) for word in words if plain.startswith(word)), default=0)
        if longest:
            found.append((token.start(), token.start() + _characters(token[0], longest)))
    return found


def _characters(text: str, plain: int) -> int:
    """How many characters of a text have become the first `plain` ones of its word: `œ` is two of them."""
    for count, character in enumerate(text, start=1):
        plain -= sum(map(len, words_of(character)))
        if plain <= 0:
            return count
    return len(text)
