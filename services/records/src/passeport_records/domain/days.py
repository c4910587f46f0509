"""Today, where the Code du travail applies."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

__all__ = ["today_in_france", "today_of_the_law"]

# Of the places where it applies, La Réunion comes first into a new day; it keeps no summer time.
_FIRST_INTO_THE_DAY = timezone(timedelta(hours=4))
_PARIS = ZoneInfo("Europe/Paris")


def today_in_france(now: datetime) -> date:
    """The latest date that it is anywhere in France at `now`: nothing dated on it lies in the future."""
    return now.astimezone(_FIRST_INTO_THE_DAY).date()


def today_of_the_law(now: datetime) -> date:
    """The date at `now` on the mainland (Europe/Paris): the day by which a right begins and ends, for everyone."""
    return now.astimezone(_PARIS).date()
