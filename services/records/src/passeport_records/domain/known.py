"""What messages told of an employment, so that the order in which they arrive changes nothing.

The norm orders the messages of a contract: by the day up to which they know, then by the day their file was made, then
by the number of the declaration. Each thing that an entry says comes from the latest message that says it and still
stands: a declaration may be replaced by another one (S20.G00.05.002 = 03, 05) or annulled (04).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import Details
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.slots import is_monthly, nature_of, takes_back

__all__ = ["Annulled", "Core", "EndTold", "Known", "Stamp", "Telling", "later"]

_KEPT = 3
"""Latest messages of which is known what they told. A month can be replaced until the 5th or 15th of the next one."""


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """The place of a message in the order of the norm; of two alike, one that replaces the other is later."""

    as_of: date
    made: date = date.min
    number: int = 0
    replacing: bool = False


@dataclass(frozen=True, slots=True)
class Core:
    """What a message says of a contract as a whole, its end apart."""

    title: str
    employer: Organisation
    start: PartialDate | None
    details: Details


@dataclass(frozen=True, slots=True)
class Telling:
    """A message that told of the contract. `slot` names its declaration, for what may replace it; empty: not known."""

    stamp: Stamp
    slot: str
    core: Core


@dataclass(frozen=True, slots=True)
class EndTold:
    """A message that told when the contract ended; `day` is None of one that told that it did not.

    `leaving`: the establishment that the job leaves for another one, which has to tell of it; empty for a real end.
    """

    stamp: Stamp
    slot: str
    day: PartialDate | None
    leaving: str = ""


@dataclass(frozen=True, slots=True)
class Annulled:
    """A message that told that the contract was declared by mistake (62.002 = 099)."""

    stamp: Stamp
    slot: str


@dataclass(frozen=True, slots=True)
class Known:
    """What an entry stands on: the latest messages that told of it, and of its end, the latest first.

    `named` and `located` are the messages that gave the employer's name and locality; `older` the latest of those of
    which is no longer known what they told. `revoked`: by nature, up to where events told by no month do not count.
    """

    tellings: tuple[Telling, ...] = ()
    endings: tuple[EndTold, ...] = ()
    named: Stamp | None = None
    located: Stamp | None = None
    annulled: Annulled | None = None
    older: Stamp | None = None
    revoked: tuple[tuple[str, Stamp], ...] = ()

    @property
    def said(self) -> Stamp | None:
        """The latest message that told of the contract."""
        return later(self.tellings[0].stamp if self.tellings else None, self.older)

    @property
    def day(self) -> date | None:
        """The day up to which the source has told."""
        latest = later(self.said, self.annulled.stamp if self.annulled else None)
        return None if latest is None else latest.as_of

    @property
    def told(self) -> Telling | None:
        """The message by whose words the entry goes; None when it is an older one than those that are known."""
        return next((telling for telling in self.tellings if self.counts(telling.stamp)), None)

    @property
    def ended(self) -> EndTold | None:
        """The message by which the contract ended; None while it runs.

        A job that leaves an establishment has ended there until another one tells that it goes on.
        """
        latest = next((ending for ending in self.endings if self.counts(ending.stamp)), None)
        return None if latest is None or latest.day is None or self._goes_on(latest.leaving, latest.day) else latest

    def _goes_on(self, leaving: str, day: PartialDate) -> bool:
        return bool(leaving) and any(
            telling.core.employer.siret != leaving and telling.stamp.as_of >= day.latest and self.counts(telling.stamp)
            for telling in self.tellings
        )

    @property
    def holds(self) -> bool:
        """Whether the source stands by the contract: a message told of it, and no later one that it was a mistake."""
        return self.told is not None or self.counts(self.older)

    @property
    def slots(self) -> frozenset[str]:
        """The declarations on which it stands."""
        places: tuple[Telling | EndTold | Annulled | None, ...] = (*self.tellings, *self.endings, self.annulled)
        return frozenset(place.slot for place in places if place is not None)

    def counts(self, stamp: Stamp | None) -> bool:
        """Whether what a message gave counts: what came before an annulment does no more."""
        return stamp is not None and (self.annulled is None or stamp > self.annulled.stamp)

    def cleared(self) -> Known:
        """Without the names of the employer that an annulment took back."""
        named, located = (stamp if self.counts(stamp) else None for stamp in (self.named, self.located))
        return replace(self, named=named, located=located)

    def without(self, slot: str, before: Stamp) -> Known:
        """Without what a declaration told, or events of a nature, before the message that takes it back."""

        def stands(one: Telling | EndTold | Annulled) -> bool:
            return one.stamp >= before or not takes_back(slot, one.slot)

        return replace(
            self,
            tellings=tuple(filter(stands, self.tellings)),
            endings=tuple(filter(stands, self.endings)),
            annulled=self.annulled if self.annulled and stands(self.annulled) else None,
        )

    def joined(self, other: Known) -> Known:
        """What both know together; where the norm does not tell which of two is later, it is that of `self`."""
        revoked: dict[str, Stamp] = dict(other.revoked)
        for nature, stamp in self.revoked:
            revoked[nature] = max(stamp, revoked.get(nature, stamp))
        mine, its = self, other
        for nature, stamp in revoked.items():
            mine, its = mine.without(nature, stamp), its.without(nature, stamp)
        tellings = _latest((*mine.tellings, *its.tellings))
        forgotten = tellings[_KEPT].stamp if len(tellings) > _KEPT else None
        annulled = [one for one in (mine.annulled, its.annulled) if one is not None]
        return Known(
            tellings=tuple(tellings[:_KEPT]),
            endings=tuple(_latest((*mine.endings, *its.endings))[:_KEPT]),
            named=later(mine.named, its.named),
            located=later(mine.located, its.located),
            annulled=max(annulled, key=lambda one: one.stamp) if annulled else None,
            older=later(later(mine.older, its.older), forgotten),
            revoked=tuple(sorted(revoked.items())),
        )


def later(one: Stamp | None, other: Stamp | None) -> Stamp | None:
    """The later of two places."""
    if one is None or other is None:
        return one or other
    return max(one, other)


_Told = TypeVar("_Told", Telling, EndTold)


def _latest(told: Iterable[_Told]) -> list[_Told]:
    """Of each declaration, and of the events of each nature, the latest; the latest of all first."""
    found: dict[str, _Told] = {}
    for one in sorted(told, key=lambda one: one.stamp, reverse=True):
        found.setdefault(one.slot if is_monthly(one.slot) else nature_of(one.slot), one)
    return list(found.values())
