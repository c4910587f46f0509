"""Partial birth dates, and the age that follows from them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_identity.domain.birth_date import BirthDate

_days = st.dates(min_value=date(1880, 1, 1), max_value=date(2026, 11, 23))


@given(_days)
def test_whole_dates_come_back_as_written(day: date) -> None:
    born = BirthDate.parse(day.isoformat())
    assert str(born) == day.isoformat()
    assert born.presumed == born.latest == day


@given(_days, st.booleans())
def test_presumed_is_never_after_latest(day: date, month_known: bool) -> None:
    born = BirthDate(day.year, day.month if month_known else 0, 0)
    assert born.presumed <= day <= born.latest
    assert BirthDate.parse(str(born)) == born


@given(_days, st.integers(0, 100))
def test_age_grows_by_one_on_the_birthday_and_not_before(day: date, age: int) -> None:
    born = BirthDate(day.year, day.month, day.day)
    try:
        birthday = day.replace(year=day.year + age)
    except ValueError:
        birthday = date(day.year + age, 3, 1)
    assert born.age_on(birthday) == age
    assert born.age_on(birthday - timedelta(days=1)) == age - 1


def test_an_unknown_birthday_is_taken_at_its_latest() -> None:
    assert BirthDate.parse("2010-00-00").age_on(date(2026, 12, 30)) == 15
    assert BirthDate.parse("2010-00-00").age_on(date(2026, 12, 31)) == 16
    assert BirthDate.parse("2010-11-00").age_on(date(2026, 11, 29)) == 15


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1977-00-03",
        "1977-13-01",
        "1977-02-29",
        "1977-2-03",
        "77-02-03",
        "1977-02-03 ",
        "03/02/1977",
        "0977-01-01",
        "１９７７-01-01",
    ],
)
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|the"):
        BirthDate.parse(text)
