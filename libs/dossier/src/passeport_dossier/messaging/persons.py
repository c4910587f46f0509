"""Hears from identity that two persons are one, that they are not, or that the time of one is over."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from passeport.identity.v1 import events_pb2
from passeport_chassis.clock import Clock
from passeport_chassis.messaging import Delivery
from passeport_dossier.domain.persons import Expiry, Merge, Wording
from passeport_dossier.usecases.expire_person import ExpirePerson
from passeport_dossier.usecases.merge_persons import MergePersons
from passeport_dossier.usecases.ports import OpenPersonWork
from passeport_dossier.usecases.split_persons import SplitPersons

__all__ = ["PERSON_EXPIRED", "PERSON_MERGED", "PERSON_SPLIT", "SUBJECTS", "PersonChanges"]

PERSON_MERGED = "passeport.identity.v1.person.merged"
PERSON_SPLIT = "passeport.identity.v1.person.split"
PERSON_EXPIRED = "passeport.identity.v1.person.expired"
SUBJECTS = (PERSON_MERGED, PERSON_SPLIT, PERSON_EXPIRED)


class PersonChanges:
    """The handler of a durable consumer; idempotent by event id, and by what the event says."""

    def __init__(self, open_work: OpenPersonWork, wording: Wording, clock: Clock) -> None:
        self._merge = MergePersons(open_work, wording, clock)
        self._split = SplitPersons(open_work, wording, clock)
        self._expire = ExpirePerson(open_work)

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
        else:
            raise ValueError(f"no handler for {delivery.subject}")
