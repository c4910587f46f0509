"""The XML of France compétences, flux 4.1: one file for the RNCP, another one for the RS."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from passeport_sandbox.referentials.fiches import Fiche

__all__ = ["write_xml"]


def write_xml(path: Path, fiches: Iterable[Fiche]) -> Path:
    """Writes the file, fiche by fiche."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<FICHES>\n')
        file.write("  <VERSION_FLUX>4.1</VERSION_FLUX>\n")
        for index, fiche in enumerate(fiches, start=1):
            file.write("".join(f"  {line}\n" for line in _fiche(index, fiche)))
        file.write("</FICHES>\n")
    return path


def _fiche(index: int, fiche: Fiche) -> Iterator[str]:
    yield "<FICHE>"
    yield _leaf("ID_FICHE", str(index))
    yield _leaf("NUMERO_FICHE", fiche.number)
    yield from _codes("NOUVELLES_CERTIFICATIONS", "NOUVELLE_CERTIFICATION", fiche.replaced_by)
    yield from _codes("ANCIENNES_CERTIFICATIONS", "ANCIENNE_CERTIFICATION", fiche.replaces)
    yield _leaf("INTITULE", fiche.title)
    if fiche.short:
        yield _node("ABREGE", _leaf("CODE", fiche.short) + _leaf("LIBELLE", fiche.short_title))
    yield _leaf("ETAT_FICHE", "Publiée")
    if fiche.level:
        level = _leaf("NIVEAU", f"NIV{fiche.level}") + _leaf("LIBELLE", f"Niveau {fiche.level}")
        yield _node("NOMENCLATURE_EUROPE", level)
    yield _list("CERTIFICATEURS", (_certifier(*one) for one in fiche.certifiers))
    yield _leaf("ACTIVITES_VISEES", fiche.text)
    yield _list("CODES_ROME", (_node("ROME", _leaf("CODE", code) + _leaf("LIBELLE", "")) for code in fiche.rome))
    for tag, day in (("DATE_DECISION", fiche.decided), ("DATE_FIN_ENREGISTREMENT", fiche.ends)):
        yield from _day(tag, day)
    yield _leaf("TYPE_ENREGISTREMENT", fiche.registration)
    yield _list("BLOCS_COMPETENCES", (_block(*block) for block in fiche.blocks))
    yield _leaf("ACTIF", "Oui" if fiche.active else "Non")
    yield "</FICHE>"


def _certifier(siret: str, name: str) -> str:
    told = (("SIRET_CERTIFICATEUR", siret), ("NOM_CERTIFICATEUR", name), ("ETAT_CERTIFICATEUR", "Actif"))
    return _node("CERTIFICATEUR", "".join(_leaf(tag, text) for tag, text in told))


def _block(code: str, label: str) -> str:
    return _node("BLOC_COMPETENCES", _leaf("CODE", code) + _leaf("LIBELLE", label))


def _codes(outer: str, inner: str, codes: Iterable[str]) -> Iterator[str]:
    held = "".join(_node(inner, _leaf(f"ID_FICHE_{inner}", code)) for code in codes)
    if held:
        yield _node(outer, held)


def _list(tag: str, items: Iterable[str]) -> str:
    return _node(tag, "".join(items))


def _day(tag: str, day: date | None) -> Iterator[str]:
    if day:
        yield _leaf(tag, f"{day:%d/%m/%Y}")


def _leaf(tag: str, text: str) -> str:
    return _node(tag, escape(text))


def _node(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag}>"
