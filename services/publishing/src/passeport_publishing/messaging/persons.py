"""Hears from identity that persons are one or are not, and that an account is closed or the time of its holder over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

from passeport.identity.v1 import events_pb2
from passeport_chassis.messaging import Delivery
from passeport_publishing.domain.persons import Expiry, Fact, HolderNews, Merge
from passeport_publishing.messaging.streams import (
    ACCOUNT_CLOSED,
    ACCOUNT_REOPENED,
    DEATH_REPORTED,
    DEATH_WITHDRAWN,
    PERSON_EXPIRED,
    PERSON_MERGED,
    PERSON_SPLIT,
)
from passeport_publishing.usecases.expire_person import ExpirePerson
from passeport_publishing.usecases.merge_persons import MergePersons
from passeport_publishing.usecases.note_holder import NoteHolder
from passeport_publishing.usecases.split_persons import SplitPersons

__all__ = ["PersonChanges"]


_NEWS: Mapping[str, tuple[Callable[[bytes], Any], Fact, bool]] = {
    ACCOUNT_CLOSED: (events_pb2.AccountClosed.FromString, Fact.CLOSED, True),
    ACCOUNT_REOPENED: (events_pb2.AccountReopened.FromString, Fact.CLOSED, False),
    DEATH_REPORTED: (events_pb2.DeathReported.FromString, Fact.DEAD, True),
    DEATH_WITHDRAWN: (events_pb2.DeathWithdrawn.FromString, Fact.DEAD, False),
}


class PersonChanges:
    """The handler of the consumer; idempotent by event id, and by what the event says."""

    def __init__(self, merge: MergePersons, split: SplitPersons, expire: ExpirePerson, note: NoteHolder) -> None:
        self._merge = merge
        self._split = split
        self._expire = expire
        self._note = note

    async def __call__(self, delivery: Delivery) -> None:
        """Handles one message. Raises ValueError on one that is not as the contract says: it becomes a dead letter."""
        if delivery.event_id is None:
            raise ValueError("the message carries no event id")
        if delivery.subject == PERSON_MERGED:
            merged = events_pb2.PersonMerged.FromString(delivery.data)
            at = merged.merge_time.ToDatetime(tzinfo=UTC)
            merge = Merge(UUID(merged.merge_id), UUID(merged.person_id), UUID(merged.merged_person_id), at)
            await self._merge(delivery.event_id, merge)
        elif delivery.subject == PERSON_SPLIT:
            split = events_pb2.PersonSplit.FromString(delivery.data)
            at = split.split_time.ToDatetime(tzinfo=UTC)
            undone = Merge(UUID(split.merge_id), UUID(split.person_id), UUID(split.restored_person_id), at)
            await self._split(delivery.event_id, undone)
        elif delivery.subject == PERSON_EXPIRED:
            expired = events_pb2.PersonExpired.FromString(delivery.data)
            expiry = Expiry(UUID(expired.person_id), expired.expire_time.ToDatetime(tzinfo=UTC))
            await self._expire(delivery.event_id, expiry)
        elif delivery.subject in _NEWS:
            read, fact, holds = _NEWS[delivery.subject]
            said = read(delivery.data)
            await self._note(delivery.event_id, HolderNews(UUID(said.person_id), fact, holds, said.revision))
        else:
            raise ValueError(f"no handler for {delivery.subject}")
