"""Dates in words, in French or English, as the CV words them too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from passeport_chassis.days import day_in_paris
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.render.values import Date

__all__ = ["date_words", "day_words", "moment_words", "month_words"]

_FR = "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre"
_EN = "January,February,March,April,May,June,July,August,September,October,November,December"
_PARIS = ZoneInfo("Europe/Paris")
_AT = Words("{day} à {hour} h {minute:02d}", "{day} at {hour:02d}:{minute:02d}, Paris time")
_MONTHS = {"fr": _FR.split(","), "en": _EN.split(",")}


def month_words(year: int, month: int, language: Language) -> str:
    """A month, or a year alone when `month` is 0."""
    return f"{_MONTHS[language][month - 1]} {year}" if month else str(year)


def _words(year: int, month: int, day: int, language: Language) -> str:
    if not day:
        return month_words(year, month, language)
    return f"{'1er' if day == 1 and language == 'fr' else day} {month_words(year, month, language)}"


def date_words(date: Date, language: Language) -> str:
    """As much of a date as is known."""
    return _words(date.year, date.month, date.day, language)


def day_words(moment: datetime, language: Language) -> str:
    """The day of a moment, as it was in Paris."""
    day = day_in_paris(moment)
    return _words(day.year, day.month, day.day, language)


def moment_words(moment: datetime, language: Language) -> str:
    """A moment to the minute, as it was in Paris."""
    there = moment.astimezone(_PARIS)
    day = _words(there.year, there.month, there.day, language)
    return _AT.in_language(language).format(day=day, hour=there.hour, minute=there.minute)
