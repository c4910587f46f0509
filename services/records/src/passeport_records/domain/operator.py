"""Who works on batches by a command, and why: it is kept, and of what reaches a passport the holder reads why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.ids import new_id
from passeport_dossier.domain.text import is_one_line

__all__ = ["LONGEST_REASON", "Operator", "OperatorAct", "one_line"]

LONGEST_REASON = 200


def one_line(text: str) -> str:
    """A name or a reason, without blanks around it. Raises ValueError unless it says something, in one line."""
    said = text.strip()
    if not said:
        raise ValueError("must not be empty")
    if len(said) > LONGEST_REASON or not is_one_line(said):
        raise ValueError(f"must be one line of {LONGEST_REASON} characters at most, without control characters")
    return said


@dataclass(frozen=True, slots=True)
class OperatorAct:
    """Who did what, about which batch or client, why and when."""

    id: UUID
    at: datetime
    command: str
    operator: str
    reason: str
    about: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A command, who gave it, and why."""

    command: str
    name: str
    reason: str

    def act(self, about: str, at: datetime) -> OperatorAct:
        """What is kept of it."""
        return OperatorAct(new_id(), at, self.command, self.name, self.reason, about)
