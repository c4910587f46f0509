"""What operators did by command to what lets somebody read, or to learn who a professional is: kept, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = ["OperatorAct"]


@dataclass(frozen=True, slots=True)
class OperatorAct:
    """Who did what to whom, why and when. `about` is a client or a professional.

    `changes` has what was before and what is now, by name; nothing secret.
    """

    id: UUID
    at: datetime
    command: str
    operator: str
    reason: str
    about: str
    changes: Mapping[str, tuple[str, str]]
