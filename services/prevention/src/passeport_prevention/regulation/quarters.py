"""The arithmetic of the décret: so many months after the end of the calendar quarter in which a day lies."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta, timezone

__all__ = ["after_quarter", "first_of_quarter", "is_over", "last_day_anywhere"]

# Of the places where the Code du travail applies, the Antilles come last out of a day, and keep no summer time.
_LAST_OUT_OF_THE_DAY = timezone(timedelta(hours=-4))


def after_quarter(day: date, months: int) -> date:
    """The last day of the month that is so many months after the end of the quarter of `day`."""
    # Months since the year 0, from 0: the last of the quarter, and the one that is wanted.
    month = day.year * 12 + (day.month - 1) // 3 * 3 + 2 + months
    year, number = divmod(month, 12)
    if year > date.max.year:
        return date.max
    return date(year, number + 1, calendar.monthrange(year, number + 1)[1])


def first_of_quarter(day: date) -> date:
    """The first day of the calendar quarter of `day`."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def is_over(day: date, now: datetime) -> bool:
    """Whether a day is over everywhere in France at `now`: until then what is due on it is in time."""
    return last_day_anywhere(now) > day


def last_day_anywhere(now: datetime) -> date:
    """The day that it still is in France where it is earliest: whatever was due before it is over."""
    return now.astimezone(_LAST_OUT_OF_THE_DAY).date()
