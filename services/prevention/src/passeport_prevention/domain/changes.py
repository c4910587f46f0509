"""What a declarant may change of what he declared: correct it, which keeps what he said before, or take it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import name_refused, shows_nothing
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.training import Content, Training
from passeport_prevention.domain.verification import Verification
from passeport_prevention.regulation.quarters import is_over

__all__ = ["check_reason", "corrected", "withdrawn"]

_REASON_LIMIT = 500


def check_reason(reason: str) -> Iterator[FieldViolation]:
    """Every rule that the reason of a change breaks: the worker reads it."""
    if shows_nothing(reason):
        yield FieldViolation("reason", "is empty: say why, for the worker to read", "REQUIRED")
    if len(reason) > _REASON_LIMIT:
        yield FieldViolation("reason", f"has {len(reason)} characters, at most {_REASON_LIMIT} are allowed", "TOO_LONG")
    if refused := name_refused(reason):
        yield FieldViolation("reason", f"holds {refused}: remove it", "CONTROL_CHARACTER")


def corrected(
    training: Training,
    content: Content,
    particulars: Particulars,
    reference: str,
    due_on: date | None,
    verify_by: date | None,
    *,
    reason: str,
    at: datetime,
) -> Training:
    """A training as it is declared anew; the same training where that says nothing else than before.

    Whether it was late is judged by the day that is right, and by when it was first declared. `verify_by` is the day
    until which its employer verifies it, if one does.
    """
    after = replace(training, content=content, particulars=particulars, reference=reference, due_on=due_on)
    if after == training:
        return training
    return replace(
        after,
        verification=_verification(training, after, verify_by, at),
        version=training.version + 1,
        revision=training.revision + 1,
        changed_at=at,
        reason=reason.strip(),
    )


def _verification(before: Training, after: Training, verify_by: date | None, at: datetime) -> Verification | None:
    said, told = before.verification, after.particulars
    if said is not None:
        # A declarant's own number of it is nothing that an employer verifies.
        same = (after.content, told) == (before.content, before.particulars)
        # No time is left in which the employer could say again that it is not so: its word is not to be had rid of.
        too_late = said.is_over(at) or (verify_by is not None and is_over(verify_by, at))
        if same or (said.is_refusal and too_late):
            return said.kept()
    if verify_by is None:
        return None
    return Verification(told.employer_siret, verify_by) if said is None else said.begun_anew(told, verify_by, at)


def withdrawn(training: Training, *, reason: str, at: datetime) -> Training:
    """A training that its declarant took back; the same training where he did before."""
    if training.withdrawn:
        return training
    return replace(
        training,
        withdrawn=True,
        verification=None,
        revision=training.revision + 1,
        changed_at=at,
        reason=reason.strip(),
    )
