"""A share addressed to a body: who reads it, and how it stands in his list."""

from __future__ import annotations

from dataclasses import dataclass, field

from passeport_publishing.domain.share import Share, SharePosition
from passeport_publishing.domain.snapshot import PublicationKind

__all__ = ["AddressedPage", "AddressedShare", "Reader"]


@dataclass(frozen=True, slots=True)
class Reader:
    """A professional who is signed in: for which body he acts, and our identifier of him, which never leaves."""

    siret: str
    organisation: str
    professional_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AddressedShare:
    """A share, and what tells a reader whose it is and of what."""

    share: Share
    holder_name: str
    title: str
    kind: PublicationKind


@dataclass(frozen=True, slots=True)
class AddressedPage:
    """Some of them, newest first, and the position after them unless they are the last."""

    shares: tuple[AddressedShare, ...]
    next: SharePosition | None
