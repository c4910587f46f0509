"""The official import of the passeport de prévention (ADF, 20 columns), of any size, about people without a story."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from passeport_sandbox.personas import Persona

__all__ = ["ADF_COLUMNS", "write_adf"]

ADF_COLUMNS = (
    *("ID_DECLARATION", "REFERENCE_DECLARATION", "ID_UNIQUE_PARTENAIRE", "NOM_FORMATION", "DATE_DEBUT_FORMATION"),
    *("DATE_FIN_FORMATION", "MODALITE_DISPENSE", "COMPETENCE_TRANSFERABLE", "QUALIFICATION_FORMATEUR"),
    *("FORMATION_CERTIFIANTE", "CERTIFICATION_VISEE", "DOMAINE_FORMATION", "SPECIALITE_FORMATION", "NIR"),
    *("NOM_TITULAIRE", "PRESENCE_EMPLOYEUR", "SIRET_EMPLOYEUR", "REFERENCE_EMPLOYEUR", "DATE_DEBUT_VALIDITE"),
    "DATE_FIN_VALIDITE",
)

_TITLES = ("Sauveteur secouriste du travail", "Travail en hauteur", "Conduite de chariots, catégorie 3")
_TRAINEES = 12
_EMPLOYERS = ("00100101500013", "00100106400011")


def write_adf(path: Path, people: Iterable[Persona], seed: int = 0) -> Path:
    """Writes a training of each of the people, twelve of them in a session: a declaration. The same for a seed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{'|'.join(cells)}\r\n" for cells in _rows(people, seed))
    return path


def _rows(people: Iterable[Persona], seed: int) -> Iterator[tuple[str, ...]]:
    yield ADF_COLUMNS
    for index, person in enumerate(people):
        session = index // _TRAINEES
        name, day, month = f"{seed}-{session:06d}", 1 + session % 27, 1 + session % 9
        employer = _EMPLOYERS[index % 3] if index % 3 < 2 else ""
        yield (
            *(name, f"Session {name}", f"{name}-{index % _TRAINEES:02d}", _TITLES[session % len(_TITLES)]),
            *(f"{day:02d}/{month:02d}/2026", f"{day + 1:02d}/{month:02d}/2026", "PRESENTIEL", "115650/121885/400635"),
            *("PREVENTEUR", "NON", "", "42829", "344r", person.nir, person.family_name),
            *("OUI" if employer else "NON", employer, "Plan 2026" if employer else ""),
            *(f"{day + 1:02d}/{month:02d}/2026", f"{day + 1:02d}/{month:02d}/2028"),
        )
