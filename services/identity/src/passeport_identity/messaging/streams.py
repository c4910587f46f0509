"""The stream that identity owns, and the durable consumers that it has on others'."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream

__all__ = ["DURABLES", "STREAM"]

# Events are some 200 bytes; when the stream is full they wait in the outbox.
STREAM = Stream("IDENTITY", ("passeport.identity.v1.>",), max_bytes=1024**3)

DURABLES: tuple[Durable, ...] = ()
"""None: identity reacts to nobody."""
