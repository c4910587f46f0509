"""An award that two sources send, each under a number of its own: the ministry and the school, or a certifier as well.

Both guarantee it, and neither knows of the other. That the two are one is likely, and no more: the holder decides.
"""

from __future__ import annotations

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import AwardDetails
from passeport_records.domain.entry import Content, Entry, EntryState, Kind, Nature
from passeport_records.domain.likeness import similar

__all__ = ["MOST_DAYS", "told_twice"]

MOST_DAYS = 31
"""Days that may lie between the two dates of one award: one source gives the day of the jury, another the session."""

_KINDS = frozenset({Kind.CERTIFICATION, Kind.DIPLOMA})


def told_twice(later: Entry, earlier: Entry) -> tuple[str, ...]:
    """What makes two guaranteed awards seem one; nothing when they do not, or `later` came first.

    They come from sources of two names: what one source sends under two numbers are two awards.
    """
    if not _comparable(later, earlier) or (later.created_at, later.id) <= (earlier.created_at, earlier.id):
        return ()
    one, other = later.content, earlier.content
    said, told = one.details, other.details
    if not isinstance(said, AwardDetails) or not isinstance(told, AwardDetails):
        return ()
    if later.source_label == earlier.source_label or not _near(one.start, other.start) or _differ(said, told):
        return ()
    by = _named_alike(one, other, said, told)
    return (*by, "date") if by else ()


def _comparable(*entries: Entry) -> bool:
    return all(
        entry.nature is Nature.GUARANTEED and entry.state is EntryState.ACTIVE and entry.kind in _KINDS
        for entry in entries
    )


def _near(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether both can be of days that are no further apart than one award allows."""
    if one is None or other is None:
        return False
    between = max(one.earliest, other.earliest) - min(one.latest, other.latest)
    return between.days <= MOST_DAYS


def _differ(said: AwardDetails, told: AwardDetails) -> bool:
    """Whether they tell of two results: a test that was taken twice has the same number each time."""
    pairs = (
        (said.level, told.level),
        (said.cefr_level, told.cefr_level),
        (said.score, told.score),
        (said.digital_score, told.digital_score),
    )
    if any(one and other and one != other for one, other in pairs):
        return True
    return bool(said.option and told.option) and not similar(said.option, told.option)


def _named_alike(one: Content, other: Content, said: AwardDetails, told: AwardDetails) -> tuple[str, ...]:
    """By the number in the register, else by the « code diplôme », else by title and level."""
    if said.code and told.code:
        return ("award_code",) if said.code == told.code else ()
    if said.diploma_code and told.diploma_code:
        return ("diploma_code",) if said.diploma_code == told.diploma_code else ()
    return ("title", "level") if said.level and told.level and similar(one.title, other.title) else ()
