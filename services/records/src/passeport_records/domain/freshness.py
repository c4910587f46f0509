"""How far a source has got, and whether it has gone silent: nothing came for longer than it is said to pause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from passeport_records.domain.batch import Feed

__all__ = ["Freshness", "freshness", "read_rhythms"]

_MOST_DAYS = 1000


@dataclass(frozen=True, slots=True)
class Freshness:
    """A source, when its last file ended, and within how many days something is expected of it (None: nobody says)."""

    source: Feed
    last_received: datetime | None
    rhythm: timedelta | None

    def is_silent(self, now: datetime) -> bool:
        """Whether nothing came for longer than it is said to pause; never where nobody says, or nothing ever came."""
        if self.rhythm is None or self.last_received is None:
            return False
        return now - self.last_received > self.rhythm


def freshness(received: Mapping[Feed, datetime], rhythms: Mapping[Feed, timedelta]) -> tuple[Freshness, ...]:
    """Every source, in a fixed order."""
    return tuple(Freshness(feed, received.get(feed), rhythms.get(feed)) for feed in Feed)


def read_rhythms(text: str) -> Mapping[Feed, timedelta]:
    """Reads `dsn=40,certifications=10`: days by feed. Raises ValueError saying what is wrong."""
    rhythms: dict[Feed, timedelta] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, days = (word.strip() for word in part.partition("="))
        if name not in list(Feed):
            raise ValueError(f"{part!r}: {name!r} is no feed: {', '.join(Feed)}")
        if not (days.isascii() and days.isdigit() and 1 <= int(days) <= _MOST_DAYS):
            raise ValueError(f"{part!r}: write {name}= and a number of days, 1 to {_MOST_DAYS}: {name}=40")
        if Feed(name) in rhythms:
            raise ValueError(f"{part!r}: {name} is there twice")
        rhythms[Feed(name)] = timedelta(days=int(days))
    return rhythms
