"""The end of a unit of work: rows and events last together, or neither does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db.outbox import OutboxEvent, add_events

E = TypeVar("E")


class CommitWithEvents(Generic[E]):
    """One transaction that tells events; a service's unit of work holds one beside its repositories."""

    def __init__(
        self,
        connection: AsyncConnection,
        outbox: sa.Table,
        encode: Callable[[E], OutboxEvent],
        committed: Callable[[], None],
    ) -> None:
        """`encode` writes an event as it travels; `committed` is called after a commit that had events."""
        self._connection = connection
        self._outbox = outbox
        self._encode = encode
        self._committed = committed
        self._events: list[E] = []

    def emit(self, event: E) -> None:
        """Notes an event, to be published if and when the transaction is committed."""
        self._events.append(event)

    async def commit(self) -> None:
        """Makes it all last: rows, accesses and events, or none of them."""
        await add_events(self._connection, self._outbox, [self._encode(event) for event in self._events])
        await self._connection.commit()
        if self._events:
            self._committed()
        self._events.clear()
