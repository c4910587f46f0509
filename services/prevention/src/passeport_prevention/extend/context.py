"""What a handler is given, and nothing more: who calls, when it is, trainings of its own types, its own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Delete, Insert, Select, Update

__all__ = ["Audience", "Caller", "Context", "Rows", "Training", "Trainings"]


class Audience(Enum):
    """Who may call a route."""

    HOLDER = "holder"
    """The worker himself, signed in."""
    PARTNER = "partner"
    """A training body or an employer, by its access token."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Of a holder `person_ids` are the identifiers under which rows of his may lie (somebody may have been found to be
    the same as he); what is written of him goes under the first. Of a partner `organisation` and `siret`.
    """

    audience: Audience
    person_ids: tuple[UUID, ...] = ()
    organisation: str = ""
    siret: str = ""


@dataclass(frozen=True, slots=True)
class Training:
    """A training as it is by now; dates are as precise as they are known: 2024, 2024-05 or 2024-05-03.

    `type` is the name of its type, `declarant` who declared it, `automatic` where nobody did. `valid_until` is what its
    declaration says, else what the rule of its type does, or None. Rows about it name its `person_id` and its `id`; no
    answer to a partner may hold the `person_id`.
    """

    id: UUID
    person_id: UUID
    type: str
    title: str
    declarant: str
    proof: str
    start: str | None
    end: str | None
    validity_start: str | None
    valid_until: str | None


class Trainings(Protocol):
    """Trainings of the programme's own types that the caller may see; what was withdrawn is not among them."""

    def get(self, training_id: UUID) -> Training | None:
        """One of them: of the holder's own, or one that the partner declared; None where there is none."""

    def of_holder(self) -> Sequence[Training]:
        """Those of the holder, the latest first, 500 at most; none of a partner, who asks for each by its id."""


class Rows(Protocol):
    """The programme's own tables, in the transaction of the call: kept when the handler returns, else undone."""

    def execute(self, statement: Select[Any] | Insert | Update | Delete) -> Sequence[Mapping[str, Any]]:
        """Runs a statement of SQLAlchemy Core over the programme's tables; gives the rows, by column, if it has any."""


class Context(Protocol):
    """What a handler is given."""

    @property
    def caller(self) -> Caller:
        """Who calls."""

    @property
    def now(self) -> datetime:
        """The moment of the call, in UTC."""

    @property
    def trainings(self) -> Trainings:
        """Trainings of the programme's own types."""

    @property
    def rows(self) -> Rows:
        """The programme's own tables."""
