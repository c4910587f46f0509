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
from passeport_records.domain.batch import Batch
from passeport_records.domain.declared_story import HolderStep
from passeport_records.domain.entry import Entry, EntryState, Kind
from passeport_records.domain.events import Event
from passeport_records.domain.harvest import Harvest, Held, SourceKey
from passeport_records.domain.joining import Decision, Pair
from passeport_records.domain.leaf import EntryProof
from passeport_records.domain.listing import EntryPage, EntryPosition
from passeport_records.domain.provenance import Provenance
from passeport_records.domain.request import Claimed
from passeport_records.referentials.usecases.ports import Labels
from passeport_records.usecases.attachment_ports import Attachments, KeptFiles
from passeport_records.usecases.batch_ports import (
    Batches,
    OperatorActs,
    Replacements,
    Rollbacks,
    TrainingFiles,
    WaitingItems,
)
from passeport_records.usecases.dispute_ports import Disputes, SourceDisputes

__all__ = [
    "DeletedEntries",
    "Entries",
    "FeedWork",
    "GuaranteedEntries",
    "Joinings",
    "KeysTaken",
    "Ledger",
    "OpenFeedWork",
    "OpenWork",
    "Provenances",
    "PublicLedger",
    "Requests",
    "SamePersons",
    "UnitOfWork",
]


class Entries(Protocol):
    """The entries of one passport; those of whoever was merged into its person are among them.

    Each is read with whether the holder contests it.
    """

    async def page(
        self,
        kinds: Collection[Kind],
        limit: int,
        after: EntryPosition | None,
        *,
        guaranteed_only: bool = False,
        uncontested_only: bool = False,
        state: EntryState = EntryState.ACTIVE,
    ) -> EntryPage:
        """One page of the entries of `kinds` (all when empty) in a state, kind by kind, from the position `after`."""

    async def get(self, entry_id: UUID, *, deleted: bool = False) -> Entry:
        """Gets an entry, withdrawn ones and drafts too, and with `deleted` also deleted ones. Raises EntryNotFound."""

    async def get_all(self, entry_ids: Sequence[UUID]) -> tuple[Entry, ...]:
        """Gets entries in the order asked, to be shown to others: drafts and deleted ones are not there.

        Raises EntryNotFound naming the first that is not of this passport.
        """

    async def everything(self, limit: int, after: UUID | None) -> tuple[Entry, ...]:
        """Up to `limit` entries in whatever state, the oldest first, after the one with the identifier `after`."""

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
        """The story of an entry known to exist."""

    async def get_all(self, entries: Sequence[Entry]) -> Sequence[Provenance]:
        """The stories of entries known to exist, in their order."""

    async def note(self, entry: Entry, step: HolderStep) -> None:
        """Adds what the holder did to a declared entry to its story."""


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


class Joinings(Protocol):
    """What the holder decided of entries, declared as a rule, and of the guaranteed ones that seem to say the same."""

    async def entries(self, kinds: Collection[Kind]) -> Sequence[Entry]:
        """All active entries of these kinds, those that a joining hides in lists too; of a double the listed one."""

    async def decided(self) -> Mapping[Pair, Decision]:
        """What was decided of each pair; of two sources, unless one of them has said something else since.

        What was decided of a double is of the one that is listed; that it is joined, where two were decided of.
        """

    async def decide(self, declared: Entry, guaranteed: Entry, decision: Decision, at: datetime) -> None:
        """Notes what is decided of a pair, in place of what was before, of a double of the guaranteed one too."""


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
    def attachments(self) -> Attachments:
        """Their files."""

    @property
    def joinings(self) -> Joinings:
        """What is joined."""

    @property
    def disputes(self) -> Disputes:
        """What is contested."""

    @property
    def requests(self) -> Requests:
        """The ids of requests."""

    @property
    def accesses(self) -> Accesses:
        """The trail of accesses."""

    def emit(self, event: Event) -> None:
        """Notes an event, to be published if and when the transaction is committed."""

    async def commit(self) -> None:
        """Makes it all last: rows, accesses and events, or none of them."""


OpenWork = Callable[[UUID], AbstractAsyncContextManager[UnitOfWork]]
"""Begins a unit of work on the passport of a person."""


class KeysTaken(Exception):
    """Another transaction gave a key to an entry since it was looked for, or waits for one that is locked here.

    Roll back, look again, decide again.
    """


class GuaranteedEntries(Protocol):
    """The entries of all passports, as feeds find and write them."""

    async def find(self, keys: Collection[SourceKey]) -> Mapping[SourceKey, Held]:
        """The entries that have these keys, locked until the end of the transaction; unknown keys are left out.

        Raises KeysTaken when another transaction, which goes on, waits for what this one has locked.
        """

    async def write(self, batch: Batch, harvest: Harvest) -> None:
        """Writes a harvest. Raises KeysTaken when one of its keys was given to another entry meanwhile."""


class PreventionEntries(Protocol):
    """Guaranteed entries of all passports that may enter the passeport de prévention."""

    async def standing(self, names: Collection[tuple[UUID, UUID]]) -> Sequence[Entry]:
        """Those of some guaranteed entries, named by person and identifier, that stand; contested ones say so."""

    async def listed(self, after: tuple[UUID, UUID] | None, limit: int) -> Sequence[Entry]:
        """The next entries that stand and whose certification is on the list, by person and identifier."""


class DeletedEntries(Protocol):
    """What holders deleted, in all passports."""

    async def erase(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """Erases up to `limit` entries that can no longer be restored; returns whose they were, and which."""


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
    def labels(self) -> Labels:
        """What codes stand for."""

    @property
    def for_prevention(self) -> PreventionEntries:
        """What may enter the passeport de prévention."""

    @property
    def replacements(self) -> Replacements:
        """Declarations that no longer count."""

    @property
    def waiting(self) -> WaitingItems:
        """Items that wait for their person."""

    @property
    def training_files(self) -> TrainingFiles:
        """Whose they are."""

    @property
    def kept_files(self) -> KeptFiles:
        """The files of entries."""

    @property
    def deleted(self) -> DeletedEntries:
        """What holders deleted."""

    @property
    def rollbacks(self) -> Rollbacks:
        """The undoing of batches."""

    @property
    def disputes(self) -> SourceDisputes:
        """What holders contest."""

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
