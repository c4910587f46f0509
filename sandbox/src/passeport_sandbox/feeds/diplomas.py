"""The feed of diplomas, line by line, as CSV or as JSON Lines: fields by the names of the format."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from passeport_sandbox.personas import Persona

COLUMNS = (
    "action",
    "idTechnique",
    "ine",
    "nomNaissance",
    "nomUsage",
    "prenom1",
    "prenom2",
    "prenom3",
    "sexe",
    "dateNaissance",
    "codeCommuneNaissance",
    "codePaysNaissance",
    "libelle",
    "specialite",
    "codeDiplome",
    "codeCertification",
    "niveau",
    "dateObtention",
    "mention",
    "modaliteAcces",
    "academie",
    "etablissement",
    "siretEtablissement",
    "uai",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diploma:
    """One diploma of one person, as who awards it sends it; by his INE alone if `by_ine`."""

    person: Persona
    key: str  # idTechnique
    title: str
    level: int
    awarded: str  # AAAA-MM-JJ, AAAA-MM or AAAA
    code: str = ""  # BCN
    certification: str = ""  # RNCP
    speciality: str = ""
    mention: str = ""
    academy: str = ""
    school: str = ""
    uai: str = ""
    ine: str = ""
    by_ine: bool = False
    action: Literal["", "CREATION", "CORRECTION", "SUPPRESSION"] = ""

    @property
    def fields(self) -> Mapping[str, str | int]:
        """What the line says, by field; what is empty is left out."""
        said: dict[str, str | int] = {
            "action": self.action,
            "idTechnique": self.key,
            "ine": self.ine,
            "nomNaissance": self.person.family_name,
            **({} if self.by_ine else civil_fields(self.person)),
            "libelle": self.title,
            "specialite": self.speciality,
            "codeDiplome": self.code,
            "codeCertification": self.certification,
            "niveau": self.level,
            "dateObtention": self.awarded,
            "mention": self.mention,
            "academie": self.academy,
            "etablissement": self.school,
            "uai": self.uai,
        }
        return {name: value for name, value in said.items() if value}


def civil_fields(person: Persona) -> dict[str, str]:
    """What a line says of who its holder is, besides the birth name."""
    given = dict(zip(("prenom1", "prenom2", "prenom3"), person.given_names, strict=False))
    return {
        "nomUsage": person.preferred_username or "",
        **given,
        "sexe": person.sex,
        "dateNaissance": person.birthdate.replace("-00", ""),
        "codeCommuneNaissance": person.birthplace or "",
        "codePaysNaissance": person.birthcountry,
    }


def write_csv(lines: Iterable[Mapping[str, str | int]], columns: Iterable[str] = COLUMNS) -> Iterator[bytes]:
    """Gives a file piece by piece: semicolons, a line of column names first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), delimiter=";", lineterminator="\n")
    writer.writeheader()
    for line in lines:
        writer.writerow(line)
        if text.tell() > _BUFFERED:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def write_json_lines(lines: Iterable[Mapping[str, str | int]]) -> Iterator[bytes]:
    """Gives a file line by line."""
    for line in lines:
        yield f"{json.dumps(line, ensure_ascii=False)}\n".encode()


_BUFFERED = 64 * 1024
