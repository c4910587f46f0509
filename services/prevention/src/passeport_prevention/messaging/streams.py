"""The stream that prevention owns, and the durable consumer that it has on identity's stream."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream
from passeport_dossier.messaging.persons import SUBJECTS

__all__ = [
    "ACCOUNT_CLOSED",
    "ACCOUNT_REOPENED",
    "DEATH_REPORTED",
    "DEATH_WITHDRAWN",
    "DURABLES",
    "PERSONS",
    "STREAM",
]

ACCOUNT_CLOSED = "passeport.identity.v1.account.closed"
ACCOUNT_REOPENED = "passeport.identity.v1.account.reopened"
DEATH_REPORTED = "passeport.identity.v1.death.reported"
DEATH_WITHDRAWN = "passeport.identity.v1.death.withdrawn"

# Events are some 300 bytes, those of imports 80 for each training; when the stream is full they wait in the outbox.
STREAM = Stream("PREVENTION", ("passeport.prevention.v1.>",), max_bytes=1024**3)

PERSONS = Durable(
    "prevention-persons", "IDENTITY", (ACCOUNT_CLOSED, ACCOUNT_REOPENED, DEATH_REPORTED, DEATH_WITHDRAWN, *SUBJECTS)
)
DURABLES = (PERSONS,)
