"""What the use cases of feeds need of batches: their files, lines that wait, their undoing, and acts of operators."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_records.domain.batch import Batch, Counts, Rollback
from passeport_records.domain.employment import Retraction
from passeport_records.domain.entry import Entry
from passeport_records.domain.harvest import Held, SourceKey
from passeport_records.domain.known import Stamp
from passeport_records.domain.operator import OperatorAct
from passeport_records.domain.replacing import Slot
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.domain.undo import Touched
from passeport_records.domain.waiting import WaitingItem

__all__ = ["BatchLost", "Batches", "OperatorActs", "Replacements", "Rollbacks", "TrainingFiles", "WaitingItems"]


class BatchLost(Exception):
    """Another worker has the batch by now: what was done here meanwhile must be rolled back."""


class Batches(Protocol):
    """Files of partners and what became of them."""

    async def open(self, batch: Batch) -> None:
        """Begins an upload."""

    async def add_piece(self, batch_id: UUID, number: int, data: bytes) -> None:
        """Keeps the next piece of a file, counted from 0."""

    async def receive(self, batch: Batch) -> Batch:
        """Ends the upload of a file that is whole and of its format, and numbers its treatment.

        The same bytes under the same name sent before by the same client: what was kept of these is dropped and the
        earlier batch returned. Of a DSN, if he declared then for those for whom he does now.
        """

    async def drop(self, batch_id: UUID) -> None:
        """Forgets an upload that came to nothing."""

    async def get(self, client_id: str | None, batch_id: UUID) -> Batch:
        """Gets a received batch of a client, or whosever it is without one. Raises BatchNotFound."""

    async def latest(self, limit: int, *, client_id: str | None = None) -> Sequence[Batch]:
        """The received batches of a client, or of all, the newest first."""

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

    async def note_read(self, batch: Batch, until: datetime) -> Batch:
        """Notes how far the file is read, as `batch.progress` has it, while nothing comes of it. Raises BatchLost.

        The attempts stay: the batch got no further.
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

    async def without_person(self, batch_id: UUID, lines: Collection[int]) -> Collection[int]:
        """Those of some lines of which an item found nobody when it was first looked for."""


class TrainingFiles(Protocol):
    """Trainings by the numbers of their files."""

    async def persons(self, numbers: Collection[str], senders: Collection[str]) -> Mapping[str, Collection[UUID]]:
        """Whose trainings of these numbers hold that these senders (SIRET) gave; unknown numbers are left out."""


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


class Rollbacks(Protocol):
    """The undoing of batches: who works on which, and what each batch touched."""

    async def begin(self, batch_id: UUID, order: Rollback, *, client_id: str | None = None) -> Batch:
        """Begins to undo a batch that is over, of a client or whosever; lines of it that wait do no more.

        One that is being undone already, or is, comes back as it is. Raises BatchNotFound, BatchNotFinished,
        ReportExpired.
        """

    async def take(self, until: datetime) -> Batch | None:
        """Takes the oldest batch that is being undone and that nobody works on; None when there is none."""

    async def touched(self, batch: Batch, limit: int) -> tuple[Sequence[Touched], tuple[UUID, UUID] | None]:
        """The next entries of which the batch told, with all that was told of them, and the last one; None: no more.

        Locked until the end of the transaction. Raises KeysTaken.
        """

    async def free_keys(self, batch: Batch, keys: Collection[SourceKey]) -> None:
        """Lets keys of contracts lead to no entry any more."""

    async def advance(self, batch: Batch, last: tuple[UUID, UUID], undone: int, kept: int, until: datetime) -> Batch:
        """Notes that the entries up to `last` are looked at. Raises BatchLost when another worker was quicker."""

    async def keep(self, batch: Batch, kept: Sequence[Entry], at: datetime) -> None:
        """Says in the report which lines are kept, although their batch is undone."""

    async def keep_no_longer(self, batch: Batch, changed: Sequence[Entry], at: datetime) -> None:
        """Says in the reports of other batches that are undone that lines are, which others kept from it until now."""

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


class Replacements(Protocol):
    """Which declarations of the DSN no longer count, since a later one replaced or annulled them."""

    async def find(self, told: Collection[Slot], taken_back: Collection[Slot]) -> Mapping[Slot, Stamp]:
        """Up to which message declarations no longer count, of those of `told` of which it is known.

        Until the end of the transaction nobody else takes back one of `told`, or tells of one of `taken_back`. Raises
        KeysTaken as `ports.GuaranteedEntries.find`.
        """

    async def standing(self, slot: Slot, left: Collection[SourceKey] = ()) -> Collection[Held]:
        """The entries that stand on a declaration, locked until the end of the transaction.

        `left`: keys without their persons (`domain.harvest.whosever`) of those that are left out.
        """

    async def note(self, batch_id: UUID, taken_back: Collection[Retraction]) -> None:
        """Keeps which declarations no longer count, so that one that comes later does not either."""
