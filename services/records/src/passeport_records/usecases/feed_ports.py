"""What the use cases of feeds need besides their unit of work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_records.domain.batch import Batch
from passeport_records.domain.claims import Claim
from passeport_records.domain.holder import HolderIdentity, NirIdentity
from passeport_records.domain.resolution import Resolution
from passeport_records.domain.waiting import WaitingItem
from passeport_records.feeds.claims import read_claim, write_claim
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["PIECE_BYTES", "FeedTools", "Persons", "PieceSeal", "Place"]


class Persons(Protocol):
    """Identity, which knows who is who."""

    async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
        """One answer for each, in order; they read whose file named them. Raises IdentityUnavailable.

        A training file is nothing that identity knows: see `usecases.training_files`.
        """

    async def declare(self, batch: Batch, changed: Sequence[NirIdentity]) -> None:
        """Tells of persons who had another NIR before (`former`). Raises IdentityUnavailable."""


PIECE_BYTES = 1024 * 1024
"""Bytes of each piece of a file but the last."""


class Place(StrEnum):
    """What is sealed: the number-th piece of a file or of an attachment, or the item of a file of that ordinal."""

    PIECE = "records.batch_file"
    ITEM = "records.waiting_item"
    ATTACHMENT = "records.attachment"


class PieceSeal(Protocol):
    """Seals the bytes of files while they wait: they name persons, and records keeps no name and no NIR."""

    def seal(self, batch_id: UUID, number: int, data: bytes, place: Place = Place.PIECE) -> bytes:
        """Seals a piece of a file, or an item that waits, for its place in its batch."""

    def unseal(self, batch_id: UUID, number: int, data: bytes, place: Place = Place.PIECE) -> bytes:
        """Gives it back. Raises ValueError when it is not what was sealed for that place."""


@dataclass(frozen=True, slots=True)
class FeedTools:
    """What receiving and processing a file takes."""

    open_work: OpenFeedWork
    seal: PieceSeal
    persons: Persons
    clock: Clock
    is_outage: Callable[[BaseException], bool] = lambda _error: False
    """Whether an error says that something we need is away: it speaks against no file."""
    attempts: int = 8
    """Times in a row that a file is begun in vain before what cannot be processed of it is given up."""
    file_senders: frozenset[str] = frozenset()
    """SIRETs of who numbers training files: whose one is, they alone tell."""

    async def piece(self, batch_id: UUID, number: int) -> bytes | None:
        """A piece of a file in clear; None after the last. A transaction of its own: parsing may take its time."""
        async with self.open_work() as work:
            sealed = await work.batches.piece(batch_id, number)
        return None if sealed is None else self.seal.unseal(batch_id, number, sealed)

    def sealed_claim(self, batch_id: UUID, ordinal: int, claim: Claim) -> bytes:
        """An item that waits, sealed for its place."""
        return self.seal.seal(batch_id, ordinal, write_claim(claim), Place.ITEM)

    def claim(self, item: WaitingItem) -> Claim:
        """What an item says that waited. Raises ValueError when it was not sealed for its place."""
        return read_claim(self.seal.unseal(item.batch_id, item.ordinal, item.sealed, Place.ITEM))
