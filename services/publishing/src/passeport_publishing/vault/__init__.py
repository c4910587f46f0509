"""What must not be read by whoever has a copy of the tables, and what is made with secrets."""

from passeport_publishing.vault.nonces import NonceMint
from passeport_publishing.vault.pin_hasher import PinHasher

__all__ = ["NonceMint", "PinHasher"]
