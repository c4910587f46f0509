"""Levels of assurance of an identity (eIDAS regulation, art. 8) in words, as FranceConnect names them in `acr`."""

from __future__ import annotations

from passeport_gateway.domain.language import Language, Words

__all__ = ["level_in_words"]

_LEVELS = {
    "eidas1": Words("eidas1 (faible)", "eidas1 (low)"),
    "eidas2": Words("eidas2 (substantiel)", "eidas2 (substantial)"),
    "eidas3": Words("eidas3 (élevé)", "eidas3 (high)"),
    "": Words("non indiqué", "not told"),
}


def level_in_words(acr: str, language: Language) -> str:
    """A level; one that has no words of ours is shown as it came."""
    return _LEVELS.get(acr, Words(f"« {acr} »", f"“{acr}”")).in_language(language)
