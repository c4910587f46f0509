"""What the official declaration tells of a training beyond its title and dates (guides of 27/02/2026)."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = ["NO_PARTICULARS", "Justificatif", "Particulars"]


@dataclass(frozen=True, slots=True)
class Justificatif:
    """What a justificatif de réussite is, beside its name; every part but the type may be empty.

    `kind`: TYPE_JDR, one of DIPLOME, TITRE, HABILITATION, CERTIFICAT; `obtained`: MODE_OBTENTION; `training_title`: the
    training that led to it, where one did.
    """

    kind: str
    option: str = ""
    obtained: str = ""
    training_title: str = ""
    result: str = ""
    mention: str = ""
    link: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """Codes are those of the guide; empty where a declaration does not say it.

    `skills`: ROME (OGR); `certification`: RS, of a training that leads to one; `fields`: Formacodes; `specialities`:
    NSF. `employer_siret`: of whom the worker was when he followed it; `category`: 1 to 4 of the declarable trainings, 0
    where the declaration does not say.
    """

    mode: str = ""
    skills: tuple[str, ...] = ()
    trainer: str = ""
    certification: str = ""
    fields: tuple[str, ...] = ()
    specialities: tuple[str, ...] = ()
    employer_siret: str = ""
    employer_reference: str = ""
    category: int = 0
    justificatif: Justificatif | None = None

    def told(self) -> dict[str, object]:
        """What it says, by the names of its parts; what is empty is left out."""
        said = _told(self, _PARTS)
        if self.justificatif is not None:
            said["justificatif"] = _told(self.justificatif, _PARTS_OF_JUSTIFICATIF)
        return said


def _told(value: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: said for name in names if (said := getattr(value, name))}


_PARTS = tuple(each.name for each in fields(Particulars) if each.name != "justificatif")
_PARTS_OF_JUSTIFICATIF = tuple(each.name for each in fields(Justificatif))

NO_PARTICULARS = Particulars()
