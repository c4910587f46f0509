"""Natures of contract and public schemes as the DSN codes them (S21.G00.40.007 and .008, norms P24 to P26)."""

from __future__ import annotations

__all__ = ["APPRENTICESHIP_SCHEMES", "CONTRACT_NATURES", "UNSHOWN_NATURES"]

CONTRACT_NATURES = {
    "01": "CDI de droit privé",
    "02": "CDD de droit privé",
    "03": "Contrat de mission (intérim)",
    "07": "CDI intermittent",
    "08": "CDI intérimaire",
    "09": "CDI de droit public",
    "10": "CDD de droit public",
    "20": "Détachement d'un agent public (pension)",
    "21": "Détachement d'un agent public",
    "29": "Convention de stage",
    "32": "Contrat d'appui au projet d'entreprise",
    "50": "Nomination dans la fonction publique",
    "51": "Collaborateur occasionnel du service public",
    "52": "Activité accessoire d'un agent public",
    "53": "Contrat d'emploi pénitentiaire",
    "54": "Contrat d'emploi pénitentiaire en apprentissage",
    "60": "Contrat d'engagement éducatif",
    "70": "Contrat de soutien et d'aide par le travail",
    "80": "Mandat social",
    "81": "Mandat d'élu",
    "82": "CDI de chantier ou d'opération",
    "89": "Volontariat de service civique",
    "90": "Autre contrat, convention ou mandat",
    "91": "Contrat d'engagement maritime à durée indéterminée",
    "92": "Contrat d'engagement maritime à durée déterminée",
    "93": "Ligne de service",
}
"""Short label of each code of S21.G00.40.007."""

UNSHOWN_NATURES = frozenset({"53", "54", "70"})
"""Codes that tell of a detention or of a disability: dropped when read, the job itself is kept."""

APPRENTICESHIP_SCHEMES = frozenset({"64", "65", "81"})
"""Codes of S21.G00.40.008 that make a contract an apprenticeship; no other scheme is kept."""
