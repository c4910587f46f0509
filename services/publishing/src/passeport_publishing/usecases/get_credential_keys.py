"""Gets the public keys of credentials, those of former times included: a credential outlives its key's use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from passeport_publishing.usecases.badge_ports import Badges
from passeport_publishing.usecases.ports import CredentialBook, OpenWork

__all__ = ["GetCredentialKeys"]


@dataclass(frozen=True, slots=True)
class GetCredentialKeys:
    """The use case with its ports."""

    open_work: OpenWork
    credentials: CredentialBook
    badges: Badges | None = None

    async def __call__(self) -> Sequence[Mapping[str, Any]]:
        """The key in use first, then the one that follows and that of badges, whether or not they have signed yet."""
        of_badges = None if self.badges is None else self.badges.public_jwk
        own = [jwk for jwk in (self.credentials.public_jwk, self.credentials.next_jwk, of_badges) if jwk is not None]
        kids = {jwk["kid"] for jwk in own}
        async with self.open_work() as work:
            kept = await work.keys.all()
        return [*own, *(key for key in kept if key["kid"] not in kids)]
