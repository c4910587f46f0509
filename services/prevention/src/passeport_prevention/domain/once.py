"""A training that came by itself and was declared as well is there once (décret 2022-1712, art. 8).

Two of one person are the same training if they name the same certification and their days fit. What came by itself
leads, an award before the training that led to it; what was declared is told with it, whole. Nothing of it is stored:
whatever came first, and whatever is withdrawn, corrected, merged or split later, the next look finds what is so then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from passeport_chassis.partial_date import PartialDate
from passeport_prevention.domain.training import Training, reference_day

__all__ = ["told_once"]

_BEFORE = timedelta(days=31)
"""By how much an award may be dated before what is declared of it: one goes by the day of the assessment, the other by
the end of the session, or by the first day of the next month."""
_AFTER = timedelta(days=92)
"""By how much after: juries meet after the training. No certification is to be renewed as soon as that."""
_CODE = re.compile(r"\b(RNCP|RS)\s?(\d{1,6})\b", re.IGNORECASE)


def told_once(trainings: Sequence[Training]) -> Mapping[UUID, UUID]:
    """Which of the standing trainings of a worker are told with another, each with the one that leads.

    A declaration is told with one alone, the nearest to its day. Two awards are never the same: a certification has
    options, and of each of them there is an award.
    """
    awards = [one for one in trainings if one.arrival is not None and one.arrival.is_award]
    financed = [one for one in trainings if one.arrival is not None and not one.arrival.is_award]
    led: dict[UUID, UUID] = {}
    for one in financed:
        if (award := _nearest(one, awards)) is not None:
            led[one.id] = award.id
    for one in trainings:
        if one.arrival is None and (leader := _nearest(one, awards) or _nearest(one, financed)) is not None:
            led[one.id] = led.get(leader.id, leader.id)
    return led


def _nearest(told: Training, arrived: Sequence[Training]) -> Training | None:
    fitting = [(gap, one.id, one) for one in arrived if (gap := _gap(told, one)) is not None]
    return min(fitting)[2] if fitting else None


def _gap(told: Training, arrived: Training) -> timedelta | None:
    """How far their days are apart; None where they are not the same training."""
    if not _same_certification(told, arrived):
        return None
    day, its = _day(told), _day(arrived)
    if day is None or its is None:
        return None
    # Where both may be the same day, both are less than nothing.
    before, after = day.earliest - its.latest, its.earliest - day.latest
    if before > _BEFORE or after > _AFTER:
        return None
    return max(before, after, timedelta())


def _day(training: Training) -> PartialDate | None:
    content = training.content
    if training.arrival is not None and not training.arrival.is_award:
        return content.end
    # Who declares himself may know of one of the two alone.
    return reference_day(content) or content.end or content.validity_start


def _same_certification(told: Training, arrived: Training) -> bool:
    code = arrived.arrival.code if arrived.arrival is not None else ""
    if codes := _codes(told):
        return code in codes
    # Nothing but its name says what it is.
    return _folded(told.content.title) == _folded(arrived.content.title)


def _codes(training: Training) -> set[str]:
    """The certifications that it names: in its field, or in its title, where a holder has no other place for it."""
    if training.arrival is not None:
        return {training.arrival.code}
    if said := training.particulars.certification:
        return {said}
    return {f"{register.upper()}{number}" for register, number in _CODE.findall(training.content.title)}


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())
