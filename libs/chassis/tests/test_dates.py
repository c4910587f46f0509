"""Dates as precise as they are known, as contracts carry them, and which day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from google.type import date_pb2
from hypothesis import given
from hypothesis import strategies as st

from passeport_chassis.days import day_in_paris, today_in_france
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import read_date, write_date


@given(st.dates(), st.integers(1, 3))
def test_what_is_written_is_read_back(day: date, parts: int) -> None:
    said = PartialDate(*(day.year, day.month, day.day)[:parts])
    assert PartialDate.parse(str(said)) == said
    assert said.earliest <= day <= said.latest
    assert said.complete is (said == PartialDate.of(day))
    carried = write_date(said)
    assert carried is not None
    assert read_date(carried) == said


@given(st.dates(), st.dates())
def test_complete_dates_sort_as_their_text(one: date, other: date) -> None:
    assert (str(PartialDate.of(one)) < str(PartialDate.of(other))) is (one < other)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-1", "x", "24", "²", "٢٠٢٤", "0000", "20-1-1-1", "2020-", "2020-13", "2020-00", "2020-02-30"),
        *("2020-02-00", "2023-02-29", "2024-1-1", "2024-01-01-01", "2020-06-01T00:00", " 2020", "2020\n"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


@pytest.mark.parametrize("parts", [(2021, 13), (2021, 0), (2021, 2, 30), (2021, 1, 0), (0,), (10000,), (-1,)])
def test_no_calendar_has_these(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate(*parts)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        PartialDate(2020, None, 3)
    with pytest.raises(ValueError, match="needs its month"):
        read_date(date_pb2.Date(year=2020, day=3))


def test_the_last_day_of_a_month_is_known() -> None:
    assert PartialDate(2024, 2).latest == date(2024, 2, 29)
    assert PartialDate(2023).latest == date(2023, 12, 31)


def test_a_date_of_a_contract_has_at_least_its_year() -> None:
    assert write_date(None) is None
    with pytest.raises(ValueError, match="the year is required"):
        read_date(date_pb2.Date(month=5, day=1))


def test_la_reunion_is_first_and_the_law_keeps_the_time_of_the_mainland() -> None:
    summer, winter = datetime(2026, 8, 31, 21, 30, tzinfo=UTC), datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
    assert (today_in_france(summer), day_in_paris(summer)) == (date(2026, 9, 1), date(2026, 8, 31))
    assert (today_in_france(winter), day_in_paris(winter)) == (date(2026, 12, 1), date(2026, 11, 30))
    assert day_in_paris(datetime(2026, 8, 31, 22, tzinfo=UTC)) == date(2026, 9, 1)
