"""All programmes of a process: which route a call is for, who is well, and what tells an operator that one is not."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog
from pydantic import BaseModel, ValidationError

from passeport_chassis.errors import FieldViolation
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.errors import FieldInvalid, ProgrammeDegraded, ProgrammeNotFound
from passeport_prevention.extend import Asked, Programme, Route
from passeport_prevention.extend.wellformed import PART
from passeport_prevention.programmes.calling import Cell, FoundRoute
from passeport_prevention.programmes.describe import routes_shown
from passeport_prevention.programmes.load import Installed
from passeport_prevention.programmes.metrics import UP
from passeport_prevention.usecases.programme_ports import Call, ProgrammeShown

__all__ = ["CheckSchema", "House"]

_log = structlog.get_logger(__name__)
_EVERY = 15.0
_RULES = {"missing": "REQUIRED", "extra_forbidden": "UNKNOWN_FIELD", "string_too_long": "TOO_LONG"}

CheckSchema = Callable[[Programme], Awaitable[str]]
"""What is wrong with the schema of a programme that has tables, in words; empty where it is as its code needs it."""


@dataclass(slots=True)
class _Member:
    name: str
    programme: Programme | None
    fault: str
    cell: Cell
    patterns: Sequence[tuple[re.Pattern[str], Route]] = ()

    @property
    def trouble(self) -> str:
        """What keeps it from working now; empty where nothing does."""
        return self.fault or ("it was out of time again and again" if self.cell.circuit.is_open else "")


class House:
    """Implements `passeport_prevention.usecases.programme_ports.Programmes`."""

    def __init__(
        self,
        loaded: Sequence[Installed],
        types: TrainingTypes,
        check_schema: CheckSchema,
        *,
        most_at_once: int,
        seconds: float,
    ) -> None:
        """`types` are all that there are, those of programmes included (`types.join_types`)."""
        self._types = types
        self._check_schema = check_schema
        self._members = {
            one.name: _Member(one.name, one.programme, one.fault, Cell(one.name, most_at_once, seconds), _patterns(one))
            for one in loaded
        }

    def find(self, call: Call) -> FoundRoute:
        """The route of a call. Raises ProgrammeNotFound, ProgrammeDegraded, FieldInvalid."""
        member = self._members.get(call.programme)
        if member is None:
            raise ProgrammeNotFound
        if member.programme is None or member.trouble:
            raise ProgrammeDegraded(member.name)
        for pattern, route in member.patterns:
            fits = route.audience.value == call.audience and route.method == call.method
            if fits and (found := pattern.fullmatch(call.path)):
                asked = Asked(found.groupdict(), call.query, _body(route, call.body))
                schema = member.programme.schema if member.programme.migrations is not None else ""
                purpose = f"{member.programme.title} : {route.summary}"
                return FoundRoute(member.cell, route, schema, purpose, asked, self._types, member.programme.about)
        raise ProgrammeNotFound

    def shown_to(self, audiences: Collection[str]) -> list[ProgrammeShown]:
        """All of them, with the routes that some may call."""
        return [
            ProgrammeShown(name, name, "", member.trouble, ())
            if member.programme is None
            else ProgrammeShown(
                name,
                member.programme.title,
                member.programme.version,
                member.trouble,
                routes_shown(member.programme, audiences),
            )
            for name, member in self._members.items()
        ]

    async def look(self) -> None:
        """Looks at the schemas of those that have one, and measures who is well."""
        for member in self._members.values():
            if member.programme is not None and member.programme.migrations is not None:
                before, member.fault = member.fault, await self._schema_fault(member.programme)
                if member.fault != before:
                    _log.warning("programme", programme=member.name, fault=member.fault or "none any more")
            UP.labels(member.name).set(not member.trouble)

    async def _schema_fault(self, programme: Programme) -> str:
        try:
            return await self._check_schema(programme)
        except Exception as error:  # noqa: BLE001 - the database is away, or what is there is none of ours
            _log.warning("schema of a programme not looked at", programme=programme.name, exc_info=error)
            return "its tables could not be looked at"

    async def watch(self, stop: asyncio.Event) -> None:
        """Looks every few seconds, until `stop` is set."""
        while not stop.is_set():
            await self.look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY)

    async def ping(self) -> str | None:
        """What /readyz says of them; a programme that does not work makes nothing unready."""
        ill = [f"{member.name} is degraded: {member.trouble}" for member in self._members.values() if member.trouble]
        return "; ".join(ill) or None


def _patterns(one: Installed) -> Sequence[tuple[re.Pattern[str], Route]]:
    if one.programme is None:
        return ()
    # Without parts first, so that `symbols/all` is not taken for `symbols/{id}`.
    routes = sorted(one.programme.routes, key=lambda route: len(PART.findall(route.path)))
    return [(re.compile(PART.sub(r"(?P<\1>[^/]{1,200})", route.path)), route) for route in routes]


def _body(route: Route, body: bytes) -> BaseModel | None:
    if route.request is None:
        if body.strip():
            raise FieldInvalid([FieldViolation("", "takes no body; leave it out", "UNKNOWN_FIELD")])
        return None
    try:
        return route.request.model_validate_json(body)
    except ValidationError as error:
        raise FieldInvalid(
            [_violation(fault) for fault in error.errors(include_url=False, include_input=False)]
        ) from None


def _violation(fault: Mapping[str, object]) -> FieldViolation:
    where = ""
    for part in fault["loc"] if isinstance(fault["loc"], tuple) else ():
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else str(part)
    return FieldViolation(where, "", _RULES.get(str(fault["type"]), "FORMAT"))
