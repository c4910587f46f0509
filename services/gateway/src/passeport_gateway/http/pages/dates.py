"""Dates in words, for pages."""

from __future__ import annotations

from datetime import datetime

from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.values import Date

__all__ = ["date_words", "moment_words"]

_FR = "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre"
_EN = "January,February,March,April,May,June,July,August,September,October,November,December"
_MONTHS = {"fr": _FR.split(","), "en": _EN.split(",")}


def _words(year: int, month: int, day: int, language: Language) -> str:
    if not month:
        return str(year)
    name = _MONTHS[language][month - 1]
    if not day:
        return f"{name} {year}"
    return f"{'1er' if day == 1 and language == 'fr' else day} {name} {year}"


def date_words(date: Date, language: Language) -> str:
    """As much of a date as is known."""
    return _words(date.year, date.month, date.day, language)


def moment_words(moment: datetime, language: Language) -> str:
    """A moment, in UTC since who reads it may be anywhere."""
    return f"{_words(moment.year, moment.month, moment.day, language)}, {moment:%H:%M} UTC"
