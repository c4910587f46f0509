"""The columns of the official import, in their order: 20 of an attestation, 29 of a justificatif de réussite.

Guides «Import en masse» ADF and JDR of 27/02/2026: names, order, greatest length, and what is mandatory whatever else a
line says. What depends on another column is in `judge`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from passeport_prevention.domain.training import Proof
from passeport_prevention.imports.values import Reader, choice, codes, day, link, name, nir, siret, text

__all__ = ["ADF", "JDR", "LAYOUTS", "SEPARATOR", "Column", "Layout"]

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the most characters of its cells, how they are read, and an example of a right one."""

    name: str
    most: int
    read: Reader
    example: str
    mandatory: bool = False
    personal: bool = False
    """Its values name a person: a report tells their length only."""
    of_trainee: bool = False
    """It may differ between the lines of one declaration."""


@dataclass(frozen=True)
class Layout:
    """One of the two files: what it proves, and its columns."""

    name: str
    proof: Proof
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The header."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}


_YES_NO = choice("OUI", "NON")
_DATE_MOST = 10

_DECLARATION = Column("ID_DECLARATION", 255, text, "SST-2026-09-A", mandatory=True)
_REFERENCE = Column("REFERENCE_DECLARATION", 280, text, "Session SST de septembre 2026", mandatory=True)
_KEY = Column("ID_UNIQUE_PARTENAIRE", 255, text, "SST-2026-09-A-001", mandatory=True, of_trainee=True)
_TITLE = Column("NOM_FORMATION", 250, text, "Sauveteur secouriste du travail", mandatory=True)
_START = Column("DATE_DEBUT_FORMATION", _DATE_MOST, day, "14/09/2026", mandatory=True)
_END = Column("DATE_FIN_FORMATION", _DATE_MOST, day, "15/09/2026", mandatory=True)
_MODE = Column("MODALITE_DISPENSE", 20, choice("A_DISTANCE", "PRESENTIEL", "MIXTE"), "PRESENTIEL")
_SKILLS = Column(
    "COMPETENCE_TRANSFERABLE",
    70,
    codes("[0-9]{4,6}", 3, 10, "un code de compétence ROME (OGR), comme 115650"),
    "115650/121885/400635",
)
_TRAINER = Column(
    "QUALIFICATION_FORMATEUR",
    50,
    choice(
        "ENSEIGNANT",
        "FORMATEUR_D_ADULTES_FORMATION_SPECIALISEE",
        "INGENIEUR",
        "PREVENTEUR",
        "PSYCHOLOGUE",
        "RESPONSABLE_QHSE",
        "ANCIEN_PROFESSIONNEL",
    ),
    "PREVENTEUR",
)
_CERTIFYING = Column("FORMATION_CERTIFIANTE", 3, _YES_NO, "NON", mandatory=True)
_CERTIFICATION = Column(
    "CERTIFICATION_VISEE", 9, codes("RS[0-9]{1,7}", 1, 1, "un code du répertoire spécifique, comme RS5801"), "RS5801"
)
_FIELDS = Column("DOMAINE_FORMATION", 30, codes("[0-9]{5}", 1, 5, "un Formacode, comme 42829"), "42829")
_SPECIALITIES = Column(
    "SPECIALITE_FORMATION", 15, codes("[0-9]{3}[a-z]?", 1, 3, "un code NSF, comme 344r"), "344r/344p"
)
# 13 without its key; as the carte Vitale prints it, it has five spaces and two digits more.
_NIR = Column("NIR", 21, nir, "2810444109021", mandatory=True, personal=True, of_trainee=True)
_NAME = Column("NOM_TITULAIRE", 30, name, "FONTANEL", mandatory=True, personal=True, of_trainee=True)
_HAS_EMPLOYER = Column("PRESENCE_EMPLOYEUR", 3, _YES_NO, "OUI", mandatory=True, of_trainee=True)
_EMPLOYER = Column("SIRET_EMPLOYEUR", 14, siret, "73282932000074", of_trainee=True)
_EMPLOYER_REFERENCE = Column("REFERENCE_EMPLOYEUR", 255, text, "Plan 2026, action 12", of_trainee=True)
_VALID_FROM = Column("DATE_DEBUT_VALIDITE", _DATE_MOST, day, "15/09/2026", mandatory=True, of_trainee=True)
_VALID_UNTIL = Column("DATE_FIN_VALIDITE", _DATE_MOST, day, "15/09/2028", of_trainee=True)


def _optional(column: Column) -> Column:
    return replace(column, mandatory=False)


ADF = Layout(
    "ADF",
    Proof.ATTESTATION,
    (
        *(_DECLARATION, _REFERENCE, _KEY, _TITLE, _START, _END, _MODE, _SKILLS, _TRAINER, _CERTIFYING, _CERTIFICATION),
        *(_FIELDS, _SPECIALITIES, _NIR, _NAME, _HAS_EMPLOYER, _EMPLOYER, _EMPLOYER_REFERENCE, _VALID_FROM),
        _VALID_UNTIL,
    ),
)
"""Attestation de formation."""

JDR = Layout(
    "JDR",
    Proof.JUSTIFICATIF,
    (
        *(_DECLARATION, _REFERENCE, _KEY),
        Column("TYPE_JDR", 20, choice("DIPLOME", "TITRE", "HABILITATION", "CERTIFICAT"), "CERTIFICAT", mandatory=True),
        Column("NOM_JDR", 255, text, "Certificat de sauveteur secouriste du travail", mandatory=True),
        Column("NOM_OPTION_SPECIALITE", 255, text, "Risque chimique"),
        Column("MODE_OBTENTION", 20, choice("PAR_ADMISSION", "PAR_SCORING"), "PAR_ADMISSION"),
        _SKILLS,
        Column("PRESENCE_FORMATION", 3, _YES_NO, "OUI"),
        *map(_optional, (_TITLE, _START, _END, _MODE, _TRAINER, _CERTIFYING, _CERTIFICATION, _FIELDS, _SPECIALITIES)),
        *(_NIR, _NAME, _HAS_EMPLOYER, _EMPLOYER, _EMPLOYER_REFERENCE, _VALID_FROM, _VALID_UNTIL),
        Column("RESULTAT_OBTENU", 1000, text, "Admis", of_trainee=True),
        Column("MENTION_OBTENUE", 255, text, "Bien", of_trainee=True),
        Column("LIEN_PREUVE", 2000, link, "https://organisme.example/preuves/8c1f", of_trainee=True),
        Column("IDENTIFIANT_PREUVE", 255, text, "8c1f-2026", of_trainee=True),
    ),
)
"""Justificatif de réussite."""

LAYOUTS = (ADF, JDR)
