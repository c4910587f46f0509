"""Accesses in plain words: who did what when, why, and what allows it; read from the table beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from passeport_gateway.domain.access import AccessLine
from passeport_gateway.domain.language import Language, Words

__all__ = ["ACTIONS", "LegalBasis", "legal_basis", "told"]

_ANYTHING = Words("consulté ou modifié vos données", "read or changed your data")
_HOLDER = Words("Vous avez {what}", "You {what}")
_NAMED = Words("{who} a {what}", "{who} {what}")
_PROFESSIONAL = Words("Un professionnel ({organisation})", "A professional ({organisation})")
_OTHERS = {
    "professional": Words("Un professionnel", "A professional"),
    "platform": Words("Une plateforme", "A platform"),
    "partner": Words("Un organisme", "An organisation"),
    "wallet": Words("Un portefeuille numérique", "A wallet"),
    "verifier": Words("Une personne à qui vous l'avez montré", "Somebody to whom you showed it"),
    "system": Words("Le service", "The service"),
}
# Whose purpose is his own words.
_STATE_PURPOSES = frozenset({"professional", "platform"})
_SOMEBODY = Words("Quelqu'un", "Somebody")
_SENTENCE = Words("{who_did_what}, le {when}.", "{who_did_what}, on {when}.")
_REASON = Words(" Motif : {purpose}.", ' Stated reason, in French: "{purpose}".')


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """What allows an access: the article, and what it is about. Empty parts of `actor`, `service`, `action` fit all."""

    reference: str
    words: Words
    actor: str = ""
    service: str = ""
    action: str = ""

    def fits(self, line: AccessLine) -> bool:
        """Whether it allows an access."""
        return all(
            asked in {"", given}
            for asked, given in ((self.actor, line.actor), (self.service, line.service), (self.action, line.action))
        )


def _read() -> Mapping[str, Any]:
    return tomllib.loads(files("passeport_gateway.domain").joinpath("access_words.toml").read_text(encoding="utf-8"))


_TABLE = _read()
ACTIONS: Mapping[str, Words] = {action: Words(*words) for action, words in _TABLE["actions"].items()}
"""What was done, by its stable verb."""
_BASES = [LegalBasis(**{**row, "words": Words(*row["words"])}) for row in _TABLE["bases"]]


def legal_basis(line: AccessLine) -> LegalBasis:
    """What allows an access."""
    return next(basis for basis in _BASES if basis.fits(line))


def told(line: AccessLine, when: str, language: Language) -> str:
    """An access in one or two sentences; `when` is its moment in words."""
    what = ACTIONS.get(line.action, _ANYTHING).in_language(language)
    form = _HOLDER if line.actor == "holder" else _NAMED
    who_did_what = form.in_language(language).format(who=_who(line, language), what=what)
    sentence = _SENTENCE.in_language(language).format(who_did_what=who_did_what, when=when)
    # What was noted is in French: to who reads English it is worth its words only where a person stated them.
    if line.purpose and (language == "fr" or line.actor in _STATE_PURPOSES):
        sentence += _REASON.in_language(language).format(purpose=line.purpose.rstrip(". "))
    return sentence


def _who(line: AccessLine, language: Language) -> str:
    if line.organisation:
        if line.actor == "professional":
            return _PROFESSIONAL.in_language(language).format(organisation=line.organisation)
        return line.organisation
    return _OTHERS.get(line.actor, _SOMEBODY).in_language(language)
