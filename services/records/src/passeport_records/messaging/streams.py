"""The stream that records owns, and the durable consumers that it has on others'."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream

__all__ = ["DURABLES", "STREAM"]

# Events are some 300 bytes, and a national feed brings millions in a night; when it is full they wait in the outbox.
STREAM = Stream("RECORDS", ("passeport.records.v1.>",), max_bytes=4 * 1024**3)

DURABLES: tuple[Durable, ...] = ()
"""None yet: records reacts to nobody."""
