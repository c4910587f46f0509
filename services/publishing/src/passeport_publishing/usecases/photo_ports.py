"""What the use cases of photos need besides: the photos themselves."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from passeport_publishing.domain.photo import Photo

__all__ = ["Photos"]


class Photos(Protocol):
    """One photo of each holder; of who was merged with others, the last that any of them sent."""

    async def put(self, person_id: UUID, photo: Photo) -> None:
        """Keeps one in place of the one before."""

    async def get(self, person_id: UUID) -> Photo | None:
        """The one that is kept."""

    async def delete(self, person_id: UUID) -> None:
        """Deletes it, under each of the holder's identifiers."""
