"""Hears that prevention corrected a training or took one back."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from passeport.prevention.v1 import events_pb2
from passeport_chassis.messaging import Delivery
from passeport_publishing.domain.snapshot import Version
from passeport_publishing.messaging.streams import TRAINING_CORRECTED, TRAINING_WITHDRAWN
from passeport_publishing.usecases.supersede_publications import SupersedePublications

__all__ = ["TrainingChanges"]

# What was taken back is corrected no more, and prevention gives no version of it: it comes after every one.
_LAST = 2**31 - 1


class TrainingChanges:
    """The handler of the consumer; idempotent by event id."""

    def __init__(self, supersede: SupersedePublications) -> None:
        self._supersede = supersede

    async def __call__(self, delivery: Delivery) -> None:
        """Handles one message. Raises ValueError on one that is not as the contract says: it becomes a dead letter."""
        if delivery.event_id is None:
            raise ValueError("the message carries no event id")
        if delivery.subject == TRAINING_CORRECTED:
            corrected = events_pb2.TrainingCorrected.FromString(delivery.data)
            training_id, revision, moment = corrected.training_id, corrected.version, corrected.correct_time
        elif delivery.subject == TRAINING_WITHDRAWN:
            withdrawn = events_pb2.TrainingWithdrawn.FromString(delivery.data)
            training_id, revision, moment = withdrawn.training_id, _LAST, withdrawn.withdraw_time
        else:
            raise ValueError(f"no handler for {delivery.subject}")
        version = Version(revision, moment.ToDatetime(tzinfo=UTC))
        await self._supersede(delivery.event_id, UUID(training_id), version)
