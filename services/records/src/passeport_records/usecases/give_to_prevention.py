"""Gives the passeport de prévention what enters it by itself (décret 2022-1712, article 8)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from passeport_chassis.access import by_system
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_records.domain.entry import Entry
from passeport_records.domain.labelling import labelled, references_of
from passeport_records.errors import FieldInvalid
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["give_to_prevention"]

_MOST = 300
_PURPOSE = "Alimentation automatique de votre passeport de prévention (décret 2022-1712, article 8)"


async def give_to_prevention(
    open_work: OpenFeedWork, clock: Clock, *, names: Sequence[tuple[UUID, UUID]]
) -> Sequence[Entry]:
    """Those of some entries, named by person and identifier, that stand and enter, with the labels of their days.

    Each that is given is an access that its holder reads (R6323-40); of the others nothing is told. Raises FieldInvalid
    for none, or for more than 300.
    """
    if not 1 <= len(names) <= _MOST:
        wrong = f"are {len(names)}, 1 to {_MOST} can be asked at once"
        raise FieldInvalid(FieldViolation("entries", wrong, "TOO_MANY" if names else "REQUIRED"))
    async with open_work() as work:
        found = await work.for_prevention.standing(names)
        labels = await work.labels.find(references_of(found))
        entering = [shown for each in found if (shown := labelled(each, labels)).labels.prevention]
        now = clock()
        await work.accesses.record(
            *(
                by_system("prevention", each.person_id, now, "records.entry.fed", _PURPOSE, str(each.id))
                for each in entering
            )
        )
        await work.commit()
    return entering
