"""Dates in words, and days as moments. The day of a moment is the day that it was in Paris."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from passeport_chassis.days import day_in_paris
from passeport_chassis.partial_date import PartialDate
from passeport_publishing.domain.snapshot import Language

_PARIS = ZoneInfo("Europe/Paris")
MONTHS = {
    Language.FRENCH: (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    Language.ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def write_date(value: PartialDate, language: Language) -> str:
    """Writes a date in full, at the precision at which it is known."""
    if not value.month:
        return str(value.year)
    month = MONTHS[language][value.month - 1]
    if not value.day:
        return f"{month} {value.year}"
    day = "1er" if value.day == 1 and language is Language.FRENCH else value.day
    return f"{day} {month} {value.year}"


def write_day(at: datetime, language: Language) -> str:
    """Writes the day of a moment."""
    return write_date(PartialDate.of(day_in_paris(at)), language)


def start_in_paris(day: date) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(day, time(), _PARIS)
