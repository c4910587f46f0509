"""The feed of trainings and engagements, line by line; fields by the names of the format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from passeport_sandbox.feeds.diplomas import civil_fields
from passeport_sandbox.personas import Persona

COLUMNS = (
    "action",
    "nature",
    "idTechnique",
    "nir",
    "nomNaissance",
    "nomUsage",
    "prenom1",
    "prenom2",
    "prenom3",
    "sexe",
    "dateNaissance",
    "codeCommuneNaissance",
    "codePaysNaissance",
    "intitule",
    "codeCertification",
    "dateDebut",
    "dateFin",
    "dureeHeures",
    "resultat",
    "financeur",
    "organisme",
    "siretOrganisme",
    "activite",
    "role",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """One training of one person, or with an `activity` one engagement; by his civil identity unless `by_nir`."""

    person: Persona
    key: str  # idTechnique: the file number of Mon Compte Formation, or the sender's own
    title: str
    start: str  # AAAA-MM-JJ, AAAA-MM or AAAA
    end: str = ""
    hours: int = 0
    certification: str = ""
    outcome: Literal["", "SUIVIE", "SUIVIE_EN_PARTIE", "REUSSIE"] = ""
    funder: str = ""  # of L6316-1: CPF, OPCO…
    body: str = ""
    siret: str = ""
    activity: str = ""  # of L5151-9
    role: str = ""
    by_nir: bool = False
    action: Literal["", "CREATION", "CORRECTION", "SUPPRESSION"] = ""

    @property
    def fields(self) -> Mapping[str, str | int]:
        """What the line says, by field; what is empty is left out."""
        said: dict[str, str | int] = {
            "action": self.action,
            "nature": "ENGAGEMENT" if self.activity else "FORMATION",
            "idTechnique": self.key,
            "nomNaissance": self.person.family_name,
            **({"nir": self.person.nir} if self.by_nir else civil_fields(self.person)),
            "intitule": self.title,
            "codeCertification": self.certification,
            "dateDebut": self.start,
            "dateFin": self.end,
            "dureeHeures": self.hours,
            "resultat": self.outcome,
            "financeur": self.funder,
            "organisme": self.body,
            "siretOrganisme": self.siret,
            "activite": self.activity,
            "role": self.role,
        }
        return {name: value for name, value in said.items() if value}
