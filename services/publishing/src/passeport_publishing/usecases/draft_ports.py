"""What the use cases of drafts need besides: the drafts themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_publishing.domain.draft import Draft, DraftVersion

__all__ = ["Drafts"]


class Drafts(Protocol):
    """The drafts; a person has those of whoever was merged into him too."""

    async def take_turn(self, person_id: UUID) -> None:
        """Makes those who make or restore drafts of a person take turns, to the end of the transaction."""

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[Draft, bytes] | None:
        """The draft that a request made before, deleted or not, and what it asked for."""

    async def all(self, person_id: UUID, deleted_since: datetime | None = None) -> Sequence[Draft]:
        """A holder's drafts, the last saved first; or those that he deleted since a moment."""

    async def add(self, draft: Draft, request_id: str, fingerprint: bytes) -> None:
        """Adds a draft with its first version."""

    async def get(self, person_id: UUID, draft_id: UUID, *, lock: bool = False) -> Draft | None:
        """Gets a draft of this holder, deleted or not, locked against other changes if asked."""

    async def save(self, draft: Draft) -> None:
        """Writes a draft; a version that is new is kept, and the oldest beyond the limit dropped."""

    async def versions(self, draft: Draft) -> Sequence[DraftVersion]:
        """The versions of a draft that are kept, the newest first."""

    async def version(self, draft: Draft, number: int) -> DraftVersion | None:
        """One of them."""
