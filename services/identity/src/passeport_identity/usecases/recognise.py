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
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.ids import new_id
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.person import Person, PersonOrigin
from passeport_identity.domain.pivot import is_same
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.domain.subject import Subject
from passeport_identity.errors import PersonDeceased
from passeport_identity.usecases.ports import UnitOfWork

__all__ = ["check_alive", "linked", "recognise", "registered_as"]

_OF_THE_DEAD = "Connexion refusée : le répertoire des personnes signale un décès"


async def recognise(work: UnitOfWork, signed_in: SignedIn, now: datetime) -> Person:
    """The person of a sign-in, linked to its subject. Raises PersonDeceased."""
    await work.take_turns(f"subject {signed_in.whose.key}")
    person_id = await linked(work, signed_in.whose)
    person = await work.persons.get(person_id) if person_id is not None else None
    if person is not None and not person.is_provisional:
        await check_alive(work, person.id, now)
        return person
    registered = await _registered(work, signed_in)
    if registered is not None:
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


async def linked(work: UnitOfWork, subject: Subject) -> UUID | None:
    """The person that a subject is linked to, no activation being about to give that person another subject."""
    waited_for = None
    while (person_id := await work.subjects.person_id_of(subject)) != waited_for and person_id is not None:
        await work.take_turns(f"person {person_id}")
        waited_for = person_id
    return person_id


async def _registered(work: UnitOfWork, signed_in: SignedIn) -> Person | None:
    same = await registered_as(work, signed_in.identity)
    if len(same) != 1:
        return None
    await work.take_turns(f"person {same[0].id}")
    return None if await work.subjects.all_of(same[0].id) else same[0]
