"""How much is measured: enough for a figure that stands, or just enough to see that everything works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Rounds, seconds and sizes."""

    rounds: int
    seconds: float
    people: int
    feed_rounds: int
    others: int
    asked: int
    import_lines: int
    leaves: int
    connections: int = 8
    entries: int = 0
    """Of scale: what few and many are told apart with; 0: that is not measured."""
    publications: int = 0
    """One after the other, to see what becomes of the memory; 0: that is not measured."""


FULL = Plan(
    rounds=6,
    seconds=2.0,
    people=10_000,
    feed_rounds=3,
    others=1_000_000,
    asked=10_000,
    import_lines=30_000,
    leaves=100_000,
)
QUICK = Plan(
    rounds=1,
    seconds=0.3,
    people=20,
    feed_rounds=1,
    others=1000,
    asked=40,
    import_lines=40,
    leaves=600,
    entries=2000,
    publications=4,
)
