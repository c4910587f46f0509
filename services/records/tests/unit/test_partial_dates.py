"""A date is as precise as its source knows it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_records.domain.partial_date import PartialDate


@given(st.dates(), st.integers(1, 3))
def test_what_is_written_is_read_back(day: date, parts: int) -> None:
    said = PartialDate(*(day.year, day.month, day.day)[:parts])
    assert PartialDate.parse(str(said)) == said
    assert said.earliest <= day <= said.latest


@pytest.mark.parametrize("text", ["", "2020-", "2020-13", "2020-02-30", "20-1-1-1", "x", "2020-06-01T00:00", "-1", "²"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        PartialDate(2020, None, 3)


def test_the_last_day_of_a_month_is_known() -> None:
    assert PartialDate(2024, 2).latest == date(2024, 2, 29)
    assert PartialDate(2023).latest == date(2023, 12, 31)
