"""When two entries seem to say the same, and what their holder decided of the two.

One of them is guaranteed; the other is declared, or guaranteed too, by another source (`award_twice`). A declared entry
and a guaranteed one match if they are of one kind, both hold, and
- of awards: they have the same number in the register (RNCP, RS); or, where one of them has none, similar titles, the
  same year and no two levels;
- of employments and trainings: they name the same SIRET or a similar organisation, and periods with a day in common;
- of engagements: they are of one activity, and their periods have a day in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from passeport_records.domain.award_twice import told_twice
from passeport_records.domain.details import AwardDetails, EngagementDetails
from passeport_records.domain.entry import Content, Entry, EntryState, Kind, Nature
from passeport_records.domain.likeness import similar

__all__ = ["JOINABLE", "Decision", "Offer", "Pair", "agreements", "offers"]

Pair = tuple[UUID, UUID]
"""The entry that lists leave out where the two are joined, declared as a rule, and the guaranteed one that stays."""

JOINABLE = frozenset(
    {Kind.EMPLOYMENT, Kind.TRAINING, Kind.ENGAGEMENT, Kind.CERTIFICATION, Kind.DIPLOMA, Kind.HABILITATION}
)
"""The kinds of which entries may match."""


class Decision(StrEnum):
    """What the holder decided of an offer."""

    OPEN = "open"
    JOINED = "joined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Offer:
    """Two entries that seem to say the same, what they agree in, and what the holder decided.

    `declared` may be a guaranteed one too, which came later than the other.
    """

    declared: Entry
    guaranteed: Entry
    agreements: tuple[str, ...]
    decision: Decision = Decision.OPEN


def offers(entries: Sequence[Entry], decided: Mapping[Pair, Decision], wanted: Decision) -> Iterator[Offer]:
    """The offers in a state among the active entries of one passport.

    Of an entry that is joined to another no other offer is open.
    """
    guaranteed = [entry for entry in entries if entry.nature is Nature.GUARANTEED]
    # Of one that no longer holds, what the holder declared stands by itself again.
    hold = {entry.id for entry in guaranteed}
    still = {one for (one, other), decision in decided.items() if decision is Decision.JOINED and other in hold}
    for mine in entries:
        for other in guaranteed:
            decision = decided.get((mine.id, other.id), Decision.OPEN)
            if decision is not wanted or (decision is Decision.OPEN and mine.id in still):
                continue
            agreed = agreements(mine, other)
            if agreed or decision is not Decision.OPEN:
                yield Offer(mine, other, agreed, decision)


def agreements(declared: Entry, guaranteed: Entry) -> tuple[str, ...]:
    """What makes two entries match; nothing when they do not."""
    if declared.nature is Nature.GUARANTEED:
        return told_twice(declared, guaranteed)
    hold = declared.state is guaranteed.state is EntryState.ACTIVE
    if not hold or declared.kind is not guaranteed.kind or declared.kind not in JOINABLE:
        return ()
    mine, other = declared.content, guaranteed.content
    match mine.details, other.details:
        case AwardDetails(), AwardDetails():
            return _same_award(mine, other, mine.details, other.details)
        case EngagementDetails(activity=activity), EngagementDetails(activity=told):
            by = "activity" if activity and activity == told else ""
        case _:
            by = _same_organisation(mine, other)
    return (by, "period") if by and _overlap(mine, other) else ()


def _same_award(mine: Content, other: Content, said: AwardDetails, told: AwardDetails) -> tuple[str, ...]:
    if said.code and told.code:
        return ("award_code",) if said.code == told.code else ()
    same_level = said.level == told.level or not (said.level and told.level)
    same_year = mine.start is not None and other.start is not None and mine.start.year == other.start.year
    return ("title", "year") if same_level and same_year and similar(mine.title, other.title) else ()


def _same_organisation(mine: Content, other: Content) -> str:
    if mine.organisation.siret and mine.organisation.siret == other.organisation.siret:
        return "siret"
    return "organisation_name" if similar(mine.organisation.name, other.organisation.name) else ""


def _overlap(mine: Content, other: Content) -> bool:
    """Whether two periods have a day in common; one without a beginning is told by nothing."""
    if mine.start is None or other.start is None:
        return False
    last = date.max
    mine_ends = mine.end.latest if mine.end else last
    other_ends = other.end.latest if other.end else last
    return mine.start.earliest <= other_ends and other.start.earliest <= mine_ends
