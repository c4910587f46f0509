"""Until when a training holds: as it was declared, or by the rule of its type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from passeport_chassis.partial_date import PartialDate
from passeport_prevention.domain.training import Training
from passeport_prevention.domain.training_types import CountsFrom, TrainingType, TrainingTypes, ValidityRule

__all__ = ["THRESHOLDS", "Basis", "Validity", "ValidityState", "validity_of"]

THRESHOLDS = (90, 30, 7)
"""Days before its last one of which a holder is reminded; from the first on it is expiring."""


class ValidityState(StrEnum):
    """Where a training stands on a day."""

    UPCOMING = "upcoming"
    """It does not hold yet."""
    VALID = "valid"
    EXPIRING = "expiring"
    """It holds, and for no longer than the first of the thresholds."""
    EXPIRED = "expired"
    UNLIMITED = "unlimited"
    """By the rule of its type it holds for ever."""
    UNKNOWN = "unknown"
    """Neither the declaration nor a rule says until when."""


class Basis(StrEnum):
    """What says until when."""

    DECLARED = "declared"
    """The declaration (DATE_FIN_VALIDITE)."""
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Validity:
    """How a training stands on the day `as_of`; dates are as precise as those of the declaration.

    `kind` is what it is a training for, where that is known; `rule` is the one that is there for it, even where the
    declaration says something else.
    """

    state: ValidityState
    as_of: date
    since: PartialDate | None = None
    until: PartialDate | None = None
    basis: Basis | None = None
    kind: TrainingType | None = None
    rule: ValidityRule | None = None


def validity_of(training: Training, types: TrainingTypes, today: date) -> Validity:
    """How a training stands on a day.

    The declaration goes before the rule; of a date that is known in part the last day that it can mean counts.
    """
    content, kind = training.content, types.of(training)
    rule = None if kind is None else types.rule_of(kind, training.dated_on.latest)
    since, until, basis = content.validity_start, content.validity_end, Basis.DECLARED
    if until is None:
        basis = Basis.RULE
        if rule is not None:
            counted = _counted_from(training, rule)
            since = since or counted
            period = rule.period_of(refresher=content.refresher)
            until = None if period is None else period.after(counted)
    state = _state_of(since, until, today, unlimited=rule is not None and rule.unlimited)
    return Validity(state, today, since, until, None if state is ValidityState.UNKNOWN else basis, kind, rule)


def _state_of(since: PartialDate | None, until: PartialDate | None, today: date, *, unlimited: bool) -> ValidityState:
    if until is None and not unlimited:
        return ValidityState.UNKNOWN
    if since is not None and since.earliest > today:
        return ValidityState.UPCOMING
    if until is None:
        return ValidityState.UNLIMITED
    left = (until.latest - today).days
    if left < 0:
        return ValidityState.EXPIRED
    return ValidityState.EXPIRING if left <= THRESHOLDS[0] else ValidityState.VALID


def _counted_from(training: Training, rule: ValidityRule) -> PartialDate:
    content = training.content
    if rule.counts_from is CountsFrom.VALIDITY_START and content.validity_start is not None:
        return content.validity_start
    # What has no end is a justificatif, dated on the first day of its validity.
    return training.dated_on
