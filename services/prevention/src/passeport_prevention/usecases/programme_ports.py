"""What calling a programme needs of the outside world."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from passeport_chassis.access import Accesses
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.training import Training

__all__ = [
    "Call",
    "Found",
    "OpenProgrammeWork",
    "ProgrammeShown",
    "ProgrammeTools",
    "ProgrammeWork",
    "Programmes",
    "RouteShown",
]


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of a programme: an address below its root, and the body as it came."""

    programme: str
    audience: str
    method: str
    path: str
    query: Mapping[str, str]
    body: bytes

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class RouteShown:
    """A route, for whoever looks for one; schemas are JSON, the one of a request empty where it takes none."""

    method: str
    path: str
    summary: str
    request_schema: str
    response_schema: str


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """A programme that is installed; `fault` says what keeps it from working, empty where nothing does."""

    name: str
    title: str
    version: str
    fault: str
    routes: Sequence[RouteShown]


class ProgrammeWork(Protocol):
    """One transaction of a programme: its rows as its role, and the trail. Left without `commit`, all is undone."""

    @property
    def accesses(self) -> Accesses:
        """The trail of accesses."""

    async def execute(self, statement: Any) -> Sequence[Mapping[str, Any]]:
        """Runs a statement over the rows of the programme, as its role; gives the rows, if it has any."""

    @property
    def seen(self) -> Mapping[UUID, UUID]:
        """The trainings that it gave to a partner, each with its person."""

    async def trainings_of(self, person_id: UUID) -> Sequence[Training]:
        """The trainings of a holder, the latest first, 500 at most."""

    async def training_of_partner(self, client_id: str, training_id: UUID) -> Training | None:
        """A training that a partner declared; None where there is none of his."""

    async def ids_of(self, person_id: UUID) -> Sequence[UUID]:
        """The identifiers under which rows of a holder may lie, that of today first."""

    def part(self) -> AbstractAsyncContextManager[None]:
        """A part of it that is undone alone, when it raises."""

    async def commit(self) -> None:
        """Makes it all last."""


class Found(Protocol):
    """A route that fits a call, whose body is sound."""

    @property
    def schema(self) -> str:
        """The schema of the programme's rows; empty where it has none."""

    @property
    def purpose(self) -> str:
        """What the worker reads in his log."""

    async def answer(self, work: ProgrammeWork, caller: Sequence[UUID] | Partner, now: datetime) -> bytes:
        """The answer as JSON. Raises what the programme refuses, ProgrammeFailed, ProgrammeBusy, ProgrammeDegraded."""


class Programmes(Protocol):
    """The programmes that are installed."""

    def find(self, call: Call) -> Found:
        """The route of a call. Raises ProgrammeNotFound, ProgrammeDegraded, FieldInvalid."""

    def shown_to(self, audiences: Collection[str]) -> Sequence[ProgrammeShown]:
        """All of them, with the routes that some may call."""


OpenProgrammeWork = Callable[[str], AbstractAsyncContextManager[ProgrammeWork]]
"""Begins a transaction for a schema."""


@dataclass(frozen=True, slots=True)
class ProgrammeTools:
    """What calling programmes takes."""

    programmes: Programmes
    open_work: OpenProgrammeWork
