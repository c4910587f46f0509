"""The stream that prevention owns, and the durable consumers that it has on those of identity and records."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream
from passeport_dossier.messaging.persons import SUBJECTS

__all__ = [
    "ACCOUNT_CLOSED",
    "ACCOUNT_REOPENED",
    "DEATH_REPORTED",
    "DEATH_WITHDRAWN",
    "DURABLES",
    "ENTRIES",
    "ENTRY_CORRECTED",
    "ENTRY_DISPUTED",
    "ENTRY_REGISTERED",
    "ENTRY_SETTLED",
    "ENTRY_WITHDRAWN",
    "PERSONS",
    "STREAM",
]

ACCOUNT_CLOSED = "passeport.identity.v1.account.closed"
ACCOUNT_REOPENED = "passeport.identity.v1.account.reopened"
DEATH_REPORTED = "passeport.identity.v1.death.reported"
DEATH_WITHDRAWN = "passeport.identity.v1.death.withdrawn"

ENTRY_REGISTERED = "passeport.records.v1.entry.registered"
ENTRY_CORRECTED = "passeport.records.v1.entry.corrected"
ENTRY_WITHDRAWN = "passeport.records.v1.entry.withdrawn"
ENTRY_DISPUTED = "passeport.records.v1.entry.disputed"
ENTRY_SETTLED = "passeport.records.v1.entry.settled"

# Events are some 300 bytes, those of imports 80 for each training; when the stream is full they wait in the outbox.
STREAM = Stream("PREVENTION", ("passeport.prevention.v1.>",), max_bytes=1024**3)

PERSONS = Durable(
    "prevention-persons", "IDENTITY", (ACCOUNT_CLOSED, ACCOUNT_REOPENED, DEATH_REPORTED, DEATH_WITHDRAWN, *SUBJECTS)
)
ENTRIES = Durable(
    "prevention-entries",
    "RECORDS",
    (ENTRY_REGISTERED, ENTRY_CORRECTED, ENTRY_WITHDRAWN, ENTRY_DISPUTED, ENTRY_SETTLED),
)
DURABLES = (PERSONS, ENTRIES)
