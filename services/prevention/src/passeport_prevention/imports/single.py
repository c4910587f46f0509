"""One declaration that comes as fields, judged by the columns of the official import: one set of rules for both ways.

What says who the worker is, and the dates, is judged elsewhere; here is what the guide asks besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from passeport_chassis.errors import FieldViolation
from passeport_prevention.domain.particulars import Justificatif, Particulars
from passeport_prevention.domain.training import Content, Declarant, Proof
from passeport_prevention.imports.columns import ADF, JDR, Column
from passeport_prevention.imports.judge import Judge
from passeport_prevention.imports.line import Fault

__all__ = ["check_particulars"]

_CATEGORIES = 4
_BETWEEN_CODES = "/"
_OF_CODES = {
    "skills": "training.particulars.skills",
    "fields": "training.particulars.formacodes",
    "specialities": "training.particulars.specialities",
}
_FIELDS = {
    "ID_DECLARATION": "training.declaration_id",
    "REFERENCE_DECLARATION": "training.reference",
    "MODALITE_DISPENSE": "training.particulars.mode",
    "COMPETENCE_TRANSFERABLE": "training.particulars.skills",
    "QUALIFICATION_FORMATEUR": "training.particulars.trainer",
    "CERTIFICATION_VISEE": "training.particulars.certification",
    "DOMAINE_FORMATION": "training.particulars.formacodes",
    "SPECIALITE_FORMATION": "training.particulars.specialities",
    "SIRET_EMPLOYEUR": "training.particulars.employer_siret",
    "REFERENCE_EMPLOYEUR": "training.particulars.employer_reference",
    "TYPE_JDR": "training.particulars.justificatif.kind",
    "NOM_OPTION_SPECIALITE": "training.particulars.justificatif.option",
    "MODE_OBTENTION": "training.particulars.justificatif.obtained",
    "RESULTAT_OBTENU": "training.particulars.justificatif.result",
    "MENTION_OBTENUE": "training.particulars.justificatif.mention",
    "LIEN_PREUVE": "training.particulars.justificatif.link",
    "IDENTIFIANT_PREUVE": "training.particulars.justificatif.identifier",
}
# Of a justificatif: the name of the training that led to it. Of an attestation it is the title, judged by itself.
_TITLE_OF_TRAINING = "training.particulars.justificatif.training_title"
# The examples of the columns are of one declaration each, but for this.
_CONSISTENT = {"CERTIFICATION_VISEE": ""}
_WORDS = {
    "required": ("REQUIRED", "is required by the official guide, for example {example}"),
    "length": ("TOO_LONG", "has more characters than the {most} of the official guide"),
    "value": ("UNKNOWN_VALUE", "is not known to the official guide: one of {allowed}"),
    "number": ("OUT_OF_RANGE", "has too few or too many codes, for example {example}"),
    "siret": ("SIRET", "is not a SIRET of 14 digits with a right key"),
    "link": ("LINK", "is not an http:// or https:// address"),
    "empty": ("MUST_BE_EMPTY", "must be empty beside what else the declaration says"),
    "character": ("CONTROL_CHARACTER", "holds a character that does not show: remove it"),
    "formula": ("FORMAT", "begins with a sign that a spreadsheet takes for a formula: remove it"),
    "code": ("FORMAT", "is not made of codes of its nomenclature, for example {example}"),
}


def check_particulars(
    content: Content,
    told: Particulars | None,
    declarant: Declarant,
    today: date,
    declaration: str = "",
    reference: str = "",
) -> Iterator[FieldViolation]:
    """Every rule that a declaration breaks with its names and, where it has some, its particulars.

    Its content breaks none.
    """
    names = {"ID_DECLARATION": declaration, "REFERENCE_DECLARATION": reference}
    given = {name: each for name, each in names.items() if each}
    if told is not None:
        if broken := [*_not_of_the_guide(content, told)]:
            yield from broken
            return
        given |= _cells(content, told)
    layout = JDR if content.proof is Proof.JUSTIFICATIF else ADF
    # What is not judged here is as in the guide.
    said = {column.name: column.example for column in layout.columns} | _CONSISTENT | given
    judged = Judge(layout, declarant, today).judge(1, [said[name] for name in layout.names])
    if isinstance(judged, list):
        for fault in judged:
            field = _TITLE_OF_TRAINING if fault.column == "NOM_FORMATION" else _FIELDS.get(fault.column)
            if field is not None:
                yield _violation(field, fault, layout.by_name[fault.column])


def _not_of_the_guide(content: Content, told: Particulars) -> Iterator[FieldViolation]:
    if not 0 <= told.category <= _CATEGORIES:
        yield FieldViolation("training.particulars.category", f"must be 1 to {_CATEGORIES}, or 0", "OUT_OF_RANGE")
    if content.proof is Proof.ATTESTATION and told.justificatif is not None:
        yield FieldViolation(
            "training.particulars.justificatif", "is not for an attestation: leave it out", "MUST_BE_EMPTY"
        )
    for name, field in _OF_CODES.items():
        if any(_BETWEEN_CODES in code for code in getattr(told, name)):
            yield FieldViolation(field, "holds two codes in one: give each by itself", "FORMAT")


def _violation(field: str, fault: Fault, column: Column) -> FieldViolation:
    reason, words = _WORDS[fault.rule]
    # Of a choice the words are told with the fault.
    allowed = fault.message.rpartition(" : ")[2]
    return FieldViolation(field, words.format(example=column.example, most=column.most, allowed=allowed), reason)


def _cells(content: Content, told: Particulars) -> dict[str, str]:
    has_employer = bool(told.employer_siret or told.employer_reference)
    of_training = {
        "MODALITE_DISPENSE": told.mode,
        "QUALIFICATION_FORMATEUR": told.trainer,
        "CERTIFICATION_VISEE": told.certification,
        "DOMAINE_FORMATION": _BETWEEN_CODES.join(told.fields),
        "SPECIALITE_FORMATION": _BETWEEN_CODES.join(told.specialities),
    }
    cells = {
        **of_training,
        "COMPETENCE_TRANSFERABLE": _BETWEEN_CODES.join(told.skills),
        "FORMATION_CERTIFIANTE": "OUI" if told.certification else "NON",
        "PRESENCE_EMPLOYEUR": "OUI" if has_employer else "NON",
        "SIRET_EMPLOYEUR": told.employer_siret,
        "REFERENCE_EMPLOYEUR": told.employer_reference,
    }
    if content.proof is Proof.ATTESTATION:
        return cells
    what = told.justificatif or Justificatif("")
    has_training = content.end is not None
    if not has_training:
        cells |= {"FORMATION_CERTIFIANTE": "", "DATE_DEBUT_FORMATION": "", "DATE_FIN_FORMATION": ""}
    return cells | {
        "PRESENCE_FORMATION": "OUI" if has_training else "NON",
        "NOM_FORMATION": what.training_title,
        "TYPE_JDR": what.kind,
        "NOM_OPTION_SPECIALITE": what.option,
        "MODE_OBTENTION": what.obtained,
        "RESULTAT_OBTENU": what.result,
        "MENTION_OBTENUE": what.mention,
        "LIEN_PREUVE": what.link,
        "IDENTIFIANT_PREUVE": what.identifier,
    }
