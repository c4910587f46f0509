"""The units of work: one transaction each, and nobody else commits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import AccessTrail, CommitWithEvents, OutboxEvent
from passeport_records.domain.events import Event
from passeport_records.referentials.storage.labels import LabelCache, SqlLabels
from passeport_records.storage.accesses import SqlAccesses
from passeport_records.storage.attachments import SqlAttachments, SqlKeptFiles
from passeport_records.storage.batches import SqlBatches
from passeport_records.storage.deleted_entries import SqlDeletedEntries
from passeport_records.storage.disputes import SqlDisputes, SqlSourceDisputes
from passeport_records.storage.entries import SqlEntries
from passeport_records.storage.guaranteed_entries import SqlGuaranteedEntries
from passeport_records.storage.joinings import SqlJoinings
from passeport_records.storage.leaves import LedgerKeys, SqlLeaves
from passeport_records.storage.ledger import SqlLedger
from passeport_records.storage.operator_acts import SqlOperatorActs
from passeport_records.storage.persons import SqlPersons, begin_as, begin_for_all
from passeport_records.storage.prevention_entries import SqlPreventionEntries
from passeport_records.storage.provenances import SqlProvenances
from passeport_records.storage.replacements import SqlReplacements
from passeport_records.storage.requests import SqlRequests
from passeport_records.storage.rollbacks import SqlRollbacks
from passeport_records.storage.tables import access, outbox
from passeport_records.storage.training_files import SqlTrainingFiles
from passeport_records.storage.waiting_items import SqlWaitingItems

__all__ = ["FeedUnitsOfWork", "SqlFeedWork", "SqlUnitOfWork", "UnitsOfWork"]


class SqlUnitOfWork:
    """Implements `passeport_records.usecases.ports.UnitOfWork` on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        person_id: UUID,
        person_ids: Sequence[UUID],
        labels: LabelCache,
        end: CommitWithEvents[Event],
    ) -> None:
        self.emit, self.commit = end.emit, end.commit
        self.labels = SqlLabels(connection, labels)
        self.entries = SqlEntries(connection, person_ids)
        self.attachments = SqlAttachments(connection, person_ids)
        self.joinings = SqlJoinings(connection, person_ids)
        self.disputes = SqlDisputes(connection, person_ids)
        self.provenances = SqlProvenances(connection)
        self.ledger = SqlLedger(connection)
        self.requests = SqlRequests(connection, person_id, person_ids)
        self.accesses = SqlAccesses(connection, person_ids)


class UnitsOfWork:
    """Begins units of work on one passport: `async with units(person_id) as work`."""

    def __init__(
        self,
        engine: AsyncEngine,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        """`encode` writes an event as it travels; `committed` is called after a commit that had events."""
        self._engine = engine
        self._encode = encode
        self._committed = committed
        self._labels = LabelCache()

    @asynccontextmanager
    async def __call__(self, person_id: UUID) -> AsyncIterator[SqlUnitOfWork]:
        """One transaction, rolled back unless it is committed inside; rows of others than the person are not there."""
        async with self._engine.connect() as connection:
            person_ids = await begin_as(connection, person_id)
            end = CommitWithEvents(connection, outbox, self._encode, self._committed)
            yield SqlUnitOfWork(connection, person_id, person_ids, self._labels, end)


class SqlFeedWork:
    """Implements `passeport_records.usecases.ports.FeedWork` on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None],
        ledger_keys: LedgerKeys | None,
    ) -> None:
        end = CommitWithEvents(connection, outbox, encode, committed)
        self.emit, self.commit = end.emit, end.commit
        self.batches = SqlBatches(connection)
        leaves = None if ledger_keys is None else SqlLeaves(connection, ledger_keys)
        self.guaranteed = SqlGuaranteedEntries(connection, leaves)
        self.for_prevention = SqlPreventionEntries(connection)
        # Nothing is held from one to the next: what an import has just brought is true of the next chunk of a file.
        self.labels = SqlLabels(connection, LabelCache())
        self.replacements = SqlReplacements(connection)
        self.waiting = SqlWaitingItems(connection)
        self.training_files = SqlTrainingFiles(connection)
        self.deleted = SqlDeletedEntries(connection)
        self.rollbacks = SqlRollbacks(connection)
        self.disputes = SqlSourceDisputes(connection)
        self.acts = SqlOperatorActs(connection)
        self.kept_files = SqlKeptFiles(connection)
        self.persons = SqlPersons(connection)
        self.accesses = AccessTrail(connection, access)


class FeedUnitsOfWork:
    """Begins units of work of feeds: `async with feed_units() as work`."""

    def __init__(
        self,
        engine: AsyncEngine,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None] = lambda: None,
        ledger_keys: LedgerKeys | None = None,
    ) -> None:
        """`encode` writes an event as it travels; `committed` is called after a commit that had events.

        `ledger_keys` are those that hide what is in the ledger; none: no version is entered in it.
        """
        self._engine = engine
        self._ledger_keys = ledger_keys
        self._encode = encode
        self._committed = committed

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlFeedWork]:
        """One transaction on any passport, rolled back unless it is committed inside."""
        async with self._engine.connect() as connection:
            await begin_for_all(connection, planned_anew=True)
            yield SqlFeedWork(connection, self._encode, self._committed, self._ledger_keys)
