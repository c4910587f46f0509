"""Gets the civil identity of a holder, for a document that must bear his name."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.errors import SessionInvalid
from passeport_identity.usecases.ports import OpenWork

__all__ = ["GetCivilIdentity"]


@dataclass(frozen=True, slots=True)
class GetCivilIdentity:
    """The NIR is no part of it."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID) -> CivilIdentity:
        """The identity. Raises SessionInvalid when the person is gone since the caller token was made."""
        async with self.open_work() as work:
            person = await work.persons.get(person_id)
            if person is None:
                raise SessionInvalid
            purpose = "Lecture de votre état civil pour un document"
            await work.accesses.record(by_holder(person.id, self.clock(), "identity.civil_identity.read", purpose))
            await work.commit()
        return person.identity
