"""The civil registers (RNIPP, SNGI), in the words of who asks them: persons as they are now, in an order that stays."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from passeport_identity.domain.registry_line import BadLine, RegistryLine

__all__ = ["CivilRegistry", "RegistryChunk"]


@dataclass(frozen=True, slots=True)
class RegistryChunk:
    """Some lines of a delivery, and how far it has been read with them."""

    read_to: int
    lines: Sequence[RegistryLine | BadLine]


class CivilRegistry(Protocol):
    """One delivery of the civil registers: a file today, the answers of a web service tomorrow."""

    @property
    def delivery(self) -> bytes:
        """By which the same delivery is known again, though it comes another time."""
        ...

    def chunks(self, after: int) -> AsyncIterator[RegistryChunk]:
        """What comes after the place that a chunk said it had read to, 0 for all of it; one chunk is kept at a time."""
        ...
