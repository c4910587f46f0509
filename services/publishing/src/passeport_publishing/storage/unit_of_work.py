"""The unit of work: one transaction, and nobody else commits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import CommitWithEvents, OutboxEvent
from passeport_dossier.storage.inbox import SqlInbox
from passeport_publishing.domain.events import Event
from passeport_publishing.storage.accesses import SqlAccesses
from passeport_publishing.storage.claims import SqlClaims
from passeport_publishing.storage.consents import SqlConsents
from passeport_publishing.storage.credential_offers import SqlCredentialOffers
from passeport_publishing.storage.drafts import SqlDrafts
from passeport_publishing.storage.issuer_keys import SqlIssuerKeys
from passeport_publishing.storage.persons import SqlPersons
from passeport_publishing.storage.photos import SqlPhotos
from passeport_publishing.storage.publications import SqlPublications
from passeport_publishing.storage.queue import SqlQueue
from passeport_publishing.storage.seal_chains import SqlSealChains
from passeport_publishing.storage.shares import SqlShares
from passeport_publishing.storage.sources import SqlSourceChanges
from passeport_publishing.storage.status_lists import SqlStatusLists
from passeport_publishing.storage.tables import inbox, outbox

__all__ = ["SqlUnitOfWork", "UnitsOfWork"]


class SqlUnitOfWork:
    """Implements `passeport_publishing.usecases.ports.UnitOfWork` on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        consumer: str,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None],
    ) -> None:
        end = CommitWithEvents(connection, outbox, encode, committed)
        self.emit, self.commit = end.emit, end.commit
        self.publications = SqlPublications(connection)
        self.sources = SqlSourceChanges(connection)
        self.status_lists = SqlStatusLists(connection)
        self.keys = SqlIssuerKeys(connection)
        self.seal_chains = SqlSealChains(connection)
        self.inbox = SqlInbox(connection, inbox, consumer)
        self.claims = SqlClaims(connection)
        self.accesses = SqlAccesses(connection)
        self.persons = SqlPersons(connection)
        self.consents = SqlConsents(connection)
        self.drafts = SqlDrafts(connection)
        self.photos = SqlPhotos(connection)
        self.shares = SqlShares(connection)
        self.queue = SqlQueue(connection)
        self.offers = SqlCredentialOffers(connection)


class UnitsOfWork:
    """Begins units of work: `async with units() as work`."""

    def __init__(
        self,
        engine: AsyncEngine,
        consumer: str,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        """`consumer` names the inbox, `encode` writes an event as it travels, `committed` hears of commits with one."""
        self._engine = engine
        self._consumer = consumer
        self._encode = encode
        self._committed = committed

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        """One transaction, rolled back unless it is committed inside."""
        async with self._engine.connect() as connection:
            yield SqlUnitOfWork(connection, self._consumer, self._encode, self._committed)
