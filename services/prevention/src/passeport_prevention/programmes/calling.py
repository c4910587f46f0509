"""One call of a programme: what its handler is given, and what becomes of what it returns or raises."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import structlog
from pydantic import BaseModel
from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.exc import SQLAlchemyError

from passeport_chassis.days import today_in_france
from passeport_chassis.db import is_outage
from passeport_chassis.errors import DomainError, FieldViolation
from passeport_prevention.domain import training as domain
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.errors import (
    ProgrammeBusy,
    ProgrammeFailed,
    ProgrammeFieldInvalid,
    ProgrammeNothingThere,
    ProgrammeRefused,
)
from passeport_prevention.extend import (
    Asked,
    Audience,
    Caller,
    Finding,
    NotFound,
    Refusal,
    Route,
    Training,
    WrongFields,
)
from passeport_prevention.programmes.bounded import NoPlace, OutOfTime, Places
from passeport_prevention.programmes.circuit import Circuit
from passeport_prevention.programmes.metrics import CALLS
from passeport_prevention.programmes.views import views_of
from passeport_prevention.usecases.programme_ports import ProgrammeWork

__all__ = ["Cell", "FoundRoute"]

_log = structlog.get_logger(__name__)
T = TypeVar("T")
_STATEMENTS = (Select, Insert, Update, Delete)


class Cell:
    """What one programme has to itself: its threads, its time, and the circuit that leaves it alone."""

    def __init__(self, name: str, most: int, seconds: float) -> None:
        self.name = name
        self.seconds = seconds
        self.circuit = Circuit()
        self._places = Places(name, most)

    async def run(self, function: Callable[[], T]) -> T:
        """What a function of the programme returns in time. Raises what it refuses, ProgrammeBusy, ProgrammeFailed."""
        outcome = "failed"
        try:
            result = await self._places.run(function, self.seconds)
            outcome = "ok"
        except NoPlace:
            outcome = "busy"
            raise ProgrammeBusy(self.name) from None
        except OutOfTime:
            outcome = "out_of_time"
            self.circuit.out_of_time()
            _log.error("programme out of time", programme=self.name, seconds=self.seconds)
            raise ProgrammeFailed(self.name) from None
        except (Refusal, WrongFields) as refusal:
            outcome = "refused"
            self.circuit.in_time()
            raise _refused(self.name, refusal) from None
        except Exception as error:
            self.circuit.in_time()
            if isinstance(error, SQLAlchemyError) and is_outage(error):
                outcome = "away"
                raise
            _log.error("programme failed", programme=self.name, exc_info=error)
            raise ProgrammeFailed(self.name) from None
        finally:
            CALLS.labels(self.name, outcome).inc()
        self.circuit.in_time()
        return result


def _refused(name: str, refusal: Refusal | WrongFields) -> DomainError:
    if isinstance(refusal, WrongFields):
        return ProgrammeFieldInvalid(name, [violation_of(one) for one in refusal.findings])
    if isinstance(refusal, NotFound):
        return ProgrammeNothingThere(name, refusal.code, refusal.detail)
    return ProgrammeRefused(name, refusal.code, refusal.detail)


def violation_of(finding: Finding) -> FieldViolation:
    """A finding as refusals carry it: what is wrong, and what to do."""
    return FieldViolation(finding.field, f"{finding.message} {finding.fix}".strip(), finding.rule)


class _Bridge:
    """By which the thread of a handler asks: the loop that has the connection does the work."""

    def __init__(self, work: ProgrammeWork, seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._work: ProgrammeWork | None = work
        self._until = time.monotonic() + seconds
        self._running: asyncio.Task[Any] | None = None

    def ask(self, question: Callable[[ProgrammeWork], Awaitable[T]]) -> T:
        """The answer, waited for in the thread. Raises TimeoutError, RuntimeError when the call is over."""
        left = max(0.0, self._until - time.monotonic())
        return asyncio.run_coroutine_threadsafe(self._answer(question), self._loop).result(left)

    async def _answer(self, question: Callable[[ProgrammeWork], Awaitable[T]]) -> T:
        if self._work is None:
            raise RuntimeError("the call is over")
        self._running = asyncio.current_task()
        try:
            return await question(self._work)
        finally:
            self._running = None

    async def close(self) -> None:
        """Ends it: what a handler asks after its time finds nothing, and what it is asking is given up."""
        self._work = None
        running = self._running
        if running is not None:
            running.cancel()
            await asyncio.wait({running})


@dataclass(frozen=True, slots=True)
class _Rows:
    """`extend.Rows`."""

    bridge: _Bridge

    def execute(self, statement: Select[Any] | Insert | Update | Delete) -> Sequence[Mapping[str, Any]]:
        if not isinstance(statement, _STATEMENTS):
            raise TypeError("a programme runs select, insert, update and delete of SQLAlchemy Core, and nothing else")
        return self.bridge.ask(lambda work: work.execute(statement))


@dataclass(frozen=True, slots=True)
class _Trainings:
    """`extend.Trainings`."""

    bridge: _Bridge
    caller: Sequence[UUID] | Partner
    seen_as: Callable[[Sequence[domain.Training]], list[Training]]

    def get(self, training_id: UUID) -> Training | None:
        if not isinstance(self.caller, Partner):
            return next((one for one in self.of_holder() if one.id == training_id), None)
        client_id = self.caller.client_id
        found = self.bridge.ask(lambda work: work.training_of_partner(client_id, training_id))
        return next(iter(self.seen_as([] if found is None else [found])), None)

    def of_holder(self) -> Sequence[Training]:
        if isinstance(self.caller, Partner):
            return ()
        person_id = self.caller[0]
        return self.seen_as(self.bridge.ask(lambda work: work.trainings_of(person_id)))


@dataclass(frozen=True, slots=True)
class _Context:
    """`extend.Context`."""

    caller: Caller
    now: datetime
    trainings: _Trainings
    rows: _Rows


@dataclass(frozen=True, slots=True)
class FoundRoute:
    """Implements `passeport_prevention.usecases.programme_ports.Found`."""

    cell: Cell
    route: Route
    schema: str
    purpose: str
    asked: Asked[BaseModel | None]
    types: TrainingTypes
    about: Collection[str]

    async def answer(self, work: ProgrammeWork, caller: Sequence[UUID] | Partner, now: datetime) -> bytes:
        """The answer as JSON."""
        bridge = _Bridge(work, self.cell.seconds)
        today = today_in_france(now)
        trainings = _Trainings(bridge, caller, lambda found: views_of(found, self.types, self.about, today))
        context = _Context(_caller(caller), now, trainings, _Rows(bridge))

        def handle() -> bytes:
            answer = self.route.handler(context, self.asked)
            if not isinstance(answer, self.route.response):
                raise TypeError(f"the handler gave {type(answer).__name__}, not {self.route.response.__name__}")
            return answer.model_dump_json().encode()

        try:
            return await self.cell.run(handle)
        finally:
            await bridge.close()


def _caller(caller: Sequence[UUID] | Partner) -> Caller:
    if isinstance(caller, Partner):
        return Caller(Audience.PARTNER, organisation=caller.name, siret=caller.siret)
    return Caller(Audience.HOLDER, person_ids=tuple(caller))
