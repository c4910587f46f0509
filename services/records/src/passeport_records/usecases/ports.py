"""What the use cases need of the outside world; storage and clients provide it, tests fake it.

There are two units of work: of one passport, which sees nothing of any other person, and of the feeds, which sees all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_chassis.access import Accesses
from passeport_dossier.usecases.ports import Persons
from passeport_records.domain.batch import Batch, Counts, Rollback
from passeport_records.domain.entry import Entry, EntryState, Kind
from passeport_records.domain.events import Event
from passeport_records.domain.harvest import Harvest, Held, SourceKey
from passeport_records.domain.leaf import EntryProof
from passeport_records.domain.listing import EntryPage, EntryPosition
from passeport_records.domain.operator import OperatorAct
from passeport_records.domain.provenance import Provenance
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.domain.request import Claimed
from passeport_records.domain.undo import Touched
from passeport_records.domain.waiting import WaitingItem
from passeport_records.referentials.usecases.ports import Labels

__all__ = [
    "BatchLost",
    "Batches",
    "DeletedEntries",
    "Entries",
    "FeedWork",
    "GuaranteedEntries",
    "KeysTaken",
    "Ledger",
    "OpenFeedWork",
    "OpenWork",
    "OperatorActs",
    "Provenances",
    "PublicLedger",
    "Requests",
    "Rollbacks",
    "SamePersons",
    "UnitOfWork",
    "WaitingItems",
]


class Entries(Protocol):
    """The entries of one passport; those of whoever was merged into its person are among them."""

    async def page(
        self,
        kinds: Collection[Kind],
        limit: int,
        after: EntryPosition | None,
        *,
        guaranteed_only: bool = False,
        state: EntryState = EntryState.ACTIVE,
    ) -> EntryPage:
        """One page of the entries of `kinds` (all when empty) in a state, kind by kind, from the position `after`."""

    async def get(self, entry_id: UUID, *, deleted: bool = False) -> Entry:
        """Gets an entry, withdrawn ones and drafts too, and with `deleted` also deleted ones. Raises EntryNotFound."""

    async def get_all(self, entry_ids: Sequence[UUID]) -> tuple[Entry, ...]:
        """Gets entries in the order asked, to be shown to others: drafts and deleted ones are not there.

        Raises EntryNotFound naming the first that is not of this passport.
        """

    async def employments(self) -> tuple[Entry, ...]:
        """The guaranteed employments that their source has not taken back."""

    async def add(self, entry: Entry) -> None:
        """Adds an entry."""

    async def replace(self, entry: Entry) -> bool:
        """Writes the next revision of an entry; False when the one before is not the one that is stored."""

    async def lock(self, kind: Kind) -> Collection[UUID]:
        """The entries of a kind, deleted ones aside, which nobody else changes until the end of the transaction."""

    async def arrange(self, kind: Kind, entry_ids: Sequence[UUID]) -> None:
        """Gives the entries of a kind their places: those named in this order, all others none."""


class Provenances(Protocol):
    """Where the entries of one passport come from."""

    async def get(self, entry: Entry) -> Provenance:
        """The story of an entry known to exist; of a declared one there is none to tell."""


class Ledger(Protocol):
    """The append-only log in which versions of guaranteed entries stand."""

    async def prove(self, entry: Entry) -> EntryProof:
        """That the present version of an entry known to exist is in the log. Raises EntryNotInLedger."""


class PublicLedger(Protocol):
    """The same log, as anybody may read it."""

    async def checkpoint(self) -> str:
        """The last signed checkpoint. Raises CheckpointNotFound."""

    async def tile(self, path: str) -> bytes:
        """A tile or an entry bundle. Raises TileNotFound."""


class Requests(Protocol):
    """The ids of one holder's requests, each used once; the same one used at the same time waits for the first."""

    async def claim(self, request_id: str, claim: Claimed) -> Claimed | None:
        """Takes a request id; None, or what it was taken for before."""


