"""Deadlines: every call has one, and what is left of it bounds the calls made to answer it."""

from __future__ import annotations

import time
from contextvars import ContextVar

from passeport_chassis.errors import DomainError, Kind

RETURN_OVERHEAD = 0.020
"""Seconds kept back from each deadline, so that a callee can still report its own time-out."""
LEAST_USEFUL = 0.050

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class DeadlineTooShort(DomainError):
    """The call has no deadline, or too little of it is left."""

    kind = Kind.DEADLINE
    reason = "DEADLINE_TOO_SHORT"


def start_deadline(time_remaining: float | None) -> None:
    """Starts the deadline of the call being served. Raises DeadlineTooShort when there is none or it is too near."""
    if time_remaining is None or time_remaining < LEAST_USEFUL:
        raise DeadlineTooShort
    _deadline.set(time.monotonic() + time_remaining - RETURN_OVERHEAD)


def remaining() -> float | None:
    """Seconds left for calls made now; None outside a call."""
    deadline = _deadline.get()
    return None if deadline is None else max(0.0, deadline - time.monotonic())
