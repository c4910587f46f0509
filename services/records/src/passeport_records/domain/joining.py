"""When a declared entry and a guaranteed one seem to say the same, and what their holder decided of the two.

Two entries match if they are of one kind, both hold, and
- of awards: they have the same number in the register (RNCP, RS); or, where one of them has none, similar titles, the
  same year and no two levels;
- of employments and trainings: they name the same SIRET or a similar organisation, and periods with a day in common;
- of engagements: they are of one activity, and their periods have a day in common.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from passeport_records.domain.details import AwardDetails, EngagementDetails
from passeport_records.domain.entry import Content, Entry, EntryState, Kind, Nature

__all__ = ["JOINABLE", "Decision", "Offer", "Pair", "agreements", "offers"]

Pair = tuple[UUID, UUID]
"""A declared entry and a guaranteed one."""

JOINABLE = frozenset(
    {Kind.EMPLOYMENT, Kind.TRAINING, Kind.ENGAGEMENT, Kind.CERTIFICATION, Kind.DIPLOMA, Kind.HABILITATION}
)
"""The kinds of which entries may match."""

# What firms add to their names and people leave out: legal forms, and words that tell no firm from another.
_OF_NO_FIRM = frozenset(
    [
        "sa",
        "sas",
        "sasu",
        "sarl",
        "eurl",
        "selarl",
        "snc",
        "sci",
        "scop",
        "scic",
        "se",
        "gie",
        "ei",
        "eirl",
        "societe",
        "ste",
        "association",
        "assoc",
        "groupe",
        "etablissements",
        "ets",
        "et",
        "de",
        "des",
        "du",
        "la",
        "le",
        "les",
        "l",
        "d",
    ]
)
_WORD = re.compile(r"[a-z0-9]+")


class Decision(StrEnum):
    """What the holder decided of an offer."""

    OPEN = "open"
    JOINED = "joined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Offer:
    """Two entries that seem to say the same, what they agree in, and what the holder decided."""

    declared: Entry
    guaranteed: Entry
    agreements: tuple[str, ...]
    decision: Decision = Decision.OPEN


def offers(entries: Sequence[Entry], decided: Mapping[Pair, Decision], wanted: Decision) -> Iterator[Offer]:
    """The offers in a state among the active entries of one passport.

    Of a declared entry that is joined no other offer is open.
    """
    guaranteed = [entry for entry in entries if entry.nature is Nature.GUARANTEED]
    # Of one that no longer holds, what the holder declared stands by itself again.
    hold = {entry.id for entry in guaranteed}
    still = {one for (one, other), decision in decided.items() if decision is Decision.JOINED and other in hold}
    for mine in entries:
        if mine.nature is not Nature.DECLARED:
            continue
        for other in guaranteed:
            decision = decided.get((mine.id, other.id), Decision.OPEN)
            if decision is not wanted or (decision is Decision.OPEN and mine.id in still):
                continue
            agreed = agreements(mine, other)
            if agreed or decision is not Decision.OPEN:
                yield Offer(mine, other, agreed, decision)


def agreements(declared: Entry, guaranteed: Entry) -> tuple[str, ...]:
    """What makes two entries match; nothing when they do not."""
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
    return ("title", "year") if same_level and same_year and _similar(mine.title, other.title) else ()


def _same_organisation(mine: Content, other: Content) -> str:
    if mine.organisation.siret and mine.organisation.siret == other.organisation.siret:
        return "siret"
    return "organisation_name" if _similar(mine.organisation.name, other.organisation.name) else ""


def _similar(one: str, other: str) -> bool:
    """Whether two names have the same words, or one has all those of the other and they tell it apart from others."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    fewer = min(first, second, key=len)
    return (first <= second or second <= first) and max(map(len, fewer)) > 2


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return frozenset(_WORD.findall(plain)) - _OF_NO_FIRM


def _overlap(mine: Content, other: Content) -> bool:
    """Whether two periods have a day in common; one without a beginning is told by nothing."""
    if mine.start is None or other.start is None:
        return False
    last = date.max
    mine_ends = mine.end.latest if mine.end else last
    other_ends = other.end.latest if other.end else last
    return mine.start.earliest <= other_ends and other.start.earliest <= mine_ends
