"""Who works on the registry by a command, and why: both are written into the trail of the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access, by_system
from passeport_chassis.ids import new_id
from passeport_identity.domain.operator_act import OperatorAct

__all__ = ["OperationRefused", "Operator"]

_LONGEST = 200


class OperationRefused(Exception):
    """What a command asks for cannot be done; says why and what to do, and nothing personal."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A command with the name of who gave it, and his reason: the person reads the latter, the name stays with us."""

    command: str
    name: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        for what, text in (("operator", self.name), ("reason", self.reason)):
            if len(text) > _LONGEST or not text.isprintable():
                raise ValueError(f"--{what}: must be one line of {_LONGEST} characters at most")

    @property
    def is_named(self) -> bool:
        """Whether he says who he is, and why."""
        return bool(self.name.strip() and self.reason.strip())

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
