"""A person of the registry: the one key that crosses services, and who that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from passeport_identity.domain.civil_identity import CivilIdentity

__all__ = ["Person", "PersonOrigin"]


class PersonOrigin(Enum):
    """Where a person comes from: the civil registry, or a sign-in that no person of the registry fitted.

    One merged was of the registry until he turned out to be another: that one stands for him, wherever he is named.

    A provisional person has no NIR, no feed is ever attached to it and no other service ever hears of it: its holder
    may do nothing but activate his account, which replaces it by the person that the NIR names.
    """

    REGISTRY = "registry"
    PROVISIONAL = "provisional"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Person:
    """A person and his civil identity. The NIR is not here: only the vault opens it."""

    id: UUID
    identity: CivilIdentity
    origin: PersonOrigin = PersonOrigin.REGISTRY

    @property
    def is_provisional(self) -> bool:
        """Whether the registry has yet to be asked, by NIR, who this is."""
        return self.origin is PersonOrigin.PROVISIONAL
