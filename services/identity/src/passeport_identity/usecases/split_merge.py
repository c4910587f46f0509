"""Undoes a merge that was wrong: who had gone is himself again, with what the merge had taken from him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_identity.domain.account import Account
from passeport_identity.domain.events import PersonSplit
from passeport_identity.usecases.note_deaths import take_turns_with
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.registry_ports import Merge, OwnBefore

__all__ = ["SplitMerge"]

_PURPOSE = "Séparation de deux dossiers qui avaient été rapprochés à tort"
_UNPROVEN = "Compte à activer de nouveau : il a pu être ouvert par une autre personne pendant un rapprochement à tort"


@dataclass(frozen=True, slots=True)
class SplitMerge:
    """His number, identity, account and subjects are his again. Merges are undone in the order opposite to theirs.

    Either number opened the account of the one who stayed, and nothing says which did. So whoever signed in to it first
    since the merge, the rightful holder or the other, is nobody there any more: each proves by his NIR who he is.
    """

    open_work: OpenWork
    clock: Clock
    operator: Operator

    async def __call__(self, merge_id: UUID, *, dry_run: bool = False) -> tuple[Merge, bool]:
        """The merge, and whether it was still to be undone. Raises OperationRefused."""
        async with self.open_work() as work:
            await work.take_turns("registry")
            merge = await work.merges.get(merge_id)
            if merge is None:
                raise OperationRefused(f"merge {merge_id}: is not known")
            if merge.split_at is not None:
                return merge, False
            await take_turns_with(work, [merge.person_id, merge.merged_person_id])
            now = self.clock()
            if merge.same_number:
                raise OperationRefused("both had one number, so that they were one person: there is nothing to split")
            later = await work.merges.of(merge.person_id)
            if later is not None:
                raise OperationRefused(f"person {merge.person_id}: was merged later; split merge {later.id} first")
            await work.merges.split(merge, now)
            await self._shut_out(work, merge, now)
            await self._give_subjects_back(work, merge)
            persons = (merge.person_id, merge.merged_person_id)
            work.emit(PersonSplit(merge.id, *persons, now))
            await work.accesses.record(
                *(self.operator.access(each, now, "split", _PURPOSE, str(merge.id)) for each in persons)
            )
            if not dry_run:
                await work.commit()
        return merge, True

    async def _shut_out(self, work: UnitOfWork, merge: Merge, now: datetime) -> None:
        """Lets nobody stay in the account of the one who stayed by what he did since the merge."""
        await work.sessions.end_all_of_persons([merge.person_id, merge.merged_person_id])
        # About which of the two a professional asked meanwhile nothing says: he names the person anew.
        account = await work.accounts.ensure(merge.person_id)
        own = merge.own if merge.own is not None else await _own_by_moments(work, merge, account)
        await work.professionals.end_consultations_about(merge.person_id, own.consultations)
        since = [each for each in await work.subjects.all_of(merge.person_id) if each not in own.subjects]
        await work.subjects.unlink(*since)
        # One that was active before may have gone over to a new subject by the number of the other.
        if account.activated_at is not None and (since or account.activated_at != own.activated_at):
            await work.accounts.save(account.unproven())
            access = self.operator.access(merge.person_id, now, "account_unproven", _UNPROVEN, str(merge.id))
            await work.accesses.record(access)

    async def _give_subjects_back(self, work: UnitOfWork, merge: Merge) -> None:
        for subject in merge.subjects:
            holder = await work.subjects.person_id_of(subject)
            # One that somebody else has meanwhile stays his: he proved more than this merge knows.
            if holder in (None, merge.person_id):
                await work.sessions.end_all_of(subject)
                await work.subjects.link(subject, merge.merged_person_id, self.clock())


async def _own_by_moments(work: UnitOfWork, merge: Merge, account: Account) -> OwnBefore:
    """What a merge of the revision before did not name."""
    since = await work.subjects.linked_since(merge.person_id, merge.merged_at)
    subjects = tuple(each for each in await work.subjects.all_of(merge.person_id) if each not in since)
    opened = await work.professionals.consultations_about(merge.person_id)
    consultations = tuple(each.id for each in opened if each.opened_at < merge.merged_at)
    activated_at = account.activated_at
    return OwnBefore(
        subjects, consultations, activated_at if activated_at is not None and activated_at < merge.merged_at else None
    )
