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
from passeport_records.feeds.certifications.parser import FluxParser, line_of, name_of, pieces_of, release

__all__ = ["read_passages"]

_CREATION = AwardAction.CREATE.value


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
    # One ahead of the passages: however many there are, one is in memory.
    early = _read_heads(open_file()) if head.late_heads else None
    ahead: _Certification | None = None
    parser = FluxParser("action", "passageCertification", "certification", validate=False)
    for piece in pieces_of(open_file()):
        for element in parser.feed(piece):
            name = name_of(element)
            if name == "action":
                action = AwardAction(_text(element) or _CREATION)
            elif name == "certification":
                ahead = None
                release(element)
            else:
                if ahead is None and early is not None:
                    ahead = next(early)
                yield _passage(element, ahead or _certification(element), action)
                release(element)


def _read_action(blocks: Iterable[bytes]) -> AwardAction:
    action = AwardAction.CREATE
    for element in _released(blocks, "action"):
        action = AwardAction(_text(element) or _CREATION)
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
    said = {name_of(child): _text(child) for child in certification}
    return _Certification(
        register=said.get("type", "").strip(),
        code=said.get("code", "").strip(),
        sender_is_certifier=said.get("natureDeposant", "CERTIFICATEUR") == "CERTIFICATEUR",
    )


def _text(element: etree._Element | None) -> str:
    return (element.text or "") if element is not None else ""


def _passage(passage: etree._Element, of: _Certification, action: AwardAction) -> AwardClaim | Fault:
    part = {name_of(child): child for child in passage}
    line = line_of(passage)
    key = _text(part["idTechnique"])
    valid_from = date.fromisoformat(_text(part["dateDebutValidite"]).strip())
    until = _text(part["dateFinValidite"]).strip()
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
    if _text(part["donneeCertifiee"]).strip() in {"false", "0"}:
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
    nameless = _nameless(identification)
    if nameless is not None:
        return Fault(
            line=line_of(nameless),
            field=name_of(nameless),
            rule="name",
            message=f"{name_of(nameless)} ne contient aucune lettre, le titulaire ne peut pas être reconnu",
            fix="Donnez ce nom tel qu'il est à l'état civil et renvoyez ce passage",
            key=key,
            rejects=True,
        )
    return AwardClaim(
        line=line,
        key=key,
        holder=_holder(identification),
        valid_from=valid_from,
        valid_until=valid_until,
        details=_details(part, of),
        action=action,
        wording=_text(part.get("verbatim")).strip(),
        sender_is_certifier=of.sender_is_certifier,
    )


def _details(part: dict[str, etree._Element], of: _Certification) -> AwardDetails:
    score, results = _digital(part.get("niveauNumeriqueEuropeen"))
    access = next((child for child in part["modalitesInscription"] if name_of(child) == "modaliteAcces"), None)
    return AwardDetails(
        register=of.register,
        code=of.code,
        option=_text(part.get("libelleOption")).strip(),
        obtention=_text(part["obtentionCertification"]),
        score=_text(part["scoring"]).strip(),
        mention=_text(part["mentionValidee"]),
        cefr_level=_text(part.get("niveauLangueEuropeen")),
        access_way=_text(access),
        digital_score=score,
        digital_results=results,
    )


def _digital(element: etree._Element | None) -> tuple[int, tuple[DigitalResult, ...]]:
    score, results = 0, []
    for child in element if element is not None else ():
        if name_of(child) == "scoreGeneral":
            score = _number(child)
        else:
            results = [_result({name_of(said): said for said in result}) for result in child]
    return score, tuple(results)


def _result(said: dict[str, etree._Element]) -> DigitalResult:
    return DigitalResult(
        domain=_text(said.get("domaineCompetenceId")),
        competence=_text(said.get("competenceId")),
        level=_number(said.get("niveau")),
    )


def _number(element: etree._Element | None) -> int:
    text = _text(element).strip()
    return int(text) if text else 0


def _nameless(identification: etree._Element) -> etree._Element | None:
    """The first name without which nobody can be found, where it names nobody: the XSD takes a mere blank for one."""
    required = {"nomNaissance", "prenom1", "nomTitulaire", "prenom1Titulaire"}
    return next((said for said in identification if name_of(said) in required and not is_name(_text(said))), None)


def _holder(identification: etree._Element) -> HolderIdentity:
    said = {name_of(child): child for child in identification}
    kind = name_of(identification)
    if kind == "identifiantNational":
        return NirIdentity(_text(said["nir"]), _text(said["nomNaissance"]).strip())
    if kind == "dossierFormation":
        return TrainingFile(
            _text(said["idDossier"]), _text(said["nomTitulaire"]).strip(), _text(said["prenom1Titulaire"]).strip()
        )
    given = (_text(said.get(name)).strip() for name in ("prenom1", "prenom2", "prenom3"))
    return CivilIdentity(
        birth_name=_text(said["nomNaissance"]).strip(),
        given_names=tuple(name for name in given if name),
        sex=Sex(_text(said["sexe"])),
        birth_year=_number(said["anneeNaissance"]),
        birth_month=_number(said["moisNaissance"]),
        birth_day=_number(said["jourNaissance"]),
        birth_place=_birth_place(said["codeCommuneNaissance"][0]),
        birth_country=_text(said.get("codePaysNaissance")).strip(),
        usage_name=_text(said["nomUsage"]).strip(),
    )


def _birth_place(code: etree._Element) -> str:
    """The COG code; a postal code (`codePostalNaissance`) names no commune for sure and is left out."""
    return _text(code[0]).strip() if name_of(code) == "codeInseeNaissance" else ""
