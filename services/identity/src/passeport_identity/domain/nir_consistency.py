"""Whether a NIR can be that of a civil identity: sex, year, month and place of birth are written in it.

A contradiction is certain; the absence of one proves nothing. Where the register itself is known to differ (Corsica
before 1976, the Seine before 1968, births in Algeria, Morocco and Tunisia before their independence, months that are
not known) the number is given the benefit of the doubt.
"""

from __future__ import annotations

from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.cog import FRANCE, department_of
from passeport_identity.domain.nir import RegisterNumber

__all__ = ["contradictions"]

_CORSICA = frozenset({"20", "2A", "2B"})
# Seine (75) and Seine-et-Oise (78) were cut into these on 1 January 1968.
_OLD_PARIS = frozenset({"75", "78"})
_PARIS_REGION = frozenset({"75", "78", "91", "92", "93", "94", "95"})
# Départements numbers of births in Algeria (91 to 94), Morocco (95) and Tunisia (96) under French administration.
_FORMER_TERRITORIES = {
    "91": "99352",
    "92": "99352",
    "93": "99352",
    "94": "99352",
    "95": "99350",
    "96": "99351",
}


def contradictions(nir: RegisterNumber, identity: CivilIdentity) -> tuple[str, ...]:
    """Names the fields of the identity that the NIR contradicts: `sex`, `birth_year`, `birth_month`, `birth_place`."""
    born = identity.birth_date
    found = []
    if identity.sex is not Sex.UNSPECIFIED and nir.is_female != (identity.sex is Sex.FEMALE):
        found.append("sex")
    if nir.year != born.year % 100:
        found.append("birth_year")
    if nir.month and born.month and nir.month != born.month:
        found.append("birth_month")
    if not _place_agrees(nir, identity):
        found.append("birth_place")
    return tuple(found)


def _place_agrees(nir: RegisterNumber, identity: CivilIdentity) -> bool:
    department = department_of(nir.place)
    if identity.birth_country != FRANCE:
        # Countries come, go and are renumbered: abroad is all that can be told.
        return department == "99" or _FORMER_TERRITORIES.get(department) == identity.birth_country
    if not identity.birth_place:
        return department != "99"
    theirs = department_of(identity.birth_place)
    if theirs == department:
        return True
    if "20" in (theirs, department):
        return {theirs, department} <= _CORSICA
    return department in _OLD_PARIS and theirs in _PARIS_REGION
