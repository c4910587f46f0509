"""Which day it is: the latest anywhere for what may not lie in the future, that of the mainland for rights."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

# Of the places where the Code du travail applies, La Réunion comes first into a new day; it keeps no summer time.
_FIRST_INTO_THE_DAY = timezone(timedelta(hours=4))
_PARIS = ZoneInfo("Europe/Paris")


def today_in_france(now: datetime) -> date:
    """The latest date that it is anywhere in France at `now`: nothing dated on it lies in the future."""
    return now.astimezone(_FIRST_INTO_THE_DAY).date()


def day_in_paris(moment: datetime) -> date:
    """The date at a moment on the mainland: the day by which a right begins and ends, for everyone."""
    return moment.astimezone(_PARIS).date()
