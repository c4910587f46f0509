"""The rules that the content of a declaration keeps. Every rule broken is told, with the field and the fix.

Partners keep the rules of the official import guide (v. 27/02/2026): ADF columns 4 to 6, 19 and 20, JDR columns of the
same names. The holder may declare what he remembers (L4141-5, last sentence): his dates may be partial.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from passeport_chassis.errors import FieldViolation
from passeport_chassis.partial_date import PartialDate
from passeport_dossier.domain.text import name_refused, shows_nothing
from passeport_prevention.domain.training import Content, Declarant, Proof

__all__ = ["FIRST_YEAR", "LAST_YEAR", "check_content"]

TITLE_LIMIT = 250
TRAINING_BODY_LIMIT = 250
FIRST_YEAR = 1900
LAST_YEAR = 2200
# What has taken place; a validity may begin later.
_OVER = frozenset({"training.start_date", "training.end_date"})

Violations = Iterator[FieldViolation]


def check_content(content: Content, declarant: Declarant, today: date) -> list[FieldViolation]:
    """Every rule that a declaration breaks; none when it may be stored."""
    dates = _required_dates_of_holder if declarant is Declarant.HOLDER else _rules_of_partner
    return [*_texts(content), *dates(content), *_bounds(content, today), *_order(content)]


def _texts(content: Content) -> Violations:
    if shows_nothing(content.title):
        yield FieldViolation("training.title", "is empty: give the label of the training", "REQUIRED")
    for field, value, limit in (
        ("training.title", content.title, TITLE_LIMIT),
        ("training.training_body", content.training_body, TRAINING_BODY_LIMIT),
    ):
        if len(value) > limit:
            yield FieldViolation(field, f"has {len(value)} characters, at most {limit} are allowed", "TOO_LONG")
        if refused := name_refused(value):
            yield FieldViolation(field, f"holds {refused}: remove it", "CONTROL_CHARACTER")


def _required_dates_of_holder(content: Content) -> Violations:
    if content.proof is Proof.ATTESTATION and content.end is None:
        yield FieldViolation("training.end_date", "is required: give at least the year", "REQUIRED")
    if content.proof is Proof.JUSTIFICATIF and content.validity_start is None and content.end is None:
        yield FieldViolation(
            "training.validity_start_date", "is required without an end date: give at least the year", "REQUIRED"
        )


def _rules_of_partner(content: Content) -> Violations:
    if content.training_body:
        yield FieldViolation(
            "training.training_body", "is for the holder's own declarations: leave it empty", "NOT_FOR_PARTNERS"
        )
    wanted = {"validity_start_date": content.validity_start}
    if content.proof is Proof.ATTESTATION or content.start is not None or content.end is not None:
        wanted = {"start_date": content.start, "end_date": content.end, **wanted}
    for field, value in wanted.items():
        if value is None:
            yield FieldViolation(f"training.{field}", "is required for this proof", "REQUIRED")
    for field, value in _dates(content):
        if not value.complete:
            yield FieldViolation(field, f"{value} lacks its month or its day", "INCOMPLETE")


def _dates(content: Content) -> Iterator[tuple[str, PartialDate]]:
    """The dates given, in the order that they must keep."""
    for field, value in (
        ("start_date", content.start),
        ("end_date", content.end),
        ("validity_start_date", content.validity_start),
        ("validity_end_date", content.validity_end),
    ):
        if value is not None:
            yield f"training.{field}", value


def _bounds(content: Content, today: date) -> Violations:
    for field, value in _dates(content):
        # One fault of a date: that it is to come says more than that no date is so late.
        if field in _OVER and value.earliest > today:
            yield FieldViolation(field, f"{value} lies in the future: declare what is over", "IN_FUTURE")
        elif not FIRST_YEAR <= value.year <= LAST_YEAR:
            yield FieldViolation(field, f"must lie between {FIRST_YEAR} and {LAST_YEAR}", "OUT_OF_RANGE")


def _order(content: Content) -> Violations:
    """Début de formation ≤ fin de formation ≤ début de validité ≤ fin de validité; unknown parts are given credit."""
    given = list(_dates(content))
    for number, (field, later) in enumerate(given[1:], start=1):
        # Not only the one before: between two full dates a bare year may hide that they are the wrong way round.
        before, earlier = max(given[:number], key=lambda pair: pair[1].earliest)
        if later.latest < earlier.earliest:
            yield FieldViolation(field, f"{later} is before {before.rpartition('.')[2]} {earlier}", "OUT_OF_ORDER")
