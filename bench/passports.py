"""A passport of a usual size: what the sample feeds say of the holder, and what he declares himself."""

from collections.abc import Mapping, Sequence
from typing import Any

from passeport_sandbox.stack.browser import Browser

USUAL_SIZE = 9

_DECLARED: Sequence[Mapping[str, Any]] = (
    {"kind": "language", "title": "Anglais", "language": {"language": "en", "cefr_level": "C1"}},
    {
        "kind": "engagement",
        "title": "Trésorière d'une association de quartier",
        "organisation": {"name": "Les Voisins de l'Erdre", "locality": "Nantes"},
        "start_date": "2015-09",
        "end_date": "2019-06",
        "description": "Tenue des comptes, dossiers de subvention, assemblée annuelle.",
    },
    {"kind": "skill", "title": "Conduite de réunion"},
    {"kind": "training", "title": "Prise de parole en public", "start_date": "2018", "training": {"hours": 14}},
    {"kind": "language", "title": "Espagnol", "language": {"language": "es", "cefr_level": "B1"}},
    {"kind": "driving_licence", "title": "Permis B", "start_date": "1999-08"},
)
_TRAINING: Mapping[str, Any] = {
    "title": "Gestes et postures",
    "proof": "attestation",
    "start_date": "2024-03-11",
    "end_date": "2024-03-12",
}


def fill(browser: Browser) -> list[str]:
    """Declare entries until the passport has the usual size; gives the identifiers of all of them."""
    entries = browser.ask("GET", "/api/v1/passport/records")["items"]
    for draft in _DECLARED[: max(USUAL_SIZE - len(entries), 0)]:
        entries.append(browser.ask("POST", "/api/v1/passport/records", json=draft))
    browser.ask("POST", "/api/v1/passport/prevention/trainings", json=_TRAINING)
    return [entry["id"] for entry in entries][:USUAL_SIZE]
