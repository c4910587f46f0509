"""Tells an operator who read or wrote a person's data, as exactly as it is kept. An operator's act, by command."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import Access, AccessPosition
from passeport_chassis.clock import Clock
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.ports import OpenWork

__all__ = ["AccessesOf"]

_PAGE = 500
_PURPOSE = "Lecture de votre journal des accès"


@dataclass(frozen=True, slots=True)
class AccessesOf:
    """That it was asked is kept before anything is told: as an act, and in the trail of the person, who reads of it.

    The act says nothing of him, since it is kept longer than he is; the access names its act (`resource_id`).
    """

    open_work: OpenWork
    clock: Clock
    operator: Operator

    async def __call__(self, person_id: UUID) -> AsyncGenerator[Access]:
        """The newest first, and those of persons who were merged into him, as he reads them himself.

        Raises OperationRefused of an operator who does not say who he is, and why, and of somebody of whom nothing is
        kept; of one who was deleted, the trail is, for its year.
        """
        self.operator.check_named()
        after: AccessPosition | None = None
        while True:
            async with self.open_work() as work:
                ids = (person_id, *await work.merges.merged_into([person_id]))
                page = await work.accesses.page(ids, _PAGE, after)
                if after is None:
                    if not page.accesses and await work.persons.get(person_id) is None:
                        raise OperationRefused(f"person {person_id}: is not known, and no access is kept of him")
                    act = self.operator.act("a person", self.clock(), {})
                    await work.operator_acts.add(act)
                    noted = self.operator.access(person_id, act.at, "accesses_read", _PURPOSE, str(act.id))
                    await work.accesses.record(noted)
                    await work.commit()
            for each in page.accesses:
                yield each
            if page.next is None:
                return
            after = page.next
