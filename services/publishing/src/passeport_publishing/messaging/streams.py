"""The stream that publishing owns, and the durable consumers that it has on those of the others."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream
from passeport_dossier.messaging.persons import SUBJECTS

__all__ = [
    "ACCOUNT_CLOSED",
    "ACCOUNT_REOPENED",
    "DEATH_REPORTED",
    "DEATH_WITHDRAWN",
    "DURABLES",
    "ENTRY_CHANGES",
    "ENTRY_CORRECTED",
    "ENTRY_WITHDRAWN",
    "PERSONS",
    "PLATFORM_REMOVED",
    "STREAM",
    "TRAINING_CHANGES",
    "TRAINING_CORRECTED",
    "TRAINING_WITHDRAWN",
]

ENTRY_CORRECTED = "passeport.records.v1.entry.corrected"
ENTRY_WITHDRAWN = "passeport.records.v1.entry.withdrawn"

TRAINING_CORRECTED = "passeport.prevention.v1.training.corrected"
TRAINING_WITHDRAWN = "passeport.prevention.v1.training.withdrawn"

ACCOUNT_CLOSED = "passeport.identity.v1.account.closed"
ACCOUNT_REOPENED = "passeport.identity.v1.account.reopened"
DEATH_REPORTED = "passeport.identity.v1.death.reported"
DEATH_WITHDRAWN = "passeport.identity.v1.death.withdrawn"
PLATFORM_REMOVED = "passeport.identity.v1.platform.removed"

# Events are some 300 bytes; when the stream is full they wait in the outbox.
STREAM = Stream("PUBLISHING", ("passeport.publishing.v1.>",), max_bytes=1024**3)

ENTRY_CHANGES = Durable("publishing-entry-changes", "RECORDS", (ENTRY_CORRECTED, ENTRY_WITHDRAWN))
TRAINING_CHANGES = Durable("publishing-training-changes", "PREVENTION", (TRAINING_CORRECTED, TRAINING_WITHDRAWN))
PERSONS = Durable(
    "publishing-persons",
    "IDENTITY",
    (
        ACCOUNT_CLOSED,
        ACCOUNT_REOPENED,
        DEATH_REPORTED,
        DEATH_WITHDRAWN,
        PLATFORM_REMOVED,
        *SUBJECTS,
    ),
)
DURABLES = (ENTRY_CHANGES, PERSONS, TRAINING_CHANGES)
