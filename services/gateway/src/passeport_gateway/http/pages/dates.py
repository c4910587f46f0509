"""Periods in words, for pages: worded as the CV words them, since whoever checks holds the one beside the other."""

from __future__ import annotations

from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.render.dates import date_words
from passeport_gateway.http.render.values import Date

__all__ = ["AWARDS", "period_words", "validity_words"]

_SHORT_FR = "janv.,févr.,mars,avr.,mai,juin,juil.,août,sept.,oct.,nov.,déc."
_SHORT_EN = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"
_SHORT_MONTHS = {"fr": _SHORT_FR.split(","), "en": _SHORT_EN.split(",")}
_SINCE = Words("depuis {start}", "since {start}")
_UNTIL = Words("jusqu’à {end}", "until {end}")
# For these, the first date is the day of delivery and the last one the end of validity.
AWARDS = frozenset({"certification", "diploma", "habilitation", "driving_licence"})


def _to_the_month(item: VerifiedItem, name: str, language: Language) -> str:
    if not item.HasField(name):
        return ""
    date: Date = getattr(item, name)
    return f"{_SHORT_MONTHS[language][date.month - 1]} {date.year}" if date.month else str(date.year)


def period_words(item: VerifiedItem, language: Language) -> str:
    """When an item took place: an award has the day of its delivery, the rest a period to the month."""
    if item.kind in AWARDS:
        return date_words(item.start_date, language) if item.HasField("start_date") else ""
    start, end = (_to_the_month(item, name, language) for name in ("start_date", "end_date"))
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return _SINCE.in_language(language).format(start=start)
    return _UNTIL.in_language(language).format(end=end) if end else ""


def validity_words(item: VerifiedItem, language: Language) -> str:
    """Until when an award is valid, if it lapses."""
    if item.kind not in AWARDS or not item.HasField("end_date"):
        return ""
    return date_words(item.end_date, language)
