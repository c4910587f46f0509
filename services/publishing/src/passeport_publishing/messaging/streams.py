"""The stream that publishing owns, and the durable consumer that it has on records' stream."""

from __future__ import annotations

from passeport_chassis.messaging import Durable, Stream

__all__ = ["DURABLES", "ENTRY_CHANGES", "ENTRY_CORRECTED", "ENTRY_WITHDRAWN", "STREAM"]

ENTRY_CORRECTED = "passeport.records.v1.entry.corrected"
ENTRY_WITHDRAWN = "passeport.records.v1.entry.withdrawn"

# Events are some 300 bytes; when the stream is full they wait in the outbox.
STREAM = Stream("PUBLISHING", ("passeport.publishing.v1.>",), max_bytes=1024**3)

ENTRY_CHANGES = Durable("publishing-entry-changes", "RECORDS", (ENTRY_CORRECTED, ENTRY_WITHDRAWN))
DURABLES = (ENTRY_CHANGES,)
