"""Lists who read or wrote what identity knows of a holder (Code du travail R6323-40)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import AccessPage, AccessPosition, by_holder
from passeport_chassis.clock import Clock
from passeport_identity.errors import SessionInvalid
from passeport_identity.usecases.ports import OpenWork

__all__ = ["ListAccesses"]


@dataclass(frozen=True, slots=True)
class ListAccesses:
    """Reading the list is an access too; it is noted once, with the first page. Before activation it is empty."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, limit: int, after: AccessPosition | None) -> AccessPage:
        """A page, newest first. Raises SessionInvalid when the person is gone since the caller token was made."""
        async with self.open_work() as work:
            person = await work.persons.get(person_id)
            if person is None:
                raise SessionInvalid
            if not (await work.accounts.ensure(person.id)).was_activated:
                # A sign-in is linked by name alone: until the NIR proves who he is, he may be a homonym.
                return AccessPage((), None)
            # While a merge holds, that of the other is his too (decision 20).
            page = await work.accesses.page((person.id, *await work.merges.merged_into([person.id])), limit, after)
            if after is None:
                purpose = "Consultation du journal des accès"
                await work.accesses.record(by_holder(person.id, self.clock(), "identity.access.read", purpose))
                await work.commit()
        return page
