"""A death as the civil register reports it, and how long what is known of the person is kept after it (R6323-39)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from passeport_chassis.days import day_in_paris
from passeport_identity.domain.birth_date import BirthDate

__all__ = ["Death", "day_of_death", "first_day_without", "latest_day_of_term", "term_of"]

_YEARS = 3
# A death that is learnt of this late before the term prolongs it by as much.
_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Death:
    """Of whom, on what day (the latest that the register's date can mean), and when that day was learnt of."""

    person_id: UUID
    died_on: date
    learnt_at: datetime

    @property
    def kept_until(self) -> date:
        """The first day on which nothing of the person is kept any more."""
        return first_day_without(self.died_on, day_in_paris(self.learnt_at))


def day_of_death(said: BirthDate, today: date) -> date:
    """The day that is kept of a date parts of which may not be known: the latest, past by now, that it can mean.

    So that nothing is deleted early.
    """
    return min(said.latest, today)


def term_of(died_on: date) -> date:
    """Three years after a death, before any prolongation."""
    return _later(died_on, 12 * _YEARS)


def latest_day_of_term(today: date) -> date:
    """The latest day of a death whose three years are over, or nearly: none after it can be."""
    return date(today.year - _YEARS, today.month, min(today.day, 28)) + timedelta(days=3)


def first_day_without(died_on: date, learnt_on: date) -> date:
    """Three years after the death, and six months more if it was learnt of less than six months before that.

    Learnt of after the term already, six months from then: whoever has a say in it has as long as otherwise.
    """
    term = term_of(died_on)
    if _later(learnt_on, _MONTHS) <= term:
        return term
    return _later(max(term, learnt_on), _MONTHS)


def _later(day: date, months: int) -> date:
    """A day some months later; where the month is too short the first of the next, so that nothing ends early."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        return date(day.year + years, month + 2, 1)
