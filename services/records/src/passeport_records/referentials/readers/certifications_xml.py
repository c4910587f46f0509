"""RNCP or RS as XML, flux 4.1 of France compétences: some 570 MB, of which no more than one fiche is in memory.

Facts of a term are those of the CSV, and `delivery_ends`, the last day on which it may be awarded. Long texts (aims,
assessments, statistics) and the partners are not kept. There is no DTD, no entity and no network: a file with a DOCTYPE
is refused before it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from passeport_records.referentials.domain.terms import MAX_LABEL, Item, RowFault
from passeport_records.referentials.readers.refusals import FileRefused
from passeport_records.referentials.readers.values import award_term, iso_day, scheme_of

__all__ = ["MAX_FICHE_BYTES", "read_certifications_xml"]

MAX_FICHE_BYTES = 16 * 1024 * 1024
"""Of one fiche. The longest that were seen have some 200 kB."""
_MAX_TOTAL_BYTES = 4 * 1024**3
_PIECE = 64 * 1024
_LAST_COUNTED_LINE = 65_535
# Atomic: where it does not match, no other way to part the comments is tried.
_BEFORE_ROOT = re.compile(rb"\s*+(?>(?:<\?.*?\?>|<!--.*?-->)\s*+)*+<(?![?!])", re.DOTALL)
_VERSIONS = frozenset({"4.0", "4.1"})
_DAYS = {
    "decided": "DATE_DECISION",
    "effective": "DATE_EFFET",
    "ends": "DATE_FIN_ENREGISTREMENT",
    "delivery_ends": "DATE_LIMITE_DELIVRANCE",
}


def read_certifications_xml(stream: IO[bytes], place: str) -> Iterator[Item]:
    """Reads the fiches, one after the other. Raises FileRefused for what is no such file or is not whole."""
    # The encoding is given, so that nothing else than UTF-8 passes, whatever the file says of itself.
    parser = etree.XMLPullParser(
        events=("end",),
        tag=("FICHE", "VERSION_FLUX"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    total = since_fiche = 0
    version = ""
    try:
        for piece in _pieces(stream, place):
            total += len(piece)
            since_fiche += len(piece)
            parser.feed(piece)
            for _, element in parser.read_events():
                if element.tag == "VERSION_FLUX":
                    version = _checked_version(element, place)
                    continue
                if not version:
                    raise FileRefused(f"{place}: a FICHE comes before VERSION_FLUX: it is no flux 4.1")
                since_fiche = 0
                yield from _term(element, place)
                _release(element)
            if since_fiche > MAX_FICHE_BYTES or total > _MAX_TOTAL_BYTES:
                raise FileRefused(
                    f"{place}: a FICHE has more than {MAX_FICHE_BYTES} bytes, or the file more than {_MAX_TOTAL_BYTES}"
                )
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise FileRefused(f"{place}, {error}: download the file again") from None
    if root.tag != "FICHES" or not version:
        raise FileRefused(f"{place}: the root is {root.tag!r}, not 'FICHES' of a flux 4.1 of France compétences")


def _pieces(stream: IO[bytes], place: str) -> Iterator[bytes]:
    """The bytes of the file, once it is sure that nothing is declared before its root."""
    start = stream.read(_PIECE).removeprefix(b"\xef\xbb\xbf")
    if not _BEFORE_ROOT.match(start):
        raise FileRefused(
            f"{place}: does not begin with an XML element in UTF-8, or has a DOCTYPE, which is never read: take "
            "the file as France compétences offers it"
        )
    yield start
    while piece := stream.read(_PIECE):
        yield piece


def _checked_version(element: etree._Element, place: str) -> str:
    version = (element.text or "").strip()
    if version not in _VERSIONS:
        raise FileRefused(f"{place}: VERSION_FLUX is {version[:20]!r}, {' and '.join(sorted(_VERSIONS))} are read")
    return version


def _term(fiche: etree._Element, place: str) -> Iterator[Item]:
    number, title = _text(fiche, "NUMERO_FICHE"), _text(fiche, "INTITULE")
    line = _line_of(fiche)

    def fault(field: str, rule: str, message: str, value: str, *, lost: bool = True) -> RowFault:
        return RowFault(place=place, line=line, field=field, rule=rule, message=message, value=value, lost=lost)

    scheme = scheme_of(number)
    if scheme is None:
        yield fault("NUMERO_FICHE", "number", "is no number of the RNCP or RS, as RNCP34762 or RS6232", number)
        return
    if not title:
        yield fault("INTITULE", "required", f"is empty in fiche {number}", "")
        return
    facts = _facts(fiche)
    for name, tag in _DAYS.items():
        text = _text(fiche, tag)
        try:
            facts[name] = iso_day(text) if text else ""
        except ValueError:
            message = f"is no day in fiche {number}, as 31/08/2026; it is left out"
            yield fault(tag, "date", message, text, lost=False)
    level = _text(fiche, "NOMENCLATURE_EUROPE/NIVEAU")
    yield award_term(number, scheme, _text(fiche, "ABREGE/CODE"), title, level, facts)


def _facts(fiche: etree._Element) -> dict[str, Any]:
    return {
        "short": _text(fiche, "ABREGE/CODE"),
        "active": _text(fiche, "ACTIF") == "Oui",
        "registration": _text(fiche, "TYPE_ENREGISTREMENT"),
        "certifiers": [
            {"siret": _text(one, "SIRET_CERTIFICATEUR"), "name": _text(one, "NOM_CERTIFICATEUR")[:MAX_LABEL]}
            for one in fiche.iterfind("CERTIFICATEURS/CERTIFICATEUR")
            if _text(one, "ETAT_CERTIFICATEUR") != "Inactif"
        ],
        "rome": [_text(one, "CODE") for one in fiche.iterfind("CODES_ROME/ROME")],
        "blocks": [
            {"code": _text(one, "CODE"), "label": _text(one, "LIBELLE")[:MAX_LABEL]}
            for one in fiche.iterfind("BLOCS_COMPETENCES/BLOC_COMPETENCES")
        ],
        "replaces": [
            _plain(one) for one in fiche.iterfind("ANCIENNES_CERTIFICATIONS/*/ID_FICHE_ANCIENNE_CERTIFICATION")
        ],
        "replaced_by": [
            _plain(one) for one in fiche.iterfind("NOUVELLES_CERTIFICATIONS/*/ID_FICHE_NOUVELLE_CERTIFICATION")
        ],
    }


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _plain(found)


def _plain(element: etree._Element) -> str:
    return (element.text or "").strip()


def _line_of(element: etree._Element) -> int:
    """Line of the opening tag; beyond 65,535 libxml2 knows the line of texts only, on which the first one ends."""
    line = element.sourceline or 0
    return line if line < _LAST_COUNTED_LINE else line - (element.text or "").count("\n")


def _release(element: etree._Element) -> None:
    """Frees a fiche that was read, and what stands before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
