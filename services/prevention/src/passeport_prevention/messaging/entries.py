"""Hears from records that something became of an entry, and whether it enters the passeport de prévention."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from passeport.records.v1 import events_pb2
from passeport_chassis.clock import Clock
from passeport_chassis.messaging import Delivery
from passeport_prevention.domain.arrival import EntryNews
from passeport_prevention.messaging.streams import (
    ENTRY_CORRECTED,
    ENTRY_DISPUTED,
    ENTRY_REGISTERED,
    ENTRY_SETTLED,
    ENTRY_WITHDRAWN,
)
from passeport_prevention.usecases.arrival_ports import OpenArrivalWork
from passeport_prevention.usecases.note_arrival import note_arrival

__all__ = ["EntryChanges"]

# A dispute, and its end, change no revision; the one that it tells is of what is contested.
_UNREVISED = frozenset({ENTRY_DISPUTED, ENTRY_SETTLED})
_MARKED = frozenset({ENTRY_REGISTERED, ENTRY_CORRECTED})
_READ: Mapping[str, Callable[[bytes], Any]] = {
    ENTRY_REGISTERED: events_pb2.EntryRegistered.FromString,
    ENTRY_CORRECTED: events_pb2.EntryCorrected.FromString,
    ENTRY_WITHDRAWN: events_pb2.EntryWithdrawn.FromString,
    ENTRY_DISPUTED: events_pb2.EntryDisputed.FromString,
    ENTRY_SETTLED: events_pb2.EntrySettled.FromString,
}


class EntryChanges:
    """The handler of the consumer; idempotent by event id, and since it only notes what is to be read."""

    def __init__(self, open_work: OpenArrivalWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def __call__(self, delivery: Delivery) -> None:
        """Handles one message. Raises ValueError on one that is not as the contract says: it becomes a dead letter."""
        if delivery.event_id is None:
            raise ValueError("the message carries no event id")
        if delivery.subject not in _READ:
            raise ValueError(f"no handler for {delivery.subject}")
        said = _READ[delivery.subject](delivery.data)
        news = EntryNews(
            person_id=UUID(said.person_id),
            entry_id=UUID(said.entry_id),
            revision=0 if delivery.subject in _UNREVISED else said.revision,
            enters=delivery.subject in _MARKED and said.prevention,
        )
        if delivery.subject == ENTRY_REGISTERED and not news.enters:
            # Nearly all that there is: not even the database is asked. One that entered before and comes back without
            # the mark was taken back before, which was told.
            return
        await note_arrival(self._open_work, self._clock, delivery.event_id, news)
