"""The fake in memory, of the lives of persons: other numbers, deaths, imports."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from passeport_identity.domain.death import Death
from passeport_identity.domain.declared_number import DeclaredNumber, OpenDeclaration
from passeport_identity.domain.registry_decision import KnownPerson
from passeport_identity.domain.sealed_nir import BlindIndex
from passeport_identity.usecases.registry_ports import FormerNumber, ImportRun, Merge, NumberedPerson, RekeyedNumber

if TYPE_CHECKING:
    from memory import State


class MemoryFormerNumbers:
    def __init__(self, state: State) -> None:
        self._state = state

    async def by_nir(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, NumberedPerson]:
        found = {}
        for each in self._found(fingerprints):
            person = self._state.persons[self._state.replaced.get(each.person_id, each.person_id)]
            found[each.index.value] = NumberedPerson(
                person.id, person.identity.birth_name_key, each.birth_name_key, each.person_id
            )
        return found

    async def known(self, indexes: Sequence[BlindIndex]) -> Mapping[bytes, KnownPerson]:
        state = self._state
        return {
            each.index.value: KnownPerson(
                state.persons[each.person_id],
                state.imports[each.person_id],
                by_former_number=True,
                merged_into=state.replaced.get(each.person_id),
                died_on=state.died_on(each.person_id),
            )
            for each in self._found([index.value for index in indexes])
        }

    def _found(self, fingerprints: Sequence[bytes]) -> list[FormerNumber]:
        values = set(fingerprints)
        return [each for value, each in self._state.former.items() if value in values]

    async def add(self, numbers: Sequence[FormerNumber], now: datetime) -> None:
        self._state.former |= {each.index.value: each for each in numbers}

    async def keep_present(self, person_ids: Sequence[UUID], now: datetime) -> None:
        for person_id in person_ids:
            kept = self._state.registered[person_id]
            key = self._state.persons[person_id].identity.birth_name_key
            self._state.former[kept.index.value] = FormerNumber(person_id, kept.nir, kept.index, key)

    async def of(self, person_id: UUID) -> Sequence[FormerNumber]:
        return [each for each in self._state.former.values() if each.person_id == person_id]

    async def forget(self, indexes: Sequence[BlindIndex]) -> None:
        for index in indexes:
            self._state.former.pop(index.value, None)

    async def kept_with_other_keys(
        self, sealing: str, indexing: str, after: bytes, limit: int
    ) -> Sequence[FormerNumber]:
        found = [
            each
            for value, each in sorted(self._state.former.items())
            if value > after and (each.nir.key_version, each.index.key_version) != (sealing, indexing)
        ]
        return found[:limit]

    async def rekey(self, numbers: Sequence[RekeyedNumber]) -> None:
        for each in numbers:
            before = self._state.former.pop(each.before.value)
            self._state.former[each.index.value] = replace(before, nir=each.nir, index=each.index)


class MemoryDeclaredNumbers:
    def __init__(self, state: State) -> None:
        self._state = state

    async def note(self, declared: Sequence[DeclaredNumber], key_version: str) -> Sequence[UUID]:
        by_key = {(each.person_id, each.nir_index, each.organisation): each for each in declared}
        new = [each.person_id for key, each in by_key.items() if key not in self._state.declared]
        self._state.declared |= by_key
        return new

    async def renew(self, fingerprints: Mapping[bytes, bytes], key_version: str) -> None:
        renewed = [
            replace(each, nir_index=fingerprints.get(each.nir_index, each.nir_index))
            for each in self._state.declared.values()
        ]
        self._state.declared = {(each.person_id, each.nir_index, each.organisation): each for each in renewed}

    async def settle(self, holders: Mapping[bytes, UUID]) -> None:
        state = self._state
        for key, each in list(state.declared.items()):
            other = holders.get(each.nir_index, each.other_person_id)
            state.declared[key] = replace(each, other_person_id=other)
            if other is not None and self._stands(other) == self._stands(each.person_id):
                del state.declared[key]

    def _stands(self, person_id: UUID) -> UUID:
        return self._state.replaced.get(person_id, person_id)

    async def open(self) -> Sequence[OpenDeclaration]:
        groups: dict[tuple[UUID, bytes, UUID | None], list[DeclaredNumber]] = {}
        for each in self._state.declared.values():
            other = each.other_person_id and self._stands(each.other_person_id)
            groups.setdefault((self._stands(each.person_id), each.nir_index, other), []).append(each)
        found = [
            OpenDeclaration(
                person_id, other, len({each.organisation for each in some}), max(each.declared_at for each in some)
            )
            for (person_id, _, other), some in sorted(groups.items(), key=lambda group: group[0][:2])
        ]
        return sorted(found, key=lambda each: (each.other_person_id is None, -each.organisations, each.person_id))


class MemoryDeaths:
    def __init__(self, state: State) -> None:
        self._state = state

    async def of(self, person_id: UUID) -> Death | None:
        return self._state.deaths.get(person_id)

    async def of_persons(self, person_ids: Sequence[UUID]) -> Mapping[UUID, Death]:
        return {person_id: death for person_id, death in self._state.deaths.items() if person_id in person_ids}

    async def report(self, deaths: Sequence[Death]) -> None:
        for each in deaths:
            if self._state.died_on(each.person_id) != each.died_on:
                self._state.deaths[each.person_id] = each

    async def withdraw(self, person_ids: Sequence[UUID]) -> None:
        for person_id in person_ids:
            self._state.deaths.pop(person_id, None)

    async def until(self, day: date, after: tuple[date, UUID] | None, limit: int) -> Sequence[Death]:
        places = {(each.died_on, each.person_id): each for each in self._state.deaths.values() if each.died_on <= day}
        return [places[place] for place in sorted(places) if after is None or place > after][:limit]


class MemoryImports:
    def __init__(self, state: State) -> None:
        self._state = state

    async def begin(self, delivery: bytes, import_id: UUID, now: datetime) -> ImportRun:
        for known, run, finished in self._state.import_runs.values():
            if known == delivery and not finished:
                return run
        run = ImportRun(import_id, 0, {})
        self._state.import_runs[import_id] = (delivery, run, False)
        return run

    async def advance(self, run: ImportRun, read_to: int, counts: Mapping[str, int]) -> bool:
        delivery, before, finished = self._state.import_runs[run.import_id]
        if before.read_to != run.read_to:
            return False
        self._state.import_runs[run.import_id] = (delivery, ImportRun(run.import_id, read_to, dict(counts)), finished)
        return True

    async def finish(self, run: ImportRun, now: datetime) -> None:
        delivery, before, _ = self._state.import_runs[run.import_id]
        self._state.import_runs[run.import_id] = (delivery, before, True)


class MemoryMerges:
    def __init__(self, state: State) -> None:
        self._state = state

    async def get(self, merge_id: UUID) -> Merge | None:
        return self._state.merges.get(merge_id)

    async def of(self, merged_person_id: UUID) -> Merge | None:
        standing = (each for each in self._state.merges.values() if each.split_at is None)
        return next((each for each in standing if each.merged_person_id == merged_person_id), None)

    async def merged_among(self, person_ids: Sequence[UUID]) -> Collection[UUID]:
        standing = (each for each in self._state.merges.values() if each.split_at is None)
        return {each.merged_person_id for each in standing if each.merged_person_id in person_ids}

    async def merged_into(self, person_ids: Sequence[UUID]) -> Sequence[UUID]:
        return [each for each in self._state.gone if self._state.replaced[each] in person_ids]

    async def merge(self, merge: Merge) -> None:
        state, goes = self._state, merge.merged_person_id
        state.followed[merge.id] = [each for each, stands in state.replaced.items() if stands == goes]
        state.replaced |= dict.fromkeys([*state.followed[merge.id], goes], merge.person_id)
        state.gone[goes] = state.registered.pop(goes)
        state.merges[merge.id] = merge

    async def split(self, merge: Merge, now: datetime) -> None:
        state, goes = self._state, merge.merged_person_id
        (*_, kept) = (each for each in state.former.values() if each.person_id == goes)
        del state.former[kept.index.value]
        state.registered[goes] = replace(state.gone.pop(goes), nir=kept.nir, index=kept.index)
        del state.replaced[goes]
        state.replaced |= dict.fromkeys(state.followed.pop(merge.id), goes)
        state.merges[merge.id] = replace(merge, split_at=now)


class MemoryTemporaryNumbers:
    def __init__(self, state: State) -> None:
        self._state = state

    async def persons(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, Sequence[NumberedPerson]]:
        found: dict[bytes, list[NumberedPerson]] = {}
        replaced = self._state.replaced
        for index, person_id in sorted(self._state.links, key=lambda link: (link[1] not in replaced, link)):
            if index in fingerprints:
                name_key = self._state.persons[person_id].identity.birth_name_key
                stands = replaced.get(person_id, person_id)
                found.setdefault(index, []).append(NumberedPerson(stands, name_key, named=person_id))
        return found

    async def learn(self, links: Sequence[tuple[bytes, UUID]], key_version: str, now: datetime) -> Sequence[UUID]:
        new = [person_id for index, person_id in dict.fromkeys(links) if (index, person_id) not in self._state.links]
        self._state.links |= dict.fromkeys(links, now)
        return new
