"""The symbols of an habilitation: how they are made (norme NF C 18-510, in our own words), and what each means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from passeport_prevention.extend import Finding

__all__ = ["LABELS", "SYMBOLS_LIMIT", "check_symbols", "written"]

SYMBOLS_LIMIT = 20
"""More than that nobody is trained for at once."""

_VOLTAGES = {"B": "basse tension", "H": "haute tension"}
_ROLES = {
    "0": "travaux d’ordre non électrique, exécutant ou chargé de chantier",
    "1": "exécutant de travaux électriques",
    "1V": "exécutant de travaux électriques au voisinage",
    "2": "chargé de travaux électriques",
    "2V": "chargé de travaux électriques au voisinage",
    "C": "chargé de consignation",
}
# What only low voltage has: interventions, and small works on photovoltaic strings.
_INTERVENTIONS = {
    "BR": "chargé d’intervention générale, basse tension",
    "BS": "chargé d’intervention élémentaire, basse tension",
    "BP": "pose de modules photovoltaïques, basse tension",
}
_SPECIAL = {"ESSAI": "essais", "MESURAGE": "mesurage", "VÉRIFICATION": "vérification", "MANŒUVRE": "manœuvre"}

# What a keyboard has not.
_TYPED = {"VERIFICATION": "VÉRIFICATION", "MANOEUVRE": "MANŒUVRE"}

LABELS = {
    **{f"{letter}{sign}": f"{role}, {name}" for letter, name in _VOLTAGES.items() for sign, role in _ROLES.items()},
    "H0V": "travaux d’ordre non électrique au voisinage, haute tension",
    **_INTERVENTIONS,
    **{
        f"{letter}E {word}": f"opérations spécifiques : {what}, {name}"
        for letter, name in _VOLTAGES.items()
        for word, what in _SPECIAL.items()
    },
}
"""Each symbol, with what it means."""
# On a card the works without the current switched off have a letter more: B1T, B2T, H1T. Training for these is another.
_UNDER_VOLTAGE = frozenset(f"{letter}{sign}" for letter in _VOLTAGES for sign in ("1T", "2T", "1N", "2N"))


def written(symbol: str) -> str:
    """A symbol as it is kept, however somebody typed it."""
    letters, _, word = " ".join(symbol.upper().split()).partition(" ")
    return f"{letters} {_TYPED.get(word, word)}".strip()


def check_symbols(symbols: Sequence[str]) -> Iterator[Finding]:
    """Every rule that some symbols break, each as it is kept."""
    for index, symbol in enumerate(symbols):
        field = f"symbols[{index}]"
        if symbol in _UNDER_VOLTAGE:
            yield Finding(
                field,
                "UNDER_VOLTAGE",
                "Ce symbole est celui de travaux sous tension, auxquels prépare une autre formation.",
                "Retirez-le de cette déclaration.",
            )
        elif symbol not in LABELS:
            yield Finding(
                field,
                "UNKNOWN_SYMBOL",
                "Ce n’est pas un symbole d’habilitation électrique.",
                f"Écrivez-le comme sur le titre, parmi : {', '.join(LABELS)}.",
            )
        elif symbol in symbols[:index]:
            yield Finding(field, "TWICE", "Ce symbole est là deux fois.", "Donnez-le une seule fois.")
