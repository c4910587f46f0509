"""The stream that prevention owns, and the durable consumers that it has on others'."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream

__all__ = ["DURABLES", "STREAM"]

# Events are some 300 bytes; when the stream is full they wait in the outbox.
STREAM = Stream("PREVENTION", ("passeport.prevention.v1.>",), max_bytes=1024**3)

DURABLES: tuple[Durable, ...] = ()
"""None yet: prevention reacts to nobody."""
