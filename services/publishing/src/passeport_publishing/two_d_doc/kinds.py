"""What a 2D-Doc says of an entry, by its type: 29, « attestation d'activité professionnelle », and B0, « diplôme ».

Fields and which of them are obligatory: sections 7.0, 7.4, 7.5, 7.10, 8.4 and 8.7 of the specification.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.domain.birth import Birth
from passeport_publishing.domain.snapshot import Holder, Item, Kind
from passeport_publishing.errors import TwoDDocNotPossible
from passeport_publishing.two_d_doc.countries import ISO_OF_COG
from passeport_publishing.two_d_doc.message import Field, fixed, variable
from passeport_publishing.two_d_doc.text import plain

__all__ = ["TYPES", "fields_of"]

TYPES = {Kind.EMPLOYMENT: "29", Kind.DIPLOMA: "B0"}
_NAMES, _NAME, _TITLE, _ORGANISATION, _PART = 60, 38, 60, 38, 30
# The types of diploma that there are codes for (field BG), by how their titles begin; the longer beginnings first.
_DIPLOMAS = (
    ("DIPLOME NATIONAL DU BREVET", "BR"),
    ("BREVET DES COLLEGES", "BR"),
    ("CERTIFICAT D APTITUDE PROFESSIONNELLE", "CA"),
    ("CAP", "CA"),
    ("BREVET D ETUDES PROFESSIONNELLES", "BE"),
    ("BEP", "BE"),
    ("BACCALAUREAT GENERAL", "BA"),
    ("BACCALAUREAT PROFESSIONNEL", "BP"),
    ("BACCALAUREAT TECHNOLOGIQUE", "BS"),
    ("BREVET DE TECHNICIEN SUPERIEUR", "BT"),
    ("BTS", "BT"),
    ("DIPLOME UNIVERSITAIRE DE TECHNOLOGIE", "DU"),
    ("DUT", "DU"),
    ("LICENCE PROFESSIONNELLE", "LP"),
    ("LICENCE", "LC"),
    ("DIPLOME EUROPEEN D ETUDES SUPERIEURES", "DE"),
    ("DEES", "DE"),
    ("MASTER", "MA"),
    ("MBA", "MB"),
    ("DIPLOME D INGENIEUR", "IN"),
    ("TITRE D INGENIEUR", "IN"),
    ("DOCTORAT", "DR"),
)
# How universities word a title: its domain, its « mention », then its « parcours » or « spécialité ».
_WORDED = re.compile(
    r"(?P<domain>.*?)\s*\bMENTION\b\s*(?P<mention>.*?)\s*(?:\b(?:PARCOURS|SPECIALITE|OPTION)\b\s*(?P<rest>.*))?"
)
# What came with 3.3.9, with no sign at its end: a reader that does not know it takes for it whatever follows.
_LATE = frozenset({"5V"})
_LEVEL = re.compile("[1-8]")


def fields_of(holder: Holder, item: Item, birth: Birth, code: str) -> tuple[Field, ...]:
    """The fields of a 2D-Doc of a guaranteed employment or diploma; `code` is that of the publication.

    Raises TwoDDocNotPossible, naming the datum that is obligatory and not known.
    """
    # Behind the others, since it has no longest length: readers look for its end in all that follows.
    fields = (*_BY_KIND[item.kind](holder, item, birth), variable("01", "Identifiant unique du document", code, 64))
    return tuple(sorted(fields, key=lambda field: field.identifier in _LATE))


def _employment(holder: Holder, item: Item, _: Birth) -> Iterator[Field]:
    organisation, known = item.organisation, item.provenance.known_until
    siret = organisation.siret if organisation else ""
    start = _day(item.start, "start_date")
    if known is None or not known.month:
        raise TwoDDocNotPossible(metadata={"missing": "known_until"})
    if not siret:
        raise TwoDDocNotPossible(metadata={"missing": "siret"})
    yield variable("62", "Nom patronymique", _text(holder.family_name, "birth_name", digits=False), _NAME)
    yield variable("60", "Liste des prénoms", _given_names(holder), _NAMES)
    yield fixed("69", "Date de naissance", _day(holder.birth_date, "birth_date"))
    yield fixed("5V", "Période de déclaration du contrat", f"{start[2:]}{known.month:02d}{known.year:04d}")
    yield fixed("55", "Date de début de contrat", start)
    yield fixed("50", "SIRET de l'employeur", siret)
    yield variable("5X", "Intitulé du poste", _text(item.title, "title"), _TITLE)
    if name := plain(organisation.name if organisation else ""):
        yield variable("5M", "Dénomination sociale", name, _ORGANISATION)


def _diploma(holder: Holder, item: Item, birth: Birth) -> Iterator[Field]:
    title = plain(item.title)
    begins, of_type = next((one for one in _DIPLOMAS if f"{title} ".startswith(f"{one[0]} ")), ("", ""))
    level = next((detail.value for detail in item.details if detail.key == "level"), "")
    country = ISO_OF_COG.get(birth.country, "")
    for missing, value in (
        ("diploma_type", of_type),
        ("level", _LEVEL.fullmatch(level)),
        ("birth_country", country),
        ("sex", birth.sex),
    ):
        if not value:
            raise TwoDDocNotPossible(metadata={"missing": missing})
    domain, mention, speciality = _worded(title.removeprefix(begins).strip(), item)
    yield variable("B2", "Nom patronymique", _text(holder.family_name, "birth_name", digits=False), _NAME)
    yield variable("B0", "Liste des prénoms", _given_names(holder), _NAMES)
    yield fixed("B6", "Genre", birth.sex)
    yield fixed("B7", "Date de naissance", _day(holder.birth_date, "birth_date"))
    yield fixed("B9", "Pays de naissance", country)
    yield fixed("BD", "Niveau du diplôme selon le cadre européen des certifications", level)
    yield fixed("BG", "Type de diplôme", of_type)
    yield variable("BH", "Domaine", domain, _PART)
    yield variable("BI", "Mention", mention, _PART)
    yield variable("BJ", "Spécialité", speciality, _PART)


_BY_KIND: dict[Kind, Callable[[Holder, Item, Birth], Iterator[Field]]] = {
    Kind.EMPLOYMENT: _employment,
    Kind.DIPLOMA: _diploma,
}


def _worded(rest: str, item: Item) -> tuple[str, str, str]:
    """Domain, « mention » and speciality, of what follows the type in a title; empty where it does not tell them."""
    option = plain(next((detail.value for detail in item.details if detail.key == "option"), ""))
    if found := _WORDED.fullmatch(rest):
        return found["domain"], found["mention"], found["rest"] or option
    return "", "", rest or option


def _given_names(holder: Holder) -> str:
    """Given names, in the order of the register, with a slash between them."""
    names = [_text(name, "given_names", digits=False) for name in holder.given_names.split()]
    if not names:
        raise TwoDDocNotPossible(metadata={"missing": "given_names"})
    return "/".join(names)


def _text(text: str, called: str, *, digits: bool = True) -> str:
    written = plain(text, digits=digits)
    if not written:
        raise TwoDDocNotPossible(metadata={"missing": called})
    return written


def _day(value: PartialDate | None, called: str) -> str:
    """A date known to the day, as JJMMAAAA."""
    if value is None or not value.complete:
        raise TwoDDocNotPossible(metadata={"missing": called})
    return value.earliest.strftime("%d%m%Y")
