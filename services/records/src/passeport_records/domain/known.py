"""Which message told what of an employment, so that the order in which messages arrive changes nothing.

The norm orders the messages of a contract: by the day up to which they know, then by the day their file was made, then
by the number of the declaration. Each thing that an entry says comes from the latest message that says it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

__all__ = ["Known", "Stamp", "later"]


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """The place of a message in the order of the norm."""

    as_of: date
    made: date = date.min
    number: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """The messages that an entry stands on: the latest of all, and those that gave what the latest left out."""

    said: Stamp | None = None
    ended: Stamp | None = None
    named: Stamp | None = None
    located: Stamp | None = None
    annulled: Stamp | None = None

    @classmethod
    def up_to(cls, day: date, *, annulled: bool = False) -> Self:
        """What a version of this service kept that knew of the day alone."""
        said = Stamp(day)
        return cls(said, said, said, said, Stamp(day, date.max) if annulled else None)

    @property
    def day(self) -> date | None:
        """The day up to which the source has told."""
        latest = later(self.said, self.annulled)
        return None if latest is None else latest.as_of

    @property
    def holds(self) -> bool:
        """Whether the source stands by the contract: it said more of it than that it was a mistake."""
        return self.since_annulled(self.said)

    def since_annulled(self, stamp: Stamp | None) -> bool:
        """Whether what a message gave counts: what came before an annulment does no more."""
        return stamp is not None and (self.annulled is None or stamp > self.annulled)

    def cleared(self) -> Self:
        """Without what an annulment took back."""
        parts = {name: getattr(self, name) for name in ("ended", "named", "located")}
        return replace(self, **{name: part if self.since_annulled(part) else None for name, part in parts.items()})

    def write(self) -> str:
        """As one line of text."""
        parts = (getattr(self, field.name) for field in fields(self))
        return " ".join(f"{part.as_of}/{part.made}/{part.number}" if part else "-" for part in parts)

    @classmethod
    def read(cls, text: str) -> Self:
        """What `write` wrote."""
        return cls(*(None if part == "-" else _stamp(*part.split("/")) for part in text.split(" ")))


def later(one: Stamp | None, other: Stamp | None) -> Stamp | None:
    """The later of two places."""
    if one is None or other is None:
        return one or other
    return max(one, other)


def _stamp(as_of: str, made: str, number: str) -> Stamp:
    return Stamp(date.fromisoformat(as_of), date.fromisoformat(made), int(number))
