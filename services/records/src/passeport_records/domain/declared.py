"""What a holder may declare, and the rules of all kinds. Every rule broken is told, with the field and the fix."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, replace
from datetime import date
from typing import Any

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import shows_nothing
from passeport_records.domain.declared_details import REGISTERS, check_details
from passeport_records.domain.declared_fields import Violations, check_period, check_text
from passeport_records.domain.details import NO_DETAILS, AwardDetails, Details
from passeport_records.domain.entry import DETAILS_OF, Content, Kind
from passeport_records.domain.organisation import Organisation, is_siret

__all__ = ["check_declared", "check_draft", "completed", "trimmed"]

# Of these the contract says: the first date is the day of delivery, the last one the end of validity.
_AWARDED = frozenset({Kind.CERTIFICATION, Kind.DIPLOMA, Kind.HABILITATION, Kind.DRIVING_LICENCE})


def trimmed(content: Content) -> Content:
    """The content as it is kept: without outer spaces, with one way of writing each letter (NFC) and each line break.

    The rule of publishing and prevention too, so that a title is the same text wherever it is shown.
    """
    organisation = content.organisation
    return replace(
        content,
        title=_trimmed(content.title),
        description=_trimmed(content.description),
        organisation=replace(organisation, name=_trimmed(organisation.name), locality=_trimmed(organisation.locality)),
        details=_trimmed_details(content.details),
    )


def _trimmed(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def _trimmed_details(details: Details) -> Details:
    changes: dict[str, Any] = {}
    for field in fields(details):
        value = getattr(details, field.name)
        # Not what is a text and more: a value of an enum is right already.
        if type(value) is str:
            changes[field.name] = _trimmed(value)
        elif isinstance(value, tuple):
            changes[field.name] = tuple(_trimmed(one) if type(one) is str else one for one in value)
    return _of_register(replace(details, **changes))


def _of_register(details: Details) -> Details:
    """A number names its register (RNCP19117): who gives it alone has said both."""
    if not isinstance(details, AwardDetails) or details.register:
        return details
    return replace(details, register=next((one for one in REGISTERS if details.code.startswith(one)), ""))


def completed(kind: Kind, content: Content) -> Content:
    """The content with the empty details of its kind, if it has none at all."""
    return replace(content, details=DETAILS_OF[kind]()) if content.details == NO_DETAILS else content


def check_declared(kind: Kind, content: Content, today: date) -> list[FieldViolation]:
    """Every rule that a declared entry breaks; none when it may be stored."""
    found = [
        *_texts(content),
        *check_period(content.start, content.end, today, awarded=kind in _AWARDED),
        *_organisation(content.organisation),
    ]
    if not isinstance(content.details, DETAILS_OF[kind]):
        found.append(FieldViolation("details", f"do not belong to the kind {kind.value}", "DETAILS_OF_KIND"))
    else:
        found += check_details(kind, content.details, today)
    return found


def check_draft(kind: Kind, content: Content, today: date) -> list[FieldViolation]:
    """Every rule that a draft breaks: it may lack what is required, and what it says is right all the same."""
    return [violation for violation in check_declared(kind, content, today) if violation.reason != "REQUIRED"]


def _texts(content: Content) -> Violations:
    if shows_nothing(content.title):
        yield FieldViolation("title", "is empty: name the job, the training, the skill…", "REQUIRED")
    yield from check_text("title", content.title, 250)
    yield from check_text("description", content.description, 2000, lines=True)


def _organisation(organisation: Organisation) -> Violations:
    yield from check_text("organisation.name", organisation.name, 200)
    yield from check_text("organisation.locality", organisation.locality, 100)
    if organisation.siret and not is_siret(organisation.siret):
        yield FieldViolation(
            "organisation.siret", "is not a SIRET: 14 digits with a valid key, for example 35600000000048", "SIRET"
        )
