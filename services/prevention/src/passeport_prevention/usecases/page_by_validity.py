"""A page of those trainings of a worker that stand in some states: they follow from the day, and are in no row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from passeport_chassis.days import day_in_paris
from passeport_prevention.domain.training import Position, Training, TrainingPage
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.domain.validity import ValidityState, validity_of

__all__ = ["page_by_validity"]

_AT_ONCE = 300
"""More than nearly every worker has."""


async def page_by_validity(
    some: Callable[[int, Position | None], Awaitable[TrainingPage]],
    limit: int,
    after: Position | None,
    types: TrainingTypes,
    states: Collection[ValidityState],
    now: datetime,
) -> TrainingPage:
    """One page of what `some` gives page by page, from a position on; of it what stands in the states, or all."""
    if not states:
        return await some(limit, after)
    today = day_in_paris(now)
    found: list[Training] = []
    position = after
    while True:
        page = await some(_AT_ONCE, position)
        for one in page.trainings:
            if one.withdrawn or validity_of(one, types, today).state not in states:
                continue
            if len(found) == limit:
                return TrainingPage(tuple(found), Position(found[-1].dated_on, found[-1].id))
            found.append(one)
        if page.next is None:
            return TrainingPage(tuple(found), None)
        position = page.next
