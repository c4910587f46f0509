"""What verifiers rest on, kept: status lists, the keys of credentials, the chains of seals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from passeport_publishing.domain.status import AwardList, Purpose, StatusEntry, TokenStatus

__all__ = ["IssuerKeys", "SealChains", "StatusLists"]


class StatusLists(Protocol):
    """The status lists; a list is open until it is half full."""

    async def free_entries(self) -> tuple[StatusEntry, ...]:
        """Finds a free place in the open list of each purpose; adding the publication takes them. Raises IndexTaken."""

    async def opened(self, list_id: str) -> tuple[Purpose, datetime] | None:
        """The purpose of a list, and when it was opened; None when there is no such list."""

    async def revocation_lists(self) -> Sequence[str]:
        """The revocation lists that there are, the oldest first."""

    async def set_indices(self, list_id: str, purpose: Purpose, at: datetime | None = None) -> Sequence[int]:
        """The indices whose bit is set, or was at a moment."""

    async def token_statuses(self, list_id: str, at: datetime | None = None) -> Mapping[TokenStatus, Sequence[int]]:
        """The indices of a revocation list by what became of their publications, or had become; not those valid."""

    async def most_items(self, revocation: str) -> int:
        """How many items the publications of a revocation list have at most, as far as that is kept."""

    async def award_indices(self, of: AwardList) -> Sequence[int]:
        """The indices of awards that must no longer be used: withdrawn, revoked, or changed by their source."""

    async def status_at(self, of: str | AwardList, index: int) -> TokenStatus:
        """What became of the publication that has a place, or of its award; VALID where nobody has it, as in lists."""

    async def entries_of(self, publication_id: UUID) -> Sequence[StatusEntry]:
        """The places of a publication."""


class IssuerKeys(Protocol):
    """The public keys that credentials of ours were ever signed with."""

    async def remember(self, jwk: Mapping[str, Any]) -> None:
        """Keeps a key; keeping it again changes nothing."""

    async def find(self, kid: str) -> Mapping[str, Any] | None:
        """Finds a key."""

    async def all(self) -> Sequence[Mapping[str, Any]]:
        """All keys, the newest first."""


class SealChains(Protocol):
    """The certificate chains that seals of ours were ever made under, PEM."""

    async def remember(self, chains: Sequence[str]) -> None:
        """Keeps chains; keeping one again changes nothing."""

    async def all(self) -> Sequence[str]:
        """All chains, the newest first."""
