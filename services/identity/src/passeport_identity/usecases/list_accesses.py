"""Lists who read or wrote what identity knows of a holder (Code du travail R6323-40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_identity.domain.access import Access, AccessPage, Actor
from passeport_identity.errors import SessionInvalid
from passeport_identity.usecases.ports import OpenWork

__all__ = ["ListAccesses"]

_DEFAULT, _MOST = 50, 200


@dataclass(frozen=True, slots=True)
class ListAccesses:
    """Reading the list is an access too; it is noted once, with the first page. Before activation it is empty."""

    open_work: OpenWork
    clock: Clock

    async def __call__(
        self, person_id: UUID, *, page_size: int = 0, after: tuple[datetime, UUID] | None = None
    ) -> AccessPage:
        """A page, newest first. Raises SessionInvalid when the person is gone since the caller token was made."""
        limit = min(page_size, _MOST) if page_size > 0 else _DEFAULT
        async with self.open_work() as work:
            person = await work.persons.get(person_id)
            if person is None:
                raise SessionInvalid
            if not (await work.accounts.ensure(person.id)).is_active:
                # A sign-in is linked by name alone: until the NIR proves who he is, he may be a homonym.
                return AccessPage((), None)
            page = await work.accesses.page(person.id, limit=limit, after=after)
            if after is None:
                actor = Actor.holder(person.id)
                purpose = "Consultation du journal des accès"
                await work.accesses.record([Access(person.id, self.clock(), actor, "identity.access.read", purpose)])
                await work.commit()
        return page
