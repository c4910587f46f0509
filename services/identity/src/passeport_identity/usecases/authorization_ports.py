"""What the use cases need of the database about authorizations of platforms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_identity.domain.authorization import AuthorizationCode, PlatformToken, PushedRequest
from passeport_identity.domain.partner import PartnerClient

__all__ = ["Authorizations"]


class Authorizations(Protocol):
    """Codes, and tokens of platforms."""

    async def add_code(self, code: AuthorizationCode) -> None:
        """Adds a code."""
        ...

    async def find_code(self, digest: bytes) -> AuthorizationCode | None:
        """A code, lapsed and used or not, locked until the end of the transaction."""
        ...

    async def mark_code_used(self, digest: bytes, now: datetime) -> None:
        """Notes that a code was shown by its client."""
        ...

    async def add_pushed(self, request: PushedRequest) -> None:
        """Adds an authorization request that was pushed."""
        ...

    async def find_pushed(self, digest: bytes) -> PushedRequest | None:
        """Such a request, lapsed or not."""
        ...

    async def add_tokens(self, *tokens: PlatformToken) -> None:
        """Adds tokens."""
        ...

    async def find_refresh(self, digest: bytes) -> PlatformToken | None:
        """A refresh token, lapsed and used or not, locked until the end of the transaction."""
        ...

    async def mark_refresh_used(self, digest: bytes, now: datetime) -> None:
        """Notes that a refresh token was turned into others."""
        ...

    async def find_access(self, digest: bytes) -> tuple[PlatformToken, PartnerClient] | None:
        """An access token, valid or not, and its client."""
        ...

    async def find_any(self, digest: bytes, client_id: str) -> PlatformToken | None:
        """A token of a client, of either kind."""
        ...

    async def end_access(self, digest: bytes) -> None:
        """Forgets one access token."""
        ...

    async def end_grant(self, of: AuthorizationCode | PlatformToken) -> None:
        """Forgets what came of the same authorization, as `end_consent` does.

        And what no authorization is known of, under the same consent of the same client.
        """
        ...

    async def end_consent(self, consent_id: UUID, person_ids: Collection[UUID]) -> None:
        """Forgets the tokens of a consent of one of these persons, and the codes that were not shown."""
        ...
