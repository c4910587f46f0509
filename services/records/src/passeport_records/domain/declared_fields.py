"""Rules that fields of different kinds share; each rule broken is told with the field and the fix."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from passeport_chassis.errors import FieldViolation
from passeport_chassis.partial_date import PartialDate
from passeport_dossier.domain.text import name_refused

__all__ = ["Violations", "check_one_of", "check_period", "check_text"]

Violations = Iterator[FieldViolation]

_FIRST_YEAR = 1900


def check_text(field: str, value: str, longest: int, *, lines: bool = False) -> Violations:
    """A text of at most `longest` characters that show, on one line or with `lines` on several."""
    if len(value) > longest:
        yield FieldViolation(field, f"has {len(value)} characters, at most {longest} are allowed", "TOO_LONG")
    if refused := name_refused(value, allowed="\n\t" if lines else ""):
        yield FieldViolation(field, f"holds {refused}: remove it", "CONTROL_CHARACTER")


def check_one_of(field: str, value: str, allowed: tuple[str, ...]) -> Violations:
    """A value of a closed list, or none."""
    if value and value not in allowed:
        yield FieldViolation(field, f"must be empty or one of {', '.join(allowed)}", "UNKNOWN_VALUE")


def check_period(
    start: PartialDate | None, end: PartialDate | None, today: date, *, awarded: bool, where: str = ""
) -> Violations:
    """A first and a last date, in this order; what is `awarded` was obtained in the first and is valid until the last.

    `where` is the path of what has the dates, with its dot. A date is as precise as it is known, and breaks a rule only
    if no day that it can mean keeps it.
    """
    for name, value in (("start_date", start), ("end_date", end)):
        if value is not None and value.year < _FIRST_YEAR:
            yield FieldViolation(f"{where}{name}", f"is before {_FIRST_YEAR}", "TOO_EARLY")
    field = f"{where}start_date"
    if start is not None and start.earliest > today:
        yield FieldViolation(field, f"{start} lies in the future: declare what has begun", "IN_FUTURE")
    if end is not None and start is None:
        # Who writes but one date of a diploma means the day he got it, and would have it kept as the end of validity.
        if awarded:
            yield FieldViolation(
                field,
                "is required with an end date: the date of obtaining goes in start_date, and end_date is the end of "
                "validity",
                "REQUIRED",
            )
        else:
            yield FieldViolation(field, "is required with an end date: give at least the year", "REQUIRED")
    if start is not None and end is not None and end.latest < start.earliest:
        yield FieldViolation(f"{where}end_date", f"{end} is before the start date {start}", "BEFORE_START")
