"""Notes what employers declare of changes of numbers: no proof, and a hint that somebody is in the registry twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.declared_number import DeclarationOutcome, DeclaredNumber
from passeport_identity.domain.names import name_key
from passeport_identity.domain.nir import RegisterNumber, read_number
from passeport_identity.errors import FieldInvalid, NirMalformed
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.registry_ports import NumberedPerson

__all__ = ["MOST_DECLARATIONS", "DeclareNumbers", "NumberDeclaration"]

MOST_DECLARATIONS = 5000
_PURPOSE = (
    "Un employeur a déclaré (DSN) que votre numéro de sécurité sociale a changé : "
    "rien ne change tant que le répertoire des personnes ne le confirme pas"
)


@dataclass(frozen=True, slots=True)
class NumberDeclaration:
    """The numbers of before and of now (13 characters each), and the birth name that went with the former."""

    former_nir: str = field(repr=False)
    nir: str = field(repr=False)
    birth_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A fingerprint for each key, the newest first, of either number."""

    former: tuple[bytes, ...]
    present: tuple[bytes, ...]
    birth_name_key: str


@dataclass(frozen=True, slots=True)
class DeclareNumbers:
    """Answers in the order of the declarations, one for each."""

    open_work: OpenWork
    vault: NirVault
    clock: Clock

    async def __call__(
        self, declarations: Sequence[NumberDeclaration], organisation: str
    ) -> Sequence[DeclarationOutcome]:
        """Notes them; a person reads once of what an organisation says of one number.

        Raises FieldInvalid for too many of them.
        """
        if len(declarations) > MOST_DECLARATIONS:
            raise FieldInvalid([FieldViolation("declarations", f"must be {MOST_DECLARATIONS} at most", "TOO_MANY")])
        # In a thread: fingerprints by the thousand would keep every other call waiting.
        asked = await asyncio.to_thread(self._fingerprinted, declarations)
        outcomes = [DeclarationOutcome.NIR_INVALID] * len(declarations)
        if not asked:
            return outcomes
        now, actor = self.clock(), "partner" if organisation else "system"
        async with self.open_work() as work:
            # An import that brings one of these numbers meanwhile would not see them, nor be seen.
            await work.take_turns("registry")
            found = await _found(work, asked)
            noted: dict[tuple[UUID, bytes], DeclaredNumber] = {}
            reads: dict[UUID, UUID] = {}
            for place, each in asked.items():
                person, other = _first(found, each.former), _first(found, each.present)
                outcomes[place] = outcome = _outcome(each, person, other)
                if person is not None and outcome in {DeclarationOutcome.TWO_PERSONS, DeclarationOutcome.WAITING}:
                    whose = person.named or person.person_id
                    others = (other.named or other.person_id) if other is not None else None
                    declared = DeclaredNumber(whose, each.present[0], organisation, now, others)
                    noted[whose, declared.nir_index] = declared
                    reads[whose] = person.person_id
            await work.declared_numbers.renew(
                {older: each.present[0] for each in asked.values() for older in each.present[1:]},
                self.vault.indexing_version,
            )
            new = await work.declared_numbers.note(list(noted.values()), self.vault.indexing_version)
            await work.accesses.record(
                *(
                    Access(person_id, now, actor, "feed:dsn", "identity.nir.declared", _PURPOSE, organisation)
                    for person_id in sorted({reads[each] for each in new})
                )
            )
            await work.commit()
        return outcomes

    def _fingerprinted(self, declarations: Sequence[NumberDeclaration]) -> dict[int, _Asked]:
        numbers: dict[int, tuple[RegisterNumber, RegisterNumber]] = {}
        for place, each in enumerate(declarations):
            with suppress(NirMalformed):
                numbers[place] = read_number(each.former_nir), read_number(each.nir)
        former = self.vault.fingerprints([before for before, _ in numbers.values()])
        present = self.vault.fingerprints([now for _, now in numbers.values()])
        return {
            place: _Asked(before, now, name_key(declarations[place].birth_name))
            for place, before, now in zip(numbers, former, present, strict=True)
        }


async def _found(work: UnitOfWork, asked: Mapping[int, _Asked]) -> Mapping[bytes, NumberedPerson]:
    fingerprints = [one for each in asked.values() for one in (*each.former, *each.present)]
    return {**await work.former_numbers.by_nir(fingerprints), **await work.registry.by_nir(fingerprints)}


def _first(found: Mapping[bytes, NumberedPerson], fingerprints: Sequence[bytes]) -> NumberedPerson | None:
    return next((found[each] for each in fingerprints if each in found), None)


def _outcome(asked: _Asked, person: NumberedPerson | None, other: NumberedPerson | None) -> DeclarationOutcome:
    names = (person.birth_name_key, person.birth_name_key_then) if person is not None else ()
    if person is None or not asked.birth_name_key or asked.birth_name_key not in names:
        return DeclarationOutcome.NO_MATCH
    if asked.former == asked.present or (other is not None and other.person_id == person.person_id):
        return DeclarationOutcome.ALREADY_ONE
    return DeclarationOutcome.WAITING if other is None else DeclarationOutcome.TWO_PERSONS
