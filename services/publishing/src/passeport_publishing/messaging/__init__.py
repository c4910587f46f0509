"""What publishing publishes and consumes."""

from passeport_publishing.messaging.bus import Bus
from passeport_publishing.messaging.dead_letters import Handlers, keep_in
from passeport_publishing.messaging.entry_changes import EntryChanges
from passeport_publishing.messaging.events import encode
from passeport_publishing.messaging.streams import ENTRY_CHANGES, STREAM, provision_streams

__all__ = ["ENTRY_CHANGES", "STREAM", "Bus", "EntryChanges", "Handlers", "encode", "keep_in", "provision_streams"]
