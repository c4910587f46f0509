"""What a holder may declare, and the rules of each kind. Every rule broken is told, with the field and the fix."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import name_refused, shows_nothing
from passeport_records.domain.contract_natures import CONTRACT_NATURES
from passeport_records.domain.details import (
    CEFR_LEVELS,
    MENTIONS,
    NO_DETAILS,
    AwardDetails,
    Details,
    EmploymentDetails,
    LanguageDetails,
    TrainingDetails,
)
from passeport_records.domain.entry import DETAILS_OF, Content, Kind
from passeport_records.domain.organisation import Organisation, is_siret

__all__ = ["check_declared", "completed", "trimmed"]

_FIRST_YEAR = 1900
# Of these the contract says: the first date is the day of delivery, the last one the end of validity.
_AWARDED = frozenset({Kind.CERTIFICATION, Kind.DIPLOMA, Kind.HABILITATION, Kind.DRIVING_LICENCE})
_LINES = str.maketrans("", "", "\n\t")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_AWARD_CODE = re.compile(r"(RNCP|RS)[0-9]{1,6}")
_PCS_CODE = re.compile(r"[0-9]{3}[a-zA-Z0-9]")

Violations = Iterator[FieldViolation]


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
    )


def _trimmed(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def completed(kind: Kind, content: Content) -> Content:
    """The content with the empty details of its kind, if it has none at all."""
    return replace(content, details=DETAILS_OF[kind]()) if content.details == NO_DETAILS else content


def check_declared(kind: Kind, content: Content, today: date) -> list[FieldViolation]:
    """Every rule that a declared entry breaks; none when it may be stored."""
    found = [*_texts(content), *_dates(kind, content, today), *_organisation(content.organisation)]
    if not isinstance(content.details, DETAILS_OF[kind]):
        found.append(FieldViolation("details", f"do not belong to the kind {kind.value}", "DETAILS_OF_KIND"))
    else:
        check = _DETAIL_RULES.get(type(content.details))
        if check is not None:
            found += check(content.details)
    return found


def _text(field: str, value: str, longest: int, *, lines: bool = False) -> Violations:
    if len(value) > longest:
        yield FieldViolation(field, f"has {len(value)} characters, at most {longest} are allowed", "TOO_LONG")
    shown = value.translate(_LINES) if lines else value
    if refused := name_refused(shown):
        yield FieldViolation(field, f"holds {refused}: remove it", "CONTROL_CHARACTER")


def _texts(content: Content) -> Violations:
    if shows_nothing(content.title):
        yield FieldViolation("title", "is empty: name the job, the training, the skill…", "REQUIRED")
    yield from _text("title", content.title, 250)
    yield from _text("description", content.description, 2000, lines=True)


def _dates(kind: Kind, content: Content, today: date) -> Violations:
    start, end = content.start, content.end
    for field, value in (("start_date", start), ("end_date", end)):
        if value is not None and value.year < _FIRST_YEAR:
            yield FieldViolation(field, f"is before {_FIRST_YEAR}", "TOO_EARLY")
    if start is not None and start.earliest > today:
        yield FieldViolation("start_date", f"{start} lies in the future: declare what has begun", "IN_FUTURE")
    if end is not None and start is None:
        # Who writes but one date of a diploma means the day he got it, and would have it kept as the end of validity.
        if kind in _AWARDED:
            yield FieldViolation(
                "start_date",
                "is required with an end date: the date of obtaining goes in start_date, and end_date is the end of "
                "validity",
                "REQUIRED",
            )
        else:
            yield FieldViolation("start_date", "is required with an end date: give at least the year", "REQUIRED")
    if start is not None and end is not None and end.latest < start.earliest:
        yield FieldViolation("end_date", f"{end} is before the start date {start}", "BEFORE_START")


def _organisation(organisation: Organisation) -> Violations:
    yield from _text("organisation.name", organisation.name, 200)
    yield from _text("organisation.locality", organisation.locality, 100)
    if organisation.siret and not is_siret(organisation.siret):
        yield FieldViolation(
            "organisation.siret", "is not a SIRET: 14 digits with a valid key, for example 35600000000048", "SIRET"
        )


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> Violations:
    if value and value not in allowed:
        yield FieldViolation(field, f"must be empty or one of {', '.join(allowed)}", "UNKNOWN_VALUE")


def _employment(details: EmploymentDetails) -> Violations:
    if details.pcs_code and not _PCS_CODE.fullmatch(details.pcs_code):
        yield FieldViolation("employment.pcs_code", "is not a PCS-ESE code, for example 388a", "PCS_CODE")
    yield from _one_of("employment.contract_nature_code", details.contract_nature_code, tuple(CONTRACT_NATURES))


def _award(details: AwardDetails) -> Violations:
    yield from _one_of("award.register", details.register, ("RNCP", "RS"))
    if details.code and not _AWARD_CODE.fullmatch(details.code):
        yield FieldViolation("award.code", "is not a number of the register, for example RNCP19117", "AWARD_CODE")
    elif details.code and details.register and not details.code.startswith(details.register):
        yield FieldViolation("award.code", f"is not a number of the register {details.register}", "AWARD_CODE")
    yield from _text("award.option", details.option, 255)
    yield from _text("award.score", details.score, 255)
    yield from _one_of("award.mention", details.mention, MENTIONS)
    yield from _one_of("award.cefr_level", details.cefr_level, CEFR_LEVELS)
    if not 0 <= details.level <= 8:
        yield FieldViolation("award.level", "must lie between 1 and 8, or be 0 when not known", "OUT_OF_RANGE")


def _language(details: LanguageDetails) -> Violations:
    if not details.language:
        yield FieldViolation(
            "language.language", "is required: name the language by its tag, for example en", "REQUIRED"
        )
    elif not _LANGUAGE_TAG.fullmatch(details.language):
        yield FieldViolation("language.language", "is not a language tag (BCP 47), for example en", "LANGUAGE_TAG")
    yield from _one_of("language.cefr_level", details.cefr_level, CEFR_LEVELS)


def _training(details: TrainingDetails) -> Violations:
    if not 0 <= details.hours <= 10_000:
        yield FieldViolation("training.hours", "must lie between 0 and 10000", "OUT_OF_RANGE")


# Each rule takes the details of its own kind: the table is what ties the two together.
_DETAIL_RULES: dict[type[Details], Callable[..., Violations]] = {
    EmploymentDetails: _employment,
    AwardDetails: _award,
    LanguageDetails: _language,
    TrainingDetails: _training,
}
