"""Takes some lines of the civil registers into the registry, in one transaction, a handful of statements for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.ids import new_id
from passeport_identity.domain.death import Death
from passeport_identity.domain.events import PersonRenumbered
from passeport_identity.domain.person import Person
from passeport_identity.domain.registry_decision import KnownPerson, person_of_line
from passeport_identity.domain.registry_line import BadLine, RegistryLine
from passeport_identity.domain.sealed_nir import BlindIndex
from passeport_identity.usecases.note_deaths import note_deaths, take_turns_with, withdraw_deaths
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.person_ports import RegisteredPerson, RekeyedNir
from passeport_identity.usecases.ports import UnitOfWork
from passeport_identity.usecases.registry_ports import FormerNumber

__all__ = ["TakenLines"]

_BY_REGISTRY = "par le répertoire des personnes"
_TWICE = "the same person stands on an earlier line"
_ONCE = "leave one of the two lines in the file"


@dataclass(slots=True)
class TakenLines:
    """What some lines come to: found out line by line, then written."""

    vault: NirVault
    operator: Operator
    import_id: UUID
    today: date
    added: list[RegisteredPerson] = field(default_factory=list)
    corrected: list[Person] = field(default_factory=list)
    seen: list[UUID] = field(default_factory=list)
    renumbered: list[RekeyedNir] = field(default_factory=list)
    died: dict[UUID, date] = field(default_factory=dict)
    redated: dict[UUID, date] = field(default_factory=dict)
    _dead_when_added: dict[UUID, date] = field(default_factory=dict)
    withdrawn: list[UUID] = field(default_factory=list)
    refused: list[BadLine] = field(default_factory=list)
    _former: list[FormerNumber] = field(default_factory=list)
    _indexes: dict[str, tuple[BlindIndex, ...]] = field(default_factory=dict)
    _holders: dict[bytes, UUID] = field(default_factory=dict)
    _met: set[UUID | bytes] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines came to what."""
        return {
            "added": len(self.added),
            "corrected": len(self.corrected),
            "unchanged": len(self.seen),
            "renumbered": len(self.renumbered),
            "died": len(self.died),
            "redated": len(self.redated),
            "withdrawn": len(self.withdrawn),
            "refused": len(self.refused),
        }

    async def take(self, work: UnitOfWork, lines: Sequence[RegistryLine | BadLine], now: datetime) -> None:
        """Takes what can be taken; the rest is in `refused`."""
        self.refused = [line for line in lines if isinstance(line, BadLine)]
        good = [line for line in lines if isinstance(line, RegistryLine)]
        if good:
            for nir in {nir for line in good for nir in line.nirs}:
                self._indexes[nir.value] = self.vault.indexes(nir)
            known = await self._known(work, good)
            for line in good:
                await self._take(line, known)
            await self._write(work, now)
        self.refused.sort(key=lambda line: line.number)

    async def _known(self, work: UnitOfWork, lines: Sequence[RegistryLine]) -> Mapping[bytes, KnownPerson]:
        about_death = self._all_indexes([line for line in lines if line.death is not None or line.death_withdrawn])
        if about_death:
            asked = [index.value for index in about_death]
            found = {**await work.former_numbers.by_nir(asked), **await work.registry.by_nir(asked)}
            await take_turns_with(work, [*{each.person_id for each in found.values()}])
        indexes = self._all_indexes(lines)
        await work.registry.lock(indexes)
        return {**await work.former_numbers.known(indexes), **await work.registry.known(indexes)}

    def _all_indexes(self, lines: Sequence[RegistryLine]) -> list[BlindIndex]:
        return [index for line in lines for nir in line.nirs for index in self._indexes[nir.value]]

    async def _take(self, line: RegistryLine, known: Mapping[bytes, KnownPerson]) -> None:
        holders = [
            next((known[index.value] for index in self._indexes[nir.value] if index.value in known), None)
            for nir in line.nirs
        ]
        by_nir, by_former = holders[0], holders[1] if len(holders) > 1 else None
        about = person_of_line(line, by_nir, by_former, self.today)
        if isinstance(about, BadLine):
            self.refused.append(about)
            return
        marks: set[UUID | bytes] = {self._indexes[nir.value][0].value for nir in line.nirs}
        if about is not None:
            marks.add(about.person.id)
        if marks & self._met or (about is not None and about.import_id == self.import_id):
            self.refused.append(BadLine(line.number, "nir", _TWICE, _ONCE))
            return
        self._met |= marks
        if about is None:
            await self._add(line)
        else:
            await self._change(line, about, is_new_number=by_nir is None or by_nir.by_former_number)
        person_id = about.person.id if about is not None else self.added[-1].person_id
        self._holders |= {index.value: person_id for nir in line.nirs for index in self._indexes[nir.value]}
        if line.former_nir is not None and by_former is None:
            sealed, index = await self.vault.seal(line.former_nir, person_id), self._indexes[line.former_nir.value][0]
            self._former.append(FormerNumber(person_id, sealed, index, line.identity.birth_name_key))

    async def _add(self, line: RegistryLine) -> None:
        person_id = new_id()
        sealed, index = await self.vault.seal(line.nir, person_id), self._indexes[line.nir.value][0]
        self.added.append(RegisteredPerson(person_id, line.identity, sealed, index))
        died_on = line.died_on(self.today)
        if died_on is not None:
            self._dead_when_added[person_id] = died_on

    async def _change(self, line: RegistryLine, about: KnownPerson, *, is_new_number: bool) -> None:
        person_id = about.person.id
        now_is = Person(person_id, line.identity, about.person.origin)
        died_on = line.died_on(self.today)
        if is_new_number:
            sealed, index = await self.vault.seal(line.nir, person_id), self._indexes[line.nir.value][0]
            self.renumbered.append(RekeyedNir(person_id, sealed, index))
        if line.death_withdrawn and about.died_on is not None:
            self.withdrawn.append(person_id)
        # A date without a day is taken as the day on which it was delivered; later deliveries say nothing new by it.
        if died_on is not None and (about.died_on is None or not line.is_said_of(about.died_on)):
            (self.died if about.died_on is None else self.redated)[person_id] = died_on
        if now_is == about.person:
            self.seen.append(person_id)
        else:
            self.corrected.append(now_is)

    async def _write(self, work: UnitOfWork, now: datetime) -> None:
        if self.renumbered:
            await work.former_numbers.keep_present([each.person_id for each in self.renumbered], now)
            # A number that comes back is a former one no longer, by whatever key it is found.
            again = {each.index.value for each in self.renumbered}
            found_by = [each for each in self._indexes.values() if each[0].value in again]
            await work.former_numbers.forget([index for each in found_by for index in each])
            await work.registry.rekey(self.renumbered)
        await work.registry.add(self.added, self.import_id)
        await work.registry.update(self.corrected, self.import_id)
        await work.registry.mark_seen(self.seen, self.import_id)
        await work.former_numbers.add(self._former, now)
        await work.declared_numbers.settle(self._holders)
        dated = self._dead_when_added | self.redated
        await work.deaths.report([Death(person_id, day, now) for person_id, day in dated.items()])
        if self.died:
            deaths = [Death(person_id, day, now) for person_id, day in self.died.items()]
            await note_deaths(work, deaths, self.operator, now)
        if self.withdrawn:
            await withdraw_deaths(work, self.withdrawn, self.operator, now)
        added, renumbered = ([each.person_id for each in some] for some in (self.added, self.renumbered))
        for person_id, revision in (await work.registry.raise_revisions(renumbered)).items():
            work.emit(PersonRenumbered(person_id, now, revision))
        await work.accesses.record(
            *self._accesses(added, now, "registered", "Inscription de votre état civil"),
            *self._accesses([each.id for each in self.corrected], now, "corrected", "Correction de votre état civil"),
            *self._accesses(renumbered, now, "renumbered", "Changement de votre numéro de sécurité sociale"),
            *self._accesses([*self.redated], now, "death_corrected", "Date de décès corrigée"),
        )

    def _accesses(self, persons: Sequence[UUID], now: datetime, what: str, words: str) -> list[Access]:
        return [self.operator.access(person, now, what, f"{words} {_BY_REGISTRY}") for person in persons]
