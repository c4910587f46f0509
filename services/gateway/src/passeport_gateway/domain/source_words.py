"""Who vouches for an entry, in words: records says it in French; English readers get it in English, names as they are.

`tests/architecture/test_words.py` holds the words to those of records and of documents.
"""

from __future__ import annotations

from passeport_gateway.domain.language import Language

__all__ = ["source_words"]

_ENGLISH = {
    "Certificateur": "Certifier",
    "Déclaration sociale nominative": "Employer’s payroll declaration (DSN)",
    "Établissement": "Institution",
    # Before the shorter one that it begins with.
    "Organisme de formation": "Training body",
    "Organisme": "Organisation",
    "Employeur": "Employer",
    "Entreprise de travail temporaire": "Temporary-work company",
    "Déclaré par le titulaire": "Declared by the holder",
}


def source_words(label: str, language: Language) -> str:
    """A label in a language; what is not known here stays what it is."""
    if language == "en":
        for said, told in _ENGLISH.items():
            if label == said or label.startswith(f"{said} "):
                return told + label.removeprefix(said)
    return label
