"""Seals and indexes with the newest keys every NIR that an older one sealed or indexed, while the service goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from passeport_identity.domain.nir import RegisterNumber
from passeport_identity.domain.sealed_nir import SealBroken
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.person_ports import KeptNir, RekeyedNir
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.registry_ports import FormerNumber, RekeyedNumber

__all__ = ["NotRekeyed", "RekeyNirs", "RekeyReport"]

_CHUNK = 1000
_TWICE = "another person has the same NIR, indexed by another key"


@dataclass(frozen=True, slots=True)
class NotRekeyed:
    """A person whose NIR keeps its former keys, and why."""

    person_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class RekeyReport:
    """How many NIR have new keys now, and how many keep old ones."""

    rekeyed: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class RekeyNirs:
    """One transaction per thousand persons, in their order.

    Stopped anywhere, whole thousands are done, and running it again does the rest. It is no reading: no person sees a
    number, so that nothing is noted in the trails of the holders.
    """

    open_work: OpenWork
    vault: NirVault

    async def __call__(
        self, on_left: Callable[[NotRekeyed], None], on_progress: Callable[[RekeyReport], None]
    ) -> RekeyReport:
        """Rekeys, handing each NIR that cannot be to `on_left`, and the sums so far to `on_progress`."""
        report, after = RekeyReport(), None
        while True:
            async with self.open_work() as work:
                kept = await work.registry.kept_with_other_keys(
                    self.vault.sealing_version, self.vault.indexing_version, after, _CHUNK
                )
                if not kept:
                    break
                rekeyed, left = await self._rekeyed(work, kept)
                await work.registry.rekey(rekeyed)
                await work.commit()
            for each in left:
                on_left(each)
            report = replace(report, rekeyed=report.rekeyed + len(rekeyed), left=report.left + len(left))
            on_progress(report)
            after = kept[-1].person_id
        return await self._former(report, on_left, on_progress)

    async def _former(
        self,
        report: RekeyReport,
        on_left: Callable[[NotRekeyed], None],
        on_progress: Callable[[RekeyReport], None],
    ) -> RekeyReport:
        """The same of the numbers that find a person beside his own."""
        after = b""
        while True:
            async with self.open_work() as work:
                kept = await work.former_numbers.kept_with_other_keys(
                    self.vault.sealing_version, self.vault.indexing_version, after, _CHUNK
                )
                if not kept:
                    return report
                rekeyed, left = await self._rekeyed_former(work, kept)
                await work.former_numbers.rekey(rekeyed)
                await work.commit()
            for one in left:
                on_left(one)
            report = replace(report, rekeyed=report.rekeyed + len(rekeyed), left=report.left + len(left))
            on_progress(report)
            after = kept[-1].index.value

    async def _rekeyed_former(
        self, work: UnitOfWork, kept: Sequence[FormerNumber]
    ) -> tuple[list[RekeyedNumber], list[NotRekeyed]]:
        opened: list[tuple[FormerNumber, RegisterNumber]] = []
        left: list[NotRekeyed] = []
        for each in kept:
            try:
                opened.append((each, await self.vault.open(each.nir, each.person_id)))
            except SealBroken as broken:
                left.append(NotRekeyed(each.person_id, str(broken)))
        # By its other keys: under its own it finds itself.
        others = {
            each.index.value: [other.value for other in self.vault.indexes(nir) if other.value != each.index.value]
            for each, nir in opened
        }
        found = await work.former_numbers.by_nir([other for some in others.values() for other in some])
        rekeyed: list[RekeyedNumber] = []
        taken: set[bytes] = set()
        for each, nir in opened:
            index = self.vault.index(nir)
            if index.value in taken or any(other in found for other in others[each.index.value]):
                left.append(NotRekeyed(each.person_id, _TWICE))
                continue
            taken.add(index.value)
            rekeyed.append(RekeyedNumber(each.index, await self.vault.seal(nir, each.person_id), index))
        return rekeyed, left

    async def _rekeyed(self, work: UnitOfWork, kept: Sequence[KeptNir]) -> tuple[list[RekeyedNir], list[NotRekeyed]]:
        rekeyed: list[RekeyedNir] = []
        left: list[NotRekeyed] = []
        for each in kept:
            try:
                nir = await self.vault.open(each.nir, each.person_id)
            except SealBroken as broken:
                left.append(NotRekeyed(each.person_id, str(broken)))
            else:
                sealed = await self.vault.seal(nir, each.person_id)
                rekeyed.append(RekeyedNir(each.person_id, sealed, self.vault.index(nir)))
        # Two processes that import while their keys differ can each add the same person. The index would refuse both.
        times = Counter(each.index.value for each in rekeyed)
        holders = await work.registry.by_nir([each.index.value for each in rekeyed])
        twice = {
            each.person_id
            for each in rekeyed
            if times[each.index.value] > 1
            or (each.index.value in holders and holders[each.index.value].person_id != each.person_id)
        }
        left += [NotRekeyed(person_id, _TWICE) for person_id in sorted(twice)]
        return [each for each in rekeyed if each.person_id not in twice], left
