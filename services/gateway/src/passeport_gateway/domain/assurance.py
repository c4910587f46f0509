"""Levels of assurance of an identity in words: FranceConnect's (eIDAS regulation, art. 8), and those of ProConnect."""

from __future__ import annotations

from passeport_gateway.domain.language import Language, Words

__all__ = ["level_in_words", "professional_levels_in_words"]

_NOT_TOLD = Words("non indiqué", "not told")
_LEVELS = {
    "eidas1": Words("eidas1 (faible)", "eidas1 (low)"),
    "eidas2": Words("eidas2 (substantiel)", "eidas2 (substantial)"),
    "eidas3": Words("eidas3 (élevé)", "eidas3 (high)"),
    "": _NOT_TOLD,
}
_PROCONNECT = "https://proconnect.gouv.fr/assurance/"
# "Niveaux d'assurance et utilisation de l'ACR" of ProConnect's documentation. The eidas levels are of accounts that an
# employer gives; the others of accounts that somebody opens himself, naming his organisation.
_PROFESSIONAL_LEVELS = {
    "eidas1": Words("un compte de votre employeur et un seul facteur", "an account of your employer and one factor"),
    "eidas2": Words("un compte de votre employeur et deux facteurs", "an account of your employer and two factors"),
    "eidas3": Words("une carte d'agent", "an agent's card"),
    f"{_PROCONNECT}self-asserted": Words(
        "une identité déclarée et un seul facteur", "a declared identity and one factor"
    ),
    f"{_PROCONNECT}self-asserted-2fa": Words(
        "une identité déclarée et deux facteurs", "a declared identity and two factors"
    ),
    f"{_PROCONNECT}consistency-checked": Words(
        "une identité contrôlée et un seul facteur", "a checked identity and one factor"
    ),
    f"{_PROCONNECT}consistency-checked-2fa": Words(
        "une identité contrôlée et deux facteurs", "a checked identity and two factors"
    ),
    "": _NOT_TOLD,
}


def level_in_words(acr: str, language: Language) -> str:
    """A level; one that has no words of ours is shown as it came."""
    return _LEVELS.get(acr, _as_it_came(acr)).in_language(language)


def professional_levels_in_words(acrs: str, language: Language) -> str:
    """Levels of ProConnect, separated by spaces, as a choice between them."""
    choice = Words(", ou ", ", or ").in_language(language)
    levels = (_PROFESSIONAL_LEVELS.get(acr, _as_it_came(acr)) for acr in acrs.split() or [""])
    return choice.join(level.in_language(language) for level in levels)


def _as_it_came(acr: str) -> Words:
    return Words(f"« {acr} »", f"“{acr}”")
