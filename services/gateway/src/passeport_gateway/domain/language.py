"""French or English, as Accept-Language (RFC 9110, 12.5.4) prefers; French when neither it nor the holder says."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

__all__ = ["Language", "Words", "names_language", "preferred_language"]

Language = Literal["fr", "en"]


class Words(NamedTuple):
    """The same words in both languages."""

    fr: str
    en: str

    def in_language(self, language: Language) -> str:
        """The words in one of them."""
        return self.fr if language == "fr" else self.en


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


@lru_cache(maxsize=512)
def preferred_language(accept_language: str, chosen: str = "") -> Language:
    """The language to answer in; `chosen` is the one that the holder chose, for requests that name none."""
    best: Language = "en" if chosen == "en" else "fr"
    best_quality = 0.0
    for item in accept_language[:500].split(","):
        tag, _, parameters = item.partition(";")
        primary = tag.strip().lower().split("-")[0]
        quality = _quality(parameters)
        if quality <= best_quality:
            continue
        if primary == "en":
            best, best_quality = "en", quality
        elif primary in {"fr", "*"}:
            best, best_quality = "fr", quality
    return best


def names_language(accept_language: str) -> bool:
    """Whether the header says by itself what to answer in."""
    return preferred_language(accept_language, "en") == preferred_language(accept_language, "fr")
