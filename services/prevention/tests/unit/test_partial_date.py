"""Dates as precise as they are known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_prevention.domain.partial_date import PartialDate


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.sampled_from([1, 2, 3]))
def test_what_is_written_is_read_back(date: dt.date, parts: int) -> None:
    partial = PartialDate(*(date.year, date.month, date.day)[:parts])
    assert PartialDate.parse(str(partial)) == partial
    assert partial.earliest <= date <= partial.latest
    assert partial.complete is (parts == 3)


@given(st.lists(st.dates(min_value=dt.date(1000, 1, 1)), min_size=2, max_size=2))
def test_complete_dates_sort_as_their_text(dates: list[dt.date]) -> None:
    first, second = (PartialDate(date.year, date.month, date.day) for date in dates)
    assert (str(first) < str(second)) is (dates[0] < dates[1])


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-02-30", "2023-02-29", "2024-1-1", "2024-01-01-01", "٢٠٢٤", "0000"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        PartialDate(2024, None, 3)


def test_february_of_a_leap_year_has_29_days() -> None:
    assert PartialDate(2024, 2).latest == dt.date(2024, 2, 29)
