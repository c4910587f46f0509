"""What a service brings to its log: the leaves that wait in line, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_logbook.tree import Head

__all__ = ["LeafQueue"]


class LeafQueue(Protocol):
    """Leaves in line. All of it happens in the transaction of the connection; all log entries have the same size."""

    async def begin(self, connection: AsyncConnection) -> None:
        """Begins a transaction that sees the leaves of every person."""

    async def waited(self, connection: AsyncConnection) -> float:
        """For how many seconds the first leaf in line has waited; 0 when there is none."""

    async def take(self, connection: AsyncConnection, first: int, most: int) -> Sequence[bytes]:
        """Takes at most so many leaves out of line, notes their places from index `first` on; their log entries."""

    async def place(self, connection: AsyncConnection, first: int, entries: Sequence[bytes]) -> int:
        """Takes those with these log entries out of line, and notes the places from `first` on; how many there were.

        A place whose leaf is in no line is nobody's.
        """

    async def vouched(self, connection: AsyncConnection, head: Head, first: int, note: str) -> None:
        """Hears that a checkpoint of this tree was signed; the last one before was of `first` leaves."""
