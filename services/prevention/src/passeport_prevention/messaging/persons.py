"""Hears from identity what becomes of persons, and what keeps employers from reading by their consents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from passeport.identity.v1 import events_pb2
from passeport_chassis.messaging import Delivery
from passeport_dossier.messaging.persons import PersonChanges
from passeport_prevention.domain.persons import Fact, HolderNews
from passeport_prevention.messaging.streams import (
    ACCOUNT_CLOSED,
    ACCOUNT_REOPENED,
    DEATH_REPORTED,
    DEATH_WITHDRAWN,
)
from passeport_prevention.usecases.note_holder import note_holder
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["HolderChanges"]

_NEWS: Mapping[str, tuple[Callable[[bytes], Any], Fact, bool]] = {
    ACCOUNT_CLOSED: (events_pb2.AccountClosed.FromString, Fact.CLOSED, True),
    ACCOUNT_REOPENED: (events_pb2.AccountReopened.FromString, Fact.CLOSED, False),
    DEATH_REPORTED: (events_pb2.DeathReported.FromString, Fact.DEAD, True),
    DEATH_WITHDRAWN: (events_pb2.DeathWithdrawn.FromString, Fact.DEAD, False),
}


class HolderChanges:
    """The handler of the consumer; idempotent by event id, and by what the event says."""

    def __init__(self, persons: PersonChanges, open_work: OpenWork) -> None:
        self._persons = persons
        self._open_work = open_work

    async def __call__(self, delivery: Delivery) -> None:
        """Handles one message. Raises ValueError on one that is not as the contract says: it becomes a dead letter."""
        if delivery.subject not in _NEWS:
            await self._persons(delivery)
            return
        if delivery.event_id is None:
            raise ValueError("the message carries no event id")
        read, fact, holds = _NEWS[delivery.subject]
        said = read(delivery.data)
        news = HolderNews(UUID(said.person_id), fact, holds, said.revision)
        await note_holder(self._open_work, delivery.event_id, news)
