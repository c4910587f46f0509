"""Makes one of two persons who were found to be one: doubles of the registry, of whom feeds named now this now that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.events import PersonMerged
from passeport_identity.domain.person import Person
from passeport_identity.usecases.note_deaths import take_turns_with
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.registry_ports import Merge, OwnBefore

__all__ = ["FIELDS", "MergePersons"]

FIELDS = ("birth_name", "given_name", "sex", "birth_date", "birth_place", "birth_country")
_PURPOSE = "Rapprochement de deux dossiers qui sont ceux d'une même personne"


@dataclass(frozen=True, slots=True)
class MergePersons:
    """Who has the active account stays, or else who has signed in, or else who is named first; or who is said to.

    The number of the other goes on finding the one who stays. His sessions end, and his subjects of FranceConnect are
    nobody's until they sign in again, as anybody's are: a merge opens no account to whom it was closed.
    """

    open_work: OpenWork
    vault: NirVault
    clock: Clock
    operator: Operator

    async def __call__(
        self,
        one: UUID,
        other: UUID,
        *,
        keep: UUID | None = None,
        despite: Collection[str] = (),
        dry_run: bool = False,
    ) -> Merge:
        """Merges; a merge that was made before is given again. Raises OperationRefused.

        `despite` names the facts that may differ: whoever gives it has seen that they are one all the same.
        """
        if one == other:
            raise OperationRefused("the two persons are the same one")
        if keep not in (None, one, other):
            raise OperationRefused("--keep: must be one of the two persons")
        async with self.open_work() as work:
            await work.take_turns("registry")
            await take_turns_with(work, [one, other])
            for merged, stays in ((other, one), (one, other)):
                before = await work.merges.of(merged)
                if before is not None and before.person_id == stays:
                    return before
            first, second = await self._person(work, one), await self._person(work, other)
            await _check_facts(work, first, second, despite)
            stays = await _who_stays(work, one, other, keep)
            merge = await self._merge(work, stays, other if stays == one else one)
            if not dry_run:
                await work.commit()
        return merge

    @staticmethod
    async def _person(work: UnitOfWork, person_id: UUID) -> Person:
        person = await work.persons.get(person_id)
        if person is None or person.is_provisional:
            raise OperationRefused(f"person {person_id}: is not in the registry")
        if person.id != person_id:
            raise OperationRefused(
                f"person {person_id}: was merged into {person.id}; name that one, or split that merge"
            )
        return person

    async def _merge(self, work: UnitOfWork, stays: UUID, goes: UUID) -> Merge:
        now = self.clock()
        subjects = tuple(await work.subjects.all_of(goes))
        await work.subjects.unlink(*subjects)
        await work.sessions.end_all_of_persons([goes])
        same_number = await self._nir(work, stays) == await self._nir(work, goes)
        if not same_number:
            await work.former_numbers.keep_present([goes], now)
        merge = Merge(new_id(), stays, goes, now, subjects, same_number, own=await _own(work, stays))
        await work.merges.merge(merge)
        await work.declared_numbers.settle({})
        work.emit(PersonMerged(merge.id, stays, goes, now))
        await work.accesses.record(
            *(self.operator.access(each, now, "merged", _PURPOSE, str(merge.id)) for each in (stays, goes))
        )
        return merge

    async def _nir(self, work: UnitOfWork, person_id: UUID) -> object:
        sealed = await work.persons.sealed_nir(person_id)
        return await self.vault.open(sealed, person_id) if sealed is not None else None


async def _own(work: UnitOfWork, stays: UUID) -> OwnBefore:
    opened = await work.professionals.consultations_about(stays)
    account = await work.accounts.ensure(stays)
    subjects = await work.subjects.all_of(stays)
    return OwnBefore(tuple(subjects), tuple(each.id for each in opened), account.activated_at)


async def _check_facts(work: UnitOfWork, one: Person, other: Person, despite: Collection[str]) -> None:
    unknown = sorted(set(despite) - set(FIELDS))
    if unknown:
        raise OperationRefused(f"--despite: {', '.join(unknown)} is none of {', '.join(FIELDS)}")
    if (await work.deaths.of(one.id) is None) != (await work.deaths.of(other.id) is None):
        raise OperationRefused("death: is reported of one of them only; report it of the other, or withdraw it, first")
    differ = [name for name, (theirs, his) in _facts(one.identity, other.identity).items() if theirs != his]
    refused = [name for name in differ if name not in despite]
    if refused:
        names = ", ".join(refused)
        raise OperationRefused(f"{names}: differ; if they are one all the same, say --despite {','.join(refused)}")


def _facts(one: CivilIdentity, other: CivilIdentity) -> dict[str, tuple[object, object]]:
    return {
        "birth_name": (one.birth_name_key, other.birth_name_key),
        "given_name": (one.first_given_name_key, other.first_given_name_key),
        "sex": (one.sex, other.sex),
        "birth_date": (one.birth_date.presumed, other.birth_date.presumed),
        "birth_place": (one.birth_place, other.birth_place),
        "birth_country": (one.birth_country, other.birth_country),
    }


async def _who_stays(work: UnitOfWork, one: UUID, other: UUID, keep: UUID | None) -> UUID:
    accounts = [await work.accounts.ensure(each) for each in (one, other)]
    activated = [account for account in accounts if account.was_activated]
    if len(activated) == 1:
        stays = activated[0].person_id
        if keep not in (None, stays):
            raise OperationRefused(f"--keep: the account of person {stays} alone was ever activated: it has to stay")
        return stays
    if keep is not None:
        return keep
    if activated:
        stand = " and ".join(f"that of person {account.person_id} is {account.state.value}" for account in activated)
        raise OperationRefused(
            f"both accounts were activated ({stand}): say --keep who stays; the other signs in anew, with his NIR"
        )
    return other if await work.subjects.all_of(other) and not await work.subjects.all_of(one) else one
