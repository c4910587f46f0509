"""An attestation: guaranteed entries and nothing that its holder typed, each with the law under which its source
sends it.

Texts read: Code de la sécurité sociale L133-5-3 (DSN), Code du travail L6113-8 (certifiers), L6323-8, III (what the
passport lists), L5151-9 (engagements), L4141-5 (passeport de prévention); décret 2022-1712.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from passeport_chassis.errors import FieldViolation
from passeport_publishing.domain.snapshot import Item, Kind, Language, Nature

__all__ = ["attestation_title", "faults_of_entries", "legal_basis", "without_basis", "without_free_text"]

_LABOUR = "du code du travail"
_PASSPORT = "article L. 6323-8, III"

_TITLES = {
    Language.FRENCH: {
        Kind.EMPLOYMENT: "Attestation d’emploi",
        Kind.CERTIFICATION: "Attestation de certification",
        Kind.DIPLOMA: "Attestation de diplôme",
        Kind.HABILITATION: "Attestation d’habilitation",
        Kind.TRAINING: "Attestation de formation",
        Kind.PREVENTION: "Attestation de prévention",
        Kind.ENGAGEMENT: "Attestation d’engagement",
    },
    Language.ENGLISH: {
        Kind.EMPLOYMENT: "Attestation of employment",
        Kind.CERTIFICATION: "Attestation of certification",
        Kind.DIPLOMA: "Attestation of diploma",
        Kind.HABILITATION: "Attestation of authorisation",
        Kind.TRAINING: "Attestation of training",
        Kind.PREVENTION: "Attestation of safety training",
        Kind.ENGAGEMENT: "Attestation of civic engagement",
    },
}
_OF_SEVERAL = {Language.FRENCH: "Attestation de parcours", Language.ENGLISH: "Attestation of career and training"}


def attestation_title(items: Iterable[Item], language: Language) -> str:
    """What an attestation is called, by the kinds of its entries: its holder words nothing of it."""
    kinds = {item.kind for item in items}
    several = _OF_SEVERAL[language]
    return several if len(kinds) != 1 else _TITLES[language].get(kinds.pop(), several)


def legal_basis(kind: Kind, *, registered: bool, prevention: bool = False) -> str:
    """The law under which the source of a guaranteed entry sends it, as French law is cited.

    `registered`: it is a certification of RNCP or RS, whose holders certifiers tell of, ministries among them;
    `prevention`: it enters the passeport de prévention by itself (décret 2022-1712, article 8).
    """
    if kind is Kind.EMPLOYMENT:
        return "article L. 133-5-3 du code de la sécurité sociale"
    if kind is Kind.PREVENTION:
        return f"article L. 4141-5 {_LABOUR}, et décret n° 2022-1712 du 29 décembre 2022"
    if kind is Kind.ENGAGEMENT:
        return f"{_PASSPORT}, et article L. 5151-9 {_LABOUR}"
    told_by_certifiers = registered or kind in {Kind.CERTIFICATION, Kind.HABILITATION}
    article = "article L. 6113-8" if told_by_certifiers else _PASSPORT
    return f"{article}, et article L. 4141-5 {_LABOUR}" if prevention else f"{article} {_LABOUR}"


def without_basis(item: Item) -> Item:
    """An entry as a CV shows it, which says neither."""
    return replace(item, provenance=replace(item.provenance, legal_basis="", known_until=None))


def without_free_text(item: Item) -> Item:
    """An entry as an attestation shows it: descriptions are what holders type, and sources send none."""
    return replace(item, description="")


def faults_of_entries(items: Collection[Item], named_in: str) -> Iterator[FieldViolation]:
    """Each entry, in the order in which the field `named_in` names them, that its holder alone stands behind."""
    for number, item in enumerate(items):
        if item.nature is not Nature.GUARANTEED:
            yield FieldViolation(
                f"{named_in}[{number}]",
                "names a declared entry: an attestation has guaranteed ones only, leave it out",
                "DECLARED_ENTRY",
            )
