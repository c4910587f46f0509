"""What a handler is given, and nothing more: who calls, when it is, its own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Delete, Insert, Select, Update

__all__ = ["Audience", "Caller", "Context", "Rows"]


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
    def rows(self) -> Rows:
        """The programme's own tables."""
