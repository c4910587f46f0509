"""The stream that records owns, and the durable consumer that it has on identity's stream."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream
from passeport_dossier.messaging.persons import SUBJECTS

__all__ = ["DURABLES", "PERSONS", "STREAM"]

# Events are some 300 bytes, and a national feed brings millions in a night; when it is full they wait in the outbox.
STREAM = Stream("RECORDS", ("passeport.records.v1.>",), max_bytes=4 * 1024**3)

PERSONS = Durable("records-persons", "IDENTITY", SUBJECTS)
DURABLES = (PERSONS,)
