"""Dates on pages, worded as the CV words them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_gateway.domain.language import Language
from passeport_gateway.domain.partial_date import parse_partial_date
from passeport_gateway.http.pages.dates import period_words, validity_words
from passeport_gateway.http.render.dates import date_words, day_words


def item(kind: str, start: str = "", end: str = "") -> VerifiedItem:
    made = VerifiedItem(kind=kind)
    for name, text in (("start_date", start), ("end_date", end)):
        if text:
            date = getattr(made, name)
            date.year, date.month, date.day = parse_partial_date(text)
    return made


@pytest.mark.parametrize(
    ("made", "french", "english"),
    [
        (item("employment", "2018-06-11", "2018-09"), "juin 2018 – sept. 2018", "Jun 2018 – Sep 2018"),
        (item("employment", "2018-06-11"), "depuis juin 2018", "since Jun 2018"),
        (item("employment", "", "2018-01-31"), "jusqu’à janv. 2018", "until Jan 2018"),
        (item("training", "2018-06-11", "2018-06-12"), "juin 2018", "Jun 2018"),
        (item("training", "2017", "2018"), "2017 – 2018", "2017 – 2018"),
        (item("engagement", "2017"), "depuis 2017", "since 2017"),
        (item("skill"), "", ""),
        (item("certification", "2024-03-12", "2027-03"), "12 mars 2024", "12 March 2024"),
        (item("diploma", "2024-03"), "mars 2024", "March 2024"),
        (item("driving_licence", "2024-03-01"), "1er mars 2024", "1 March 2024"),
        (item("habilitation", "", "2024-03-01"), "", ""),
    ],
)
def test_a_period_is_to_the_month_and_an_award_to_the_day(made: VerifiedItem, french: str, english: str) -> None:
    assert (period_words(made, "fr"), period_words(made, "en")) == (french, english)


@pytest.mark.parametrize(("language", "words"), [("fr", "8 mars 2027"), ("en", "8 March 2027")])
def test_the_end_of_an_award_is_that_of_its_validity(language: Language, words: str) -> None:
    assert validity_words(item("certification", "2024-03-08", "2027-03-08"), language) == words
    assert validity_words(item("certification", "2024-03-08"), language) == ""
    assert validity_words(item("employment", "2024-03-08", "2027-03-08"), language) == ""


def test_the_day_of_a_moment_is_the_one_in_paris() -> None:
    moment = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert (day_words(moment, "fr"), day_words(moment, "en")) == ("1er juillet 2026", "1 July 2026")


def test_a_date_is_worded_as_far_as_it_is_known() -> None:
    assert date_words(item("skill", "2024").start_date, "fr") == "2024"
