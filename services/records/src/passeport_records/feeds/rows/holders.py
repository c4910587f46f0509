"""Who a line speaks of: the fields that name a person are the same in every format of ours."""

from __future__ import annotations

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.holder import CivilIdentity, HolderIdentity, NirIdentity, Sex, StudentNumber, is_name
from passeport_records.feeds.rows.read import Row

__all__ = ["holder_of"]

_CIVIL = ("prenom1", "sexe", "dateNaissance")


def holder_of(row: Row) -> HolderIdentity | None:
    """The holder of a line; None where it names nobody, which is then among its faults.

    A NIR goes before all else. A civil identity goes before an INE, which is only learnt beside it; by INE alone where
    nothing of it is told.
    """
    ine, birth_name, nir = row.text("ine"), row.text("nomNaissance"), row.text("nir")
    for name in ("nomNaissance", "prenom1"):
        if row.text(name) and not is_name(row.text(name)):
            row.breaks(name, "name", "ne contient aucune lettre, personne ne peut être reconnu")
    at_fault = {fault.field for fault in row.faults}
    if nir or "nir" in at_fault:
        return NirIdentity(nir, birth_name) if nir and birth_name and "nomNaissance" not in at_fault else None
    missing = [name for name in _CIVIL if name not in row.said and name not in at_fault]
    if len(missing) == len(_CIVIL) and (ine or "ine" in at_fault):
        return StudentNumber(ine, birth_name) if ine and birth_name else None
    for name in missing:
        row.breaks(
            name,
            "holder",
            "est obligatoire : l'état civil se donne en entier, là où un numéro seul ne désigne pas le titulaire",
        )
    if missing or at_fault & {"nomNaissance", *_CIVIL} or not birth_name:
        return None
    born = PartialDate.parse(row.text("dateNaissance"))
    given = (row.text(name) for name in ("prenom1", "prenom2", "prenom3"))
    return CivilIdentity(
        birth_name=birth_name,
        given_names=tuple(name for name in given if name),
        sex=Sex(row.text("sexe")),
        birth_year=born.year,
        birth_month=born.month or 0,
        birth_day=born.day or 0,
        birth_place=row.text("codeCommuneNaissance"),
        birth_country=row.text("codePaysNaissance"),
        usage_name=row.text("nomUsage"),
        ine=ine,
    )
