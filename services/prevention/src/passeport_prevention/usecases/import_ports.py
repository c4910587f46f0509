"""What the use cases of imports need of the outside world."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.imports import Counts, Import, LineResult, ResultPage
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import ImportsNotOffered
from passeport_prevention.regulation.table import Regulation
from passeport_prevention.usecases.ports import UnitOfWork

__all__ = [
    "PIECE_BYTES",
    "ImportLost",
    "ImportTools",
    "ImportWork",
    "Imports",
    "ManyWorkers",
    "OpenImportWork",
    "PieceSeal",
    "Unknown",
    "place_of",
]

PIECE_BYTES = 1024 * 1024
"""Bytes of each piece of a file but the last."""


class ImportLost(Exception):
    """Another process has the import by now."""


class Imports(Protocol):
    """The imports, their files and their results."""

    async def open(self, opened: Import) -> None:
        """Begins an upload."""

    async def add_piece(self, import_id: UUID, number: int, data: bytes) -> None:
        """Keeps the next piece of a file, counted from 0."""

    async def piece(self, import_id: UUID, number: int) -> bytes | None:
        """A piece as it was kept; None after the last."""

    async def receive(self, received: Import) -> Import:
        """Ends an upload. The same bytes under the same name, sent before by the same client: gives that import."""

    async def drop(self, import_id: UUID) -> None:
        """Forgets an upload that came to nothing."""

    async def get(self, client_id: str, import_id: UUID) -> Import:
        """Gets a received import of a client. Raises ImportNotFound."""

    async def take(self, until: datetime) -> Import | None:
        """Takes the one that waits longest for somebody to work on it, until the time given, and counts an attempt."""

    async def others_wait(self) -> bool:
        """Whether one waits for somebody to work on it."""

    async def renew(self, taken: Import, until: datetime) -> Import:
        """Keeps it until then. Raises ImportLost."""

    async def advance(
        self,
        taken: Import,
        results: Sequence[LineResult],
        counts: Counts,
        until: datetime,
        last_line: int,
        *,
        given_up: bool = False,
    ) -> Import:
        """Adds results, from the position on; lines up to the last one have their outcome. Raises ImportLost.

        That ends the attempts, unless it is but said that lines are given up.
        """

    async def finish(self, taken: Import, at: datetime, *, failed: bool = False) -> Import:
        """Ends it and forgets the bytes of its file. Raises ImportLost."""

    async def release(self, taken: Import, not_before: datetime, *, error: str = "") -> None:
        """Lets another go on with it, not before the time given; without an error no attempt is counted."""

    async def results(self, import_id: UUID, after: int, limit: int) -> ResultPage:
        """Results in the order of the file, after an ordinal (-1: the first)."""


class ImportWork(UnitOfWork, Protocol):
    """One transaction, with imports."""

    @property
    def imports(self) -> Imports:
        """The imports."""


OpenImportWork = Callable[[], AbstractAsyncContextManager[ImportWork]]
"""Begins a unit of work."""


class PieceSeal(Protocol):
    """Seals the bytes of files while they wait: they name persons, and nothing here keeps a name or a NIR."""

    def seal(self, data: bytes, place: bytes) -> bytes:
        """Seals for one place."""

    def unseal(self, data: bytes, place: bytes) -> bytes:
        """Gives it back. Raises ValueError when it is not what was sealed for that place."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A worker who could not be resolved; `invalid`: his NIR cannot exist."""

    invalid: bool = False


class ManyWorkers(Protocol):
    """The persons that the lines of an import speak of."""

    async def resolve_all(self, workers: Sequence[Worker], partner: Partner) -> Sequence[UUID | Unknown]:
        """One answer for each, in order; they read which partner named them. Raises IdentityUnavailable."""


@dataclass(frozen=True, slots=True)
class ImportTools:
    """What receiving and processing a file takes."""

    open_work: OpenImportWork
    seal: PieceSeal | None
    """None: no files are taken, for there are no keys to seal them."""
    workers: ManyWorkers
    regulation: Regulation
    types: TrainingTypes
    clock: Clock
    is_outage: Callable[[BaseException], bool] = lambda _error: False
    """Whether an error says that something we need is away: it speaks against no file."""
    attempts: int = 8
    """Times in a row that a file is begun in vain before the rest of it is given up."""

    @property
    def sealing(self) -> PieceSeal:
        """What seals files. Raises ImportsNotOffered."""
        if self.seal is None:
            raise ImportsNotOffered
        return self.seal

    async def pieces(self, import_id: UUID) -> AsyncGenerator[bytes]:
        """The pieces of a file in clear, each read in a transaction of its own."""
        number = 0
        while True:
            async with self.open_work() as work:
                sealed = await work.imports.piece(import_id, number)
            if sealed is None:
                return
            yield self.sealing.unseal(sealed, place_of(import_id, number))
            number += 1


def place_of(import_id: UUID, number: int) -> bytes:
    """To what a piece of a file is bound."""
    return b"prevention.import_piece|" + import_id.bytes + number.to_bytes(8, "big")
