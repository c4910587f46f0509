"""Rounds: ours and the floor in turn, so that whatever else keeps the machine busy slows both."""

import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Measure = Callable[[], Awaitable[float]]
"""Does the work for a while and gives how much of it was done per second."""


@dataclass(frozen=True)
class Pace:
    """Both speeds, per second: the median of the rounds, which one hiccup of the machine does not move."""

    ours: float
    floor: float


async def in_turn(ours: Measure, floor: Measure, *, rounds: int) -> Pace:
    """Measure that many rounds; every second round begins with the floor, so that neither is always the first."""
    speeds: dict[Measure, list[float]] = {ours: [], floor: []}
    for number in range(rounds):
        for measure in (ours, floor) if number % 2 == 0 else (floor, ours):
            speeds[measure].append(await measure())
    return Pace(statistics.median(speeds[ours]), statistics.median(speeds[floor]))
