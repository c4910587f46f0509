"""Finds, or makes, the person who has just signed in.

1. FranceConnect's subject is linked to a person of the registry: it is he.
2. Else the identity is looked for in the registry. One person equal in every part, whom no other subject is linked
   to at any platform, is linked and is he.
3. Else (nobody, several homonyms, or someone already taken) a provisional person is made, or kept from the last time.
   Its holder can do nothing but activate his account: the NIR then names the person of the registry.

Nobody enters the registry by signing in: it is the civil registers' (RNIPP, SNGI). Nobody is linked to who is dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.ids import new_id
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.person import Person, PersonOrigin
from passeport_identity.domain.pivot import is_same
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import PersonDeceased
from passeport_identity.usecases.ports import UnitOfWork

__all__ = ["MayBe", "check_alive", "may_be", "recognise", "registered_as"]

_OF_THE_DEAD = "Connexion refusée : le répertoire des personnes signale un décès"


@dataclass(frozen=True, slots=True)
class MayBe:
    """Whom a sign-in may be of: the person whom its subject is linked to, and who of the registry alone is equal to it.

    Of a subject that is linked to somebody of the registry nothing else is asked. Only in the turn of both persons do
    they stay so (`in_turn`): whoever was waited for may have merged one of them, or given him another subject.
    """

    linked: Person | None
    registered: Person | None = None

    @property
    def persons(self) -> frozenset[UUID]:
        """Those whose turn is needed."""
        return frozenset(person.id for person in (self.linked, self.registered) if person is not None)


async def may_be(work: UnitOfWork, signed_in: SignedIn) -> MayBe:
    """Whom a sign-in may be of, no other of the same subject being under way."""
    await work.take_turns(f"subject {signed_in.whose.key}")
    person_id = await work.subjects.person_id_of(signed_in.whose)
    linked = await work.persons.get(person_id) if person_id is not None else None
    if linked is not None and linked.id != person_id:
        # A merge unlinks the subjects of who goes; it is no way in to who stays, whatever links one to the other.
        linked = None
    if linked is not None and not linked.is_provisional:
        return MayBe(linked)
    same = await registered_as(work, signed_in.identity)
    return MayBe(linked, same[0] if len(same) == 1 else None)


async def recognise(work: UnitOfWork, signed_in: SignedIn, whom: MayBe, now: datetime) -> Person:
    """The person of a sign-in, linked to its subject, in the turn of all whom he may be. Raises PersonDeceased."""
    person, registered = whom.linked, whom.registered
    if person is not None and not person.is_provisional:
        await check_alive(work, person.id, now)
        return person
    if registered is not None and not await work.subjects.all_of(registered.id):
        await check_alive(work, registered.id, now)
        if person is not None:
            await work.persons.replace_provisional(person.id, registered.id)
        await work.subjects.link(signed_in.whose, registered.id, now)
        return registered
    if person is not None:
        person = replace(person, identity=signed_in.identity)
        await work.persons.update_provisional(person)
        return person
    person = Person(new_id(), signed_in.identity, PersonOrigin.PROVISIONAL)
    await work.persons.add_provisional(person)
    await work.subjects.link(signed_in.whose, person.id, now)
    return person


async def check_alive(work: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """Raises PersonDeceased of who is reported dead, once that somebody came is kept; nothing may be written before."""
    if await work.deaths.of(person_id) is not None:
        await work.accesses.record(by_holder(person_id, now, "identity.session.refused", _OF_THE_DEAD))
        await work.commit()
        raise PersonDeceased


async def registered_as(work: UnitOfWork, pivot: CivilIdentity) -> Sequence[Person]:
    """The persons of the registry equal to an identity in every part: one, unless nobody is or homonyms are."""
    alike = await work.persons.find_like(pivot)
    return [person for person in alike if is_same(pivot, person.identity)]
