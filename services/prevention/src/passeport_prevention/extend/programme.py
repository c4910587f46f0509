"""A programme: what somebody adds to the passeport de prévention, as one value that its entry point names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from passeport_prevention.domain.training_types import TrainingType, ValidityRule
from passeport_prevention.extend.context import Audience, Context

__all__ = ["ENTRY_POINTS", "Asked", "Handler", "Programme", "Route"]

ENTRY_POINTS = "passeport_prevention.programmes"
"""The group of entry points by which an installed programme is found; the name of one is that of its programme."""

B = TypeVar("B")
Method = Literal["GET", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Asked(Generic[B]):
    """What a route was asked: the parts of its path and its query as text, and its body, checked; None without one."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: B


Handler = Callable[[Context, Asked[Any]], BaseModel]
"""A plain function, run in a thread of its own. What it wrote is kept when it returns, and undone when it raises."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address below the programme's root.

    There is no POST: a PUT that comes twice leaves what one leaves, so a client that got no answer sends it again.
    `path` may have parts in braces: `trainings/{training_id}/symbols`. `summary` says in French what it does, and is
    what the worker reads in his log of accesses. `request` and `response` are models of pydantic; `request` refuses
    fields that it does not know (`extra="forbid"`).
    """

    method: Method
    path: str
    audience: Audience
    summary: str
    handler: Handler
    response: type[BaseModel]
    request: type[BaseModel] | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """What a programme is.

    `about` names the types of trainings that it sees: of the table of the service (docs/regulation.md), or of those
    that it adds itself (`training_types`). How long they hold say rules of the table, and its own (`validity_rules`).

    `name` is its address and that of its entry point (`habilitation-electrique`), `title` its name in French,
    `migrations` the folder of its alembic revisions: its tables lie in a schema of its own. Every table with rows about
    persons has a column `person_id` (uuid), by which they are deleted when the time of the person is over; the others
    are named in `reference_tables`.
    """

    name: str
    title: str
    version: str
    about: frozenset[str] = frozenset()
    training_types: tuple[TrainingType, ...] = ()
    validity_rules: tuple[ValidityRule, ...] = ()
    routes: tuple[Route, ...] = ()
    migrations: Path | None = None
    reference_tables: frozenset[str] = frozenset()

    @property
    def schema(self) -> str:
        """The schema of PostgreSQL that is its own."""
        return f"programme_{self.name.replace('-', '_')}"
