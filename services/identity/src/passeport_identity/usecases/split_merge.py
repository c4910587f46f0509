"""Undoes a merge that was wrong: who had gone is himself again, with what the merge had taken from him."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_identity.domain.events import PersonSplit
from passeport_identity.usecases.note_deaths import take_turns_with
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.registry_ports import Merge

__all__ = ["SplitMerge"]

_PURPOSE = "Séparation de deux dossiers qui avaient été rapprochés à tort"


@dataclass(frozen=True, slots=True)
class SplitMerge:
    """His number, identity, account and subjects are his again. Merges are undone in the order opposite to theirs."""

    open_work: OpenWork
    clock: Clock
    operator: Operator

    async def __call__(self, merge_id: UUID, *, dry_run: bool = False) -> tuple[Merge, bool]:
        """The merge, and whether it was still to be undone. Raises OperationRefused."""
        now = self.clock()
        async with self.open_work() as work:
            await work.take_turns("registry")
            merge = await work.merges.get(merge_id)
            if merge is None:
                raise OperationRefused(f"merge {merge_id}: is not known")
            if merge.split_at is not None:
                return merge, False
            await take_turns_with(work, [merge.person_id, merge.merged_person_id])
            if merge.same_number:
                raise OperationRefused("both had one number, so that they were one person: there is nothing to split")
            later = await work.merges.of(merge.person_id)
            if later is not None:
                raise OperationRefused(f"person {merge.person_id}: was merged later; split merge {later.id} first")
            await work.merges.split(merge, now)
            await self._give_subjects_back(work, merge)
            persons = (merge.person_id, merge.merged_person_id)
            work.emit(PersonSplit(merge.id, *persons, now))
            await work.accesses.record(
                *(self.operator.access(each, now, "split", _PURPOSE, str(merge.id)) for each in persons)
            )
            if not dry_run:
                await work.commit()
        return merge, True

    async def _give_subjects_back(self, work: UnitOfWork, merge: Merge) -> None:
        for subject in merge.subjects:
            holder = await work.subjects.person_id_of(subject)
            # One that somebody else has meanwhile stays his: he proved more than this merge knows.
            if holder in (None, merge.person_id):
                await work.sessions.end_all_of(subject)
                await work.subjects.link(subject, merge.merged_person_id, self.clock())
