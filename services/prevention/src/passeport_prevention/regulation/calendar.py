"""What somebody still has time to do: the table read for one actor at one day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from passeport_prevention.regulation.quarters import first_of_quarter
from passeport_prevention.regulation.table import Actor, Category, Duty, Regulation

__all__ = ["Due", "still_due"]

_QUARTERS = 40
"""How far back is looked: a deadline has 60 months at most, and a fixed day may be later still."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done by `due_on` of the trainings dated from `since` to `until`, both included."""

    duty: Duty
    since: date
    until: date
    due_on: date
    categories: Sequence[Category]
    euros: int
    source: str


def still_due(regulation: Regulation, actor: Actor, today: date) -> Sequence[Due]:
    """What an actor has still time to do, the first due first; days of which the same is said are one."""
    found = [due for duty in Duty for due in _joined(_of_duty(regulation, duty, actor, today))]
    return sorted(found, key=lambda due: (due.due_on, due.since, due.duty))


def _joined(found: Iterable[Due]) -> Iterator[Due]:
    before: Due | None = None
    for due in found:
        if before is not None and due == replace(before, since=before.until + timedelta(days=1), until=due.until):
            before = replace(before, until=due.until)
            continue
        if before is not None:
            yield before
        before = due
    if before is not None:
        yield before


def _of_duty(regulation: Regulation, duty: Duty, actor: Actor, today: date) -> Iterator[Due]:
    for since, until in _spans(regulation, today):
        row = regulation.deadline_of(duty, actor, since)
        if row is None or row.due_on(since) < today:
            continue
        categories = tuple(regulation.categories_of(actor, since)) if duty is Duty.DECLARE else ()
        euros = max((each.euros for each in regulation.sanctions_of(duty, actor, since)), default=0)
        yield Due(duty, since, until, row.due_on(since), categories, euros, row.source)


def _spans(regulation: Regulation, today: date) -> Iterator[tuple[date, date]]:
    """Days that are alike to every row: those of a quarter, cut where a row begins or ends."""
    first = today
    for _ in range(_QUARTERS):
        first = first_of_quarter(first_of_quarter(first) - timedelta(days=1))
    rows = [*regulation.deadlines, *regulation.categories, *regulation.sanctions]
    cuts = {row.since for row in rows} | {row.until + timedelta(days=1) for row in rows if row.until is not None}
    cuts |= {*_quarters(first, today)}
    begins = sorted(day for day in cuts if first <= day <= today)
    for since, after in zip(begins, [*begins[1:], today + timedelta(days=1)], strict=True):
        yield since, after - timedelta(days=1)


def _quarters(first: date, today: date) -> Iterator[date]:
    while first <= today:
        yield first
        first = first_of_quarter(first + timedelta(days=100))
