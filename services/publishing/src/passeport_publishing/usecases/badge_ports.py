"""What issues badges, where the operator has given a key for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from passeport_publishing.domain.snapshot import Item, Snapshot
from passeport_publishing.domain.status import StatusEntry

__all__ = ["Badges"]


class Badges(Protocol):
    """Issues badges of awards."""

    @property
    def public_jwk(self) -> Mapping[str, Any]:
        """The public half of the key."""

    def issue(self, publication_id: UUID, snapshot: Snapshot, item: Item, status: Sequence[StatusEntry]) -> str:
        """Issues the badge of one award of a publication that has these places in the status lists."""

    def issue_status_list(self, list_id: str, indices: Iterable[int], now: datetime) -> str:
        """Issues a list of awards."""
