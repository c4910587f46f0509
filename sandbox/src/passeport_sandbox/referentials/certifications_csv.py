"""`export-fiches-csv-AAAA-MM-JJ.zip` of France compétences: ten files, `;`, CRLF, cells in quotes unless empty."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from passeport_sandbox.referentials.fiches import Fiche

__all__ = ["write_csv_zip"]

_STANDARD = (
    *("Id_Fiche", "Numero_Fiche", "Intitule", "Abrege_Libelle", "Abrege_Intitule", "Nomenclature_Europe_Niveau"),
    *("Nomenclature_Europe_Intitule", "Accessible_Nouvelle_Caledonie", "Accessible_Polynesie_Francaise"),
    *("Date_dernier_jo", "Date_Decision", "Date_Fin_Enregistrement", "Date_Effet", "Type_Enregistrement"),
    *("Validation_Partielle", "Actif"),
)
_BLOCK = ("Numero_Fiche", "Bloc_Competences_Code", "Bloc_Competences_Libelle")
_CERTIFIER = ("Numero_Fiche", "Siret_Certificateur", "Nom_Certificateur")
_SUCCESSION = ("Numero_Fiche", "Ancienne_Certification", "Nouvelle_Certification")
_COLLECTIVE = ("Numero_Fiche", *(f"Ccn_{number}_{part}" for number in (1, 2, 3) for part in ("Numero", "Libelle")))

_Rows = Iterator[Sequence[str]]


def write_csv_zip(path: Path, fiches: Callable[[], Iterable[Fiche]], day: date) -> Path:
    """Writes the zip, the same bytes for the same fiches; they are asked for once for each file in it."""
    files: tuple[tuple[str, Sequence[str], Callable[[Iterable[Fiche]], _Rows]], ...] = (
        ("Standard", _STANDARD, _standard),
        ("Blocs_De_Compétences", _BLOCK, lambda told: ((one.number, *block) for one in told for block in one.blocks)),
        # The official file has a tab before each SIRET.
        (
            "Certificateurs",
            _CERTIFIER,
            lambda told: ((one.number, f"\t{siret}", name) for one in told for siret, name in one.certifiers),
        ),
        ("Partenaires", ("Numero_Fiche", "Nom_Partenaire", "Siret_Partenaire", "Habilitation_Partenaire"), _none),
        (
            "Rome",
            ("Numero_Fiche", "Codes_Rome_Code", "Codes_Rome_Libelle"),
            lambda told: ((one.number, code, "") for one in told for code in one.rome),
        ),
        ("Nsf", ("Numero_Fiche", "Nsf_Code", "Nsf_Intitule"), _none),
        ("Formacode", ("Numero_Fiche", "Formacode_Code", "Formacode_Libelle"), _none),
        ("CCN", _COLLECTIVE, _none),
        ("VoixdAccès", ("Numero_Fiche", "Si_Jury"), _none),
        ("Ancienne_Nouvelle_Certification", _SUCCESSION, _succession),
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, header, rows in files:
            member = zipfile.ZipInfo(
                f"export_fiches_CSV_{name}_{day:%Y_%m_%d}.csv", (day.year, day.month, day.day, 0, 0, 0)
            )
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as file:
                file.write(_line(header))
                file.writelines(map(_line, rows(fiches())))
    return path


def _line(cells: Sequence[str]) -> str:
    return ";".join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in cells) + "\r\n"


def _standard(fiches: Iterable[Fiche]) -> _Rows:
    for index, fiche in enumerate(fiches, start=1):
        yield (
            *(str(index), fiche.number, fiche.title, fiche.short, fiche.short_title),
            *((f"NIV{fiche.level}", f"Niveau {fiche.level}") if fiche.level else ("", "")),
            *("Non", "Non", "", _day(fiche.decided), _day(fiche.ends), ""),
            fiche.registration,
            "" if fiche.level else "Non",
            "ACTIVE" if fiche.active else "INACTIVE",
        )


def _succession(fiches: Iterable[Fiche]) -> _Rows:
    for fiche in fiches:
        yield from ((fiche.number, former, "") for former in fiche.replaces)
        yield from ((fiche.number, "", successor) for successor in fiche.replaced_by)


def _none(fiches: Iterable[Fiche]) -> _Rows:
    return iter(())


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
