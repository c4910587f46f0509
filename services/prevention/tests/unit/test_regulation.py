"""Who owes what by when: the calendar of the décret with a clock that is moved, and tables that cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_prevention.regulation.quarters import after_quarter, is_over
from passeport_prevention.regulation.table import Actor, Duty, Regulation, RegulationError

SHIPPED = Regulation.shipped()
D, V = Duty.DECLARE, Duty.VERIFY
BODY, EMPLOYER, AGENCY = Actor.TRAINING_BODY, Actor.EMPLOYER, Actor.TEMPORARY_WORK_COMPANY


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        ("2026-01-01", 3, "2026-06-30"),
        ("2026-03-31", 3, "2026-06-30"),
        ("2026-04-01", 3, "2026-09-30"),
        ("2026-12-31", 3, "2027-03-31"),
        ("2027-11-30", 2, "2028-02-29"),
        ("2026-11-30", 2, "2027-02-28"),
        ("2028-02-29", 0, "2028-03-31"),
        ("2026-10-01", 9, "2027-09-30"),
        ("2026-10-01", 60, "2031-12-31"),
    ],
)
def test_months_count_from_the_end_of_the_quarter(day: str, months: int, due: str) -> None:
    assert after_quarter(date.fromisoformat(day), months) == date.fromisoformat(due)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(0, 60))
def test_what_is_due_is_the_last_day_of_a_month_and_the_same_for_a_whole_quarter(day: date, months: int) -> None:
    due = after_quarter(day, months)
    assert (due.replace(day=28) - due.replace(day=1)).days == 27
    assert after_quarter(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), months) == due
    assert (due.year * 12 + due.month - day.year * 12 - day.month) in range(months, months + 3)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        ("2026-09-30T21:59:59+00:00", False),
        # The next day has begun on the mainland and in La Réunion, not yet in Martinique.
        ("2026-09-30T22:00:00+00:00", False),
        ("2026-10-01T03:59:59+00:00", False),
        ("2026-10-01T04:00:00+00:00", True),
    ],
)
def test_a_day_is_over_when_it_is_over_everywhere_in_france(moment: str, over: bool) -> None:
    assert is_over(date(2026, 9, 30), datetime.fromisoformat(moment).astimezone(UTC)) is over


@pytest.mark.parametrize(
    ("duty", "actor", "day", "due"),
    [
        (D, BODY, "2025-08-31", None),
        (D, BODY, "2025-09-01", "2026-09-30"),
        (D, BODY, "2025-12-31", "2026-09-30"),
        (D, BODY, "2026-03-31", "2026-09-30"),
        (D, BODY, "2026-04-01", "2026-12-31"),
        (D, BODY, "2026-09-30", "2027-03-31"),
        (D, BODY, "2026-12-31", "2027-06-30"),
        (D, BODY, "2027-01-01", "2027-06-30"),
        (D, BODY, "2028-02-29", "2028-06-30"),
        (D, EMPLOYER, "2026-03-15", None),
        (D, EMPLOYER, "2026-03-16", "2026-12-31"),
        (D, EMPLOYER, "2026-12-31", "2027-09-30"),
        (D, EMPLOYER, "2027-01-01", "2027-09-30"),
        (D, AGENCY, "2026-06-26", None),
        (D, AGENCY, "2026-06-27", "2027-03-31"),
        (V, EMPLOYER, "2025-09-30", "2026-09-30"),
        (V, EMPLOYER, "2025-10-01", "2026-09-30"),
        (V, EMPLOYER, "2027-02-01", "2027-09-30"),
        (V, BODY, "2027-02-01", None),
    ],
)
def test_the_shipped_table_follows_the_legal_calendar(duty: Duty, actor: Actor, day: str, due: str | None) -> None:
    assert SHIPPED.due_on(duty, actor, date.fromisoformat(day)) == (due and date.fromisoformat(due))


@pytest.mark.parametrize(
    ("actor", "day", "numbers"),
    [
        (BODY, "2025-08-31", []),
        (BODY, "2026-06-30", [1, 2]),
        (BODY, "2026-07-01", [1, 2, 3, 4]),
        (EMPLOYER, "2026-07-01", [1, 2]),
        (EMPLOYER, "2026-10-01", [1, 2, 3, 4]),
    ],
)
def test_which_categories_are_owed(actor: Actor, day: str, numbers: list[int]) -> None:
    assert [row.number for row in SHIPPED.categories_of(actor, date.fromisoformat(day))] == numbers


def test_what_is_shipped_names_its_texts() -> None:
    rows = (*SHIPPED.deadlines, *SHIPPED.categories, *SHIPPED.exclusions, *SHIPPED.sanctions)
    assert all(row.source for row in rows)
    assert len({row.code for row in SHIPPED.exclusions}) == 8
    assert [row.euros for row in SHIPPED.sanctions] == [2500]


ROW = '[[deadline]]\nduty = "declare"\nactor = "employer"\nsince = 2026-01-01\nmonths = 6\nsource = "x"\n'


def test_a_row_below_goes_before_the_one_above() -> None:
    later = ROW.replace("months = 6", "months = 2").replace("2026-01-01", "2028-01-01")
    table = Regulation.parse(ROW + later)
    assert table.due_on(D, EMPLOYER, date(2027, 12, 31)) == date(2028, 6, 30)
    assert table.due_on(D, EMPLOYER, date(2028, 1, 1)) == date(2028, 5, 31)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[deadline", "is no TOML"),
        ("deadline = 1", "deadline: write [[deadline]] for each row"),
        ("[[due]]", "due: not known; there are deadline, category, exclusion and sanction"),
        (ROW.replace("since", "from"), "deadline 1: from is not known; there are since, until, source, duty"),
        (ROW.replace('"employer"', '"boss"'), "deadline 1: actor is 'boss': one of training_body, employer"),
        (ROW.replace("2026-01-01", '"2026-01-01"'), "deadline 1: since is '2026-01-01', which is not of its kind"),
        (ROW.replace("2026-01-01", "2026-01-01T00:00:00"), "which is not of its kind (date)"),
        (ROW.replace("months = 6\n", ""), "deadline 1: needs either months or day"),
        (ROW.replace("months = 6", "months = 6\nday = 2026-09-30"), "deadline 1: needs either months or day"),
        (ROW.replace("months = 6", "months = true"), "months is True, which is not of its kind"),
        (ROW.replace("months = 6", "months = 61"), "deadline 1: months is 61: from 0 to 60"),
        (ROW.replace('"x"', '""'), "deadline 1: source is empty: name the text"),
        (ROW + ROW.replace("months", "until = 2025-01-01\nmonths"), "deadline 2: until 2025-01-01 is before since"),
        (ROW.replace('source = "x"', ""), "deadline 1: source is not there"),
    ],
)
def test_a_wrong_row_is_named(text: str, told: str) -> None:
    with pytest.raises(RegulationError) as error:
        Regulation.parse(text)
    assert told in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegulationError, match=r"none\.toml"):
        Regulation.read(tmp_path / "none.toml")
    path = tmp_path / "own.toml"
    path.write_text(ROW, encoding="utf-8")
    assert len(Regulation.read(path).deadlines) == 1
    assert Regulation.read(None) == SHIPPED
