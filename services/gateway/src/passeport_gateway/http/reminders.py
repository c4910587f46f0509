"""Reminders of one page of a holder, asked of prevention more seldom than what else is news: they come once a day."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from passeport.prevention.v1.training_service_pb2 import Reminder
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http.render.values import moment

__all__ = ["Reminders"]

_log = structlog.get_logger(__name__)
# The job that reminds has its transactions: what it tells is seen a moment after it says that it did.
_OVERLAP = timedelta(minutes=1)
# What prevention gives at most in one answer.
_A_PAGE = 100


class Reminders:
    """What is new at prevention, each once; while it is away there is nothing, and afterwards what was missed."""

    def __init__(self, ask: Callable[[datetime], Awaitable[Sequence[Reminder]]], every: float) -> None:
        """`ask` gives what a holder was reminded of from a moment on, oldest first; `every` is in seconds."""
        self._ask = ask
        self._every = every
        self._next = 0.0
        self._from: datetime | None = None
        self._told: set[str] = set()

    async def since(self, moment_asked: datetime) -> Sequence[Reminder]:
        """What was told since a moment, as far as it was not given before; nothing while it is not time to ask."""
        if time.monotonic() < self._next:
            return ()
        self._next = time.monotonic() + self._every
        self._from = moment_asked if self._from is None else self._from
        began = datetime.now(UTC)
        try:
            found = await self._ask(self._from)
        except ServiceRefused as refused:
            # Away, or of the release before: the rest of the news goes on without it.
            _log.info("no reminders for now", because=str(refused))
            return ()
        new = [one for one in found if one.id not in self._told]
        self._told |= {one.id for one in new}
        self._from = moment(found[-1].tell_time) if len(found) >= _A_PAGE else max(self._from, began - _OVERLAP)
        return new
