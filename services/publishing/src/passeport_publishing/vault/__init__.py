"""What keeps small secrets so that a copy of the database is of no use."""

from passeport_publishing.vault.pin_hasher import PinHasher

__all__ = ["PinHasher"]
