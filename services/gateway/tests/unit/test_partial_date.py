"""Dates of which the month or the day may not be known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_gateway.domain.partial_date import PATTERN, parse_partial_date, write_partial_date


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_what_is_written_is_read_again(date: object, length: int) -> None:
    text = str(date)[:length]
    assert write_partial_date(*parse_partial_date(text)) == text
    assert re.search(PATTERN, text)


@pytest.mark.parametrize(
    "text", ["", "19", "0000", "2019-13", "2019-00", "2019-2", "2019-02-30", "2019-02-00", "19-02", " 2019", "2019-02-"]
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_partial_date(text)


def test_a_date_without_a_year_is_no_date() -> None:
    assert write_partial_date(0, 5, 1) is None