class UnitOfWork(Protocol):
    """One transaction on one passport. Left without `commit`, nothing of it remains."""

    @property
    def entries(self) -> Entries:
        """The entries."""

    @property
    def labels(self) -> Labels:
        """What codes stand for."""

    @property
    def provenances(self) -> Provenances:
        """Where they come from."""

    @property
    def ledger(self) -> Ledger:
        """The log in which they stand."""

    @property
    def requests(self) -> Requests:
        """The ids of requests."""

    @property
    def accesses(self) -> Accesses:
        """The trail of accesses."""

    async def commit(self) -> None:
        """Makes it all last: rows and accesses, or none of them."""


OpenWork = Callable[[UUID], AbstractAsyncContextManager[UnitOfWork]]
"""Begins a unit of work on the passport of a person."""


class KeysTaken(Exception):
    """Another transaction gave a key to an entry since it was looked for, or waits for one that is locked here.

    Roll back, look again, decide again.
    """


class BatchLost(Exception):
    """Another worker has the batch by now: what was done here meanwhile must be rolled back."""


class GuaranteedEntries(Protocol):
    """The entries of all passports, as feeds find and write them."""

    async def find(self, keys: Collection[SourceKey]) -> Mapping[SourceKey, Held]:
        """The entries that have these keys, locked until the end of the transaction; unknown keys are left out.

        Raises KeysTaken when another transaction, which goes on, waits for what this one has locked.
        """

    async def write(self, batch: Batch, harvest: Harvest) -> None:
        """Writes a harvest. Raises KeysTaken when one of its keys was given to another entry meanwhile."""


class Batches(Protocol):
    """Files of partners and what became of them."""

    async def open(self, batch: Batch) -> None:
        """Begins an upload."""

    async def add_piece(self, batch_id: UUID, number: int, data: bytes) -> None:
        """Keeps the next piece of a file, counted from 0."""

    async def receive(self, batch: Batch) -> Batch:
        """Ends the upload of a file that is whole and of its format, and numbers its treatment.

        The same bytes under the same name sent before by the same client: what was kept of these is dropped and the
        earlier batch returned.
        """

    async def drop(self, batch_id: UUID) -> None:
        """Forgets an upload that came to nothing."""

    async def get(self, client_id: str, batch_id: UUID) -> Batch:
        """Gets a received batch of a client. Raises BatchNotFound."""

    async def take(self, until: datetime) -> Batch | None:
        """Takes the oldest unfinished batch that nobody works on, until the time given; None when there is none.

        It counts as an attempt, so that a file which kills its worker is counted too.
        """

    async def advance(
        self, batch: Batch, position: int, counts: Counts, until: datetime, *, given_up: int = 0
    ) -> Batch:
        """Notes that the items up to `position` have their outcome, which ends the attempts. Raises BatchLost.

        And how far the file is read, as `batch.progress` has it.
        """

    async def finish(self, batch: Batch, at: datetime) -> Batch:
        """Ends a batch, as failed if some of it was given up, and forgets the bytes of its file. Raises BatchLost."""

    async def release(self, batch: Batch, not_before: datetime | None = None) -> None:
        """Lets another worker go on with a batch, at once or later. No attempt is counted."""

    async def set_aside(self, batch: Batch, error: str, not_before: datetime) -> None:
        """Lets go of a batch that could not be processed, not to be taken before the time given."""

    async def piece(self, batch_id: UUID, number: int) -> bytes | None:
        """A piece of a file as it was kept, counted from 0; None after the last."""

    async def reports(
        self, batch_id: UUID, *, after: int, limit: int, outcomes: Collection[Outcome] = ()
    ) -> tuple[LineReport, ...]:
        """Lines of the report as they are by now, after an ordinal (-1: the first); of `outcomes`, all if empty."""


