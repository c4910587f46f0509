"""Reads the passages of a checked file, one after the other, as claims with their line.

Fields that the passport does not show (place and dates of the examination, initiative of the inscription…) are not
read at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from passeport_records.domain.award import AwardAction, AwardClaim
from passeport_records.domain.batch import FileHead
from passeport_records.domain.details import AwardDetails, DigitalResult
from passeport_records.domain.holder import CivilIdentity, HolderIdentity, NirIdentity, Sex, TrainingFile, is_name
from passeport_records.domain.report import Fault
from passeport_records.feeds.certifications.parser import (
    FluxParser,
    line_of,
    name_of,
    parts_in,
    pieces_of,
    release,
    texts_in,
    texts_of,
)

__all__ = ["read_passages"]

_CREATION = AwardAction.CREATE.value
_GIVEN_NAMES = ("prenom1", "prenom2", "prenom3")
_REQUIRED = frozenset({"nomNaissance", "prenom1", "nomTitulaire", "prenom1Titulaire"})


@dataclass(frozen=True, slots=True)
class _Certification:
    """What is common to the passages of one `certification`."""

    register: str
    code: str
    sender_is_certifier: bool


def read_passages(open_file: Callable[[], Iterable[bytes]], head: FileHead) -> Iterator[AwardClaim | Fault]:
    """Reads a file that passed its check. `open_file` gives its bytes from the first one, as often as it is called.

    The XSD leaves the order free: a code may follow the passages it belongs to, and the action the whole emetteur.
    Such a file (`head.late_heads`) is read for these as well: first for the action, then ahead for the codes.
    """
    action = _read_action(open_file()) if head.late_heads else AwardAction.CREATE
    # One ahead of the passages: however many there are, one is in memory. Otherwise each is read at its first passage.
    early = _read_heads(open_file()) if head.late_heads else None
    ahead: _Certification | None = None
    parser = FluxParser("action", "passageCertification", "certification", validate=False)
    for piece in pieces_of(open_file()):
        for element in parser.feed(piece):
            name = name_of(element)
            if name == "action":
                action = AwardAction(element.text or _CREATION)
            elif name == "certification":
                ahead = None
                release(element)
            else:
                if ahead is None:
                    ahead = _certification(element) if early is None else next(early)
                yield _passage(element, ahead, action)
                release(element)


def _read_action(blocks: Iterable[bytes]) -> AwardAction:
    action = AwardAction.CREATE
    for element in _released(blocks, "action"):
        action = AwardAction(element.text or _CREATION)
    return action


def _read_heads(blocks: Iterable[bytes]) -> Iterator[_Certification]:
    for element in _released(blocks, "certification"):
        yield _described(element)


def _released(blocks: Iterable[bytes], wanted: str) -> Iterator[etree._Element]:
    """Elements of a name, while all that is large is freed as it goes by."""
    parser = FluxParser(wanted, "passageCertification", "certification", validate=False)
    for piece in pieces_of(blocks):
        for element in parser.feed(piece):
            name = name_of(element)
            if name == wanted:
                yield element
            if name != "action":
                release(element)


def _certification(passage: etree._Element) -> _Certification:
    certifications = passage.getparent()
    certification = certifications.getparent() if certifications is not None else None
    if certification is None:
        raise ValueError("a passage stands outside its certification: the file was not checked")
    return _described(certification)


def _described(certification: etree._Element) -> _Certification:
    said = texts_in(certification)
    return _Certification(
        register=said.get("type", "").strip(),
        code=said.get("code", "").strip(),
        sender_is_certifier=said.get("natureDeposant", "CERTIFICATEUR") == "CERTIFICATEUR",
    )


def _passage(passage: etree._Element, of: _Certification, action: AwardAction) -> AwardClaim | Fault:
    part = parts_in(passage)
    said = texts_of(part)
    line = line_of(passage)
    key = said["idTechnique"]
    valid_from = date.fromisoformat(said["dateDebutValidite"].strip())
    until = said["dateFinValidite"].strip()
    valid_until = date.fromisoformat(until) if until else None
    if valid_until is not None and valid_until < valid_from:
        return Fault(
            line=line,
            field="dateFinValidite",
            rule="order",
            message="La date de fin de validité précède la date de début de validité",
            value=until,
            fix=f"Donnez une date à partir du {valid_from.isoformat()}, ou xsi:nil",
            key=key,
            rejects=True,
        )
    if said["donneeCertifiee"].strip() in {"false", "0"}:
        return Fault(
            line=line,
            field="donneeCertifiee",
            rule="certified",
            message="Le certificateur n'atteste pas ce passage (donneeCertifiee à false)",
            value="false",
            fix="Renvoyez le passage quand il est attesté",
            key=key,
            rejects=True,
        )
    identification = part["identificationTitulaire"][0]
    named = parts_in(identification)
    holder = texts_of(named)
    nameless = _nameless(holder)
    if nameless:
        return Fault(
            line=line_of(named[nameless]),
            field=nameless,
            rule="name",
            message=f"{nameless} ne contient aucune lettre, le titulaire ne peut pas être reconnu",
            fix="Donnez ce nom tel qu'il est à l'état civil et renvoyez ce passage",
            key=key,
            rejects=True,
        )
    return AwardClaim(
        line=line,
        key=key,
        holder=_holder(name_of(identification), named, holder),
        valid_from=valid_from,
        valid_until=valid_until,
        details=_details(part, said, of),
        action=action,
        wording=said.get("verbatim", "").strip(),
        sender_is_certifier=of.sender_is_certifier,
    )


def _details(part: dict[str, etree._Element], said: dict[str, str], of: _Certification) -> AwardDetails:
    score, results = _digital(part.get("niveauNumeriqueEuropeen"))
    return AwardDetails(
        register=of.register,
        code=of.code,
        option=said.get("libelleOption", "").strip(),
        obtention=said["obtentionCertification"],
        score=said["scoring"].strip(),
        mention=said["mentionValidee"],
        cefr_level=said.get("niveauLangueEuropeen", ""),
        access_way=texts_in(part["modalitesInscription"]).get("modaliteAcces", ""),
        digital_score=score,
        digital_results=results,
    )


def _digital(element: etree._Element | None) -> tuple[int, tuple[DigitalResult, ...]]:
    score, results = 0, []
    for child in element if element is not None else ():
        if name_of(child) == "scoreGeneral":
            score = _number(child.text or "")
        else:
            results = [_result(texts_in(result)) for result in child]
    return score, tuple(results)


def _result(said: dict[str, str]) -> DigitalResult:
    return DigitalResult(
        domain=said.get("domaineCompetenceId", ""),
        competence=said.get("competenceId", ""),
        level=_number(said.get("niveau", "")),
    )


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text else 0


def _nameless(said: dict[str, str]) -> str:
    """The first name without which nobody can be found, where it names nobody: the XSD takes a mere blank for one."""
    return next((name for name in said if name in _REQUIRED and not is_name(said[name])), "")


def _holder(kind: str, part: dict[str, etree._Element], said: dict[str, str]) -> HolderIdentity:
    if kind == "identifiantNational":
        return NirIdentity(said["nir"], said["nomNaissance"].strip())
    if kind == "dossierFormation":
        return TrainingFile(said["idDossier"], said["nomTitulaire"].strip(), said["prenom1Titulaire"].strip())
    given = [said.get(name, "").strip() for name in _GIVEN_NAMES]
    return CivilIdentity(
        birth_name=said["nomNaissance"].strip(),
        given_names=tuple(filter(None, given)),
        sex=Sex(said["sexe"]),
        birth_year=_number(said["anneeNaissance"]),
        birth_month=_number(said["moisNaissance"]),
        birth_day=_number(said["jourNaissance"]),
        birth_place=_birth_place(part["codeCommuneNaissance"][0]),
        birth_country=said.get("codePaysNaissance", "").strip(),
        usage_name=said["nomUsage"].strip(),
    )


def _birth_place(code: etree._Element) -> str:
    """The COG code; a postal code (`codePostalNaissance`) names no commune for sure and is left out."""
    return (code[0].text or "").strip() if name_of(code) == "codeInseeNaissance" else ""
