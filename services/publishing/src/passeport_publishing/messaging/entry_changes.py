"""Hears that records corrected an entry or took one back."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from passeport.records.v1 import events_pb2
from passeport_chassis.messaging import Delivery
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.messaging.streams import ENTRY_CORRECTED, ENTRY_WITHDRAWN
from passeport_publishing.usecases.supersede_publications import SupersedePublications

__all__ = ["EntryChanges"]


class EntryChanges:
    """The handler of the consumer; idempotent by event id."""

    def __init__(self, supersede: SupersedePublications) -> None:
        self._supersede = supersede

    async def __call__(self, delivery: Delivery) -> None:
        """Handles one message. Raises ValueError on one that is not as the contract says: it becomes a dead letter."""
        if delivery.event_id is None:
            raise ValueError("the message carries no event id")
        if delivery.subject == ENTRY_CORRECTED:
            corrected = events_pb2.EntryCorrected.FromString(delivery.data)
            record_id, revision, moment = corrected.entry_id, corrected.revision, corrected.correct_time
        elif delivery.subject == ENTRY_WITHDRAWN:
            withdrawn = events_pb2.EntryWithdrawn.FromString(delivery.data)
            record_id, revision, moment = withdrawn.entry_id, withdrawn.revision, withdrawn.withdraw_time
        else:
            raise ValueError(f"no handler for {delivery.subject}")
        version = Version(revision, moment.ToDatetime(tzinfo=UTC))
        await self._supersede(delivery.event_id, UUID(record_id), version)