class WaitingItems(Protocol):
    """Items of files that wait for their person: taken when it is time, tried, settled or postponed."""

    async def add(self, batch: Batch, items: Mapping[int, tuple[Collection[SourceKey], bytes]], at: datetime) -> None:
        """Keeps items by their ordinals: the keys that they would have, and what they say, sealed."""

    async def take(self, until: datetime, limit: int) -> tuple[Batch, Sequence[WaitingItem]] | None:
        """Takes items whose time has come, of one batch that is over; nobody else does until the time given.

        None when there are none.
        """

    async def lock(self, batch_id: UUID, ordinals: Collection[int]) -> Collection[int]:
        """Those that still wait, locked until the end of the transaction."""

    async def settle(self, batch: Batch, reports: Sequence[LineReport], at: datetime) -> Batch:
        """Notes what became of items, which wait no more, and counts them anew. Raises BatchLost."""

    async def postpone(self, batch_id: UUID, until: Mapping[int, datetime]) -> None:
        """Counts a try in vain, and says when the next one is."""

    async def cancel(self, keys: Collection[SourceKey], at: datetime) -> Collection[SourceKey]:
        """Ends the wait of items that would have these keys, since they are taken back; tells which waited."""

    async def hasten(self, batch_id: UUID | None = None) -> int:
        """Makes it time for items, of one batch or all, and says how many wait."""

    async def count(self, batch_id: UUID) -> int:
        """How many items of a batch wait."""


class DeletedEntries(Protocol):
    """What holders deleted, in all passports."""

    async def erase(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """Erases up to `limit` entries that can no longer be restored; returns whose they were, and which."""


class Rollbacks(Protocol):
    """The undoing of batches: who works on which, and what each batch touched."""

    async def begin(self, batch_id: UUID, order: Rollback, *, client_id: str | None = None) -> Batch:
        """Begins to undo a batch that is over, of a client or whosever; lines of it that wait do no more.

        One that is being undone already, or is, comes back as it is. Raises BatchNotFound, BatchNotFinished.
        """

    async def take(self, until: datetime) -> Batch | None:
        """Takes the oldest batch that is being undone and that nobody works on; None when there is none."""

    async def touched(self, batch: Batch, limit: int) -> Sequence[Touched]:
        """The next entries that the batch registered or changed, locked until the end of the transaction."""

    async def advance(self, batch: Batch, last: tuple[UUID, UUID], undone: int, kept: int, until: datetime) -> Batch:
        """Notes that the entries up to `last` are looked at. Raises BatchLost when another worker was quicker."""

    async def keep(self, batch: Batch, kept: Sequence[Touched], at: datetime) -> None:
        """Says in the report which lines are kept, although their batch is undone."""

    async def finish(self, batch: Batch, at: datetime) -> Batch:
        """Ends the undoing. Raises BatchLost."""

    async def release(self, batch: Batch) -> None:
        """Lets another worker go on with it."""


class OperatorActs(Protocol):
    """What operators did by command; added to, never changed."""

    async def add(self, act: OperatorAct) -> None:
        """Adds an act."""

    async def all(self, about: str = "") -> Sequence[OperatorAct]:
        """Those about something, or all; the oldest first."""


class SamePersons(Persons, Protocol):
    """Who is who, and whose time is over, for feeds."""

    async def expired(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those of them whose time is over. Of no other it will be before the end of the transaction, which is near."""

    async def are_one(self, one: UUID, other: UUID) -> bool:
        """Whether two identifiers are by now those of one person."""


class FeedWork(Protocol):
    """One transaction of a feed, on any passport. Left without `commit`, nothing of it remains."""

    @property
    def batches(self) -> Batches:
        """The files."""

    @property
    def guaranteed(self) -> GuaranteedEntries:
        """The entries."""

    @property
    def waiting(self) -> WaitingItems:
        """Items that wait for their person."""

    @property
    def deleted(self) -> DeletedEntries:
        """What holders deleted."""

    @property
    def rollbacks(self) -> Rollbacks:
        """The undoing of batches."""

    @property
    def acts(self) -> OperatorActs:
        """What operators did."""

    @property
    def persons(self) -> SamePersons:
        """Who is who."""

    @property
    def accesses(self) -> Accesses:
        """The trail of accesses."""

    def emit(self, event: Event) -> None:
        """Notes an event, to be published if and when the transaction is committed."""

    async def commit(self) -> None:
        """Makes it all last: rows, accesses and events, or none of them."""


OpenFeedWork = Callable[[], AbstractAsyncContextManager[FeedWork]]
"""Begins a unit of work of a feed."""
