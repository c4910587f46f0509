"""Hears from identity what becomes of persons, what shuts and opens a holder's pages, and which platform is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

from passeport.identity.v1 import events_pb2
from passeport_chassis.messaging import Delivery
from passeport_dossier.messaging.persons import PersonChanges
from passeport_publishing.domain.persons import Fact, HolderNews
from passeport_publishing.messaging.streams import (
    ACCOUNT_CLOSED,
    ACCOUNT_REOPENED,
    DEATH_REPORTED,
    DEATH_WITHDRAWN,
    PLATFORM_REMOVED,
)
from passeport_publishing.usecases.end_consents import EndConsents
from passeport_publishing.usecases.note_holder import NoteHolder
from passeport_publishing.usecases.ports import OpenWork

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
        self._note = NoteHolder(open_work)
        self._end_consents = EndConsents(open_work)

    async def __call__(self, delivery: Delivery) -> None:
        """Handles one message. Raises ValueError on one that is not as the contract says: it becomes a dead letter."""
        if delivery.subject not in (*_NEWS, PLATFORM_REMOVED):
            await self._persons(delivery)
            return
        if delivery.event_id is None:
            raise ValueError("the message carries no event id")
        if delivery.subject == PLATFORM_REMOVED:
            removed = events_pb2.PlatformRemoved.FromString(delivery.data)
            at = removed.remove_time.ToDatetime(tzinfo=UTC)
            await self._end_consents(delivery.event_id, removed.client_id, at)
            return
        read, fact, holds = _NEWS[delivery.subject]
        said = read(delivery.data)
        await self._note(delivery.event_id, HolderNews(UUID(said.person_id), fact, holds, said.revision))
