"""Who works on the registry by a command, and why: both are written into the trail of the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access, by_system
from passeport_chassis.ids import new_id
from passeport_identity.domain.operator_act import OperatorAct

__all__ = ["OperationRefused", "Operator", "one_line"]

_LONGEST = 200
# What French typography writes before some signs, and Python counts among what cannot be printed.
_SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")


class OperationRefused(Exception):
    """What a command asks for cannot be done; says why and what to do, and nothing personal."""


def one_line(text: str) -> str:
    """What an operator says of himself or of his reason, without blanks around it. Raises ValueError if it is nothing,
    or longer than one line that can be read.
    """
    said = text.translate(_SPACES).strip()
    if not said:
        raise ValueError("must not be empty")
    if len(said) > _LONGEST or not said.isprintable():
        raise ValueError(f"must be one line of {_LONGEST} characters at most, without control characters")
    return said


@dataclass(frozen=True, slots=True)
class Operator:
    """A command with the name of who gave it, and his reason: the person reads the latter, the name stays with us.

    Either is empty where the command does without.
    """

    command: str
    name: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        for what, text in (("operator", self.name), ("reason", self.reason)):
            try:
                if text:
                    one_line(text)
            except ValueError as error:
                raise ValueError(f"--{what}: {error}") from None

    def check_named(self) -> None:
        """Raises OperationRefused unless he says who he is, and why."""
        if not (self.name and self.reason):
            raise OperationRefused("--operator and --reason: say who asks, and why")

    def act(self, about: str, at: datetime, changes: Mapping[str, tuple[str, str]]) -> OperatorAct:
        """What is kept of it where no person has a trail: of clients and of professionals."""
        return OperatorAct(new_id(), at, self.command, self.name, self.reason, about, changes)

    @property
    def id(self) -> str:
        """What names him in a trail."""
        return f"{self.command}:{self.name}" if self.name else self.command

    def access(self, person_id: UUID, at: datetime, what: str, purpose: str, resource_id: str = "") -> Access:
        """What a person reads of it."""
        told = f"{purpose} ({self.reason})" if self.reason else purpose
        return by_system(self.id, person_id, at, f"identity.person.{what}", told, resource_id)
