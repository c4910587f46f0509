"""The stream that identity owns."""

from __future__ import annotations

from passeport_chassis.messaging import Stream

__all__ = ["STREAM"]

# Events are some 200 bytes; when the stream is full they wait in the outbox.
STREAM = Stream("IDENTITY", ("passeport.identity.v1.>",), max_bytes=1024**3)
