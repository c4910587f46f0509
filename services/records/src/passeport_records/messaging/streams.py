"""The stream that records owns, and the durable consumer that it has on identity's stream."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream

__all__ = ["DURABLES", "PERSONS", "PERSON_EXPIRED", "PERSON_MERGED", "PERSON_SPLIT", "STREAM"]

PERSON_MERGED = "passeport.identity.v1.person.merged"
PERSON_SPLIT = "passeport.identity.v1.person.split"
PERSON_EXPIRED = "passeport.identity.v1.person.expired"

# Events are some 300 bytes, and a national feed brings millions in a night; when it is full they wait in the outbox.
STREAM = Stream("RECORDS", ("passeport.records.v1.>",), max_bytes=4 * 1024**3)

PERSONS = Durable("records-persons", "IDENTITY", (PERSON_MERGED, PERSON_SPLIT, PERSON_EXPIRED))
DURABLES = (PERSONS,)
