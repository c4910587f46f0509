"""Whether whoever signed in at a higher level is the holder of the session that asked for it.

The open session is what a sign-in alone lacks: proof that one and the same is at the keyboard. With it an identity that
agrees with the person's is enough to link the `sub` of the second platform; without it nobody is given an account that
is somebody's already (`recognise`).
"""

from __future__ import annotations

from datetime import datetime

from passeport_chassis.access import by_holder
from passeport_identity.domain.person import Person
from passeport_identity.domain.pivot import agrees
from passeport_identity.domain.session import Session
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import StepUpOtherPerson
from passeport_identity.usecases.ports import UnitOfWork
from passeport_identity.usecases.recognise import check_alive

__all__ = ["same_person"]

_PURPOSE = "Rattachement d’une connexion FranceConnect d’un niveau plus élevé"


async def same_person(
    work: UnitOfWork, session: Session, signed_in: SignedIn, other: Person | None, now: datetime
) -> Person:
    """The person of the session, linked to the `sub` of the sign-in; `other` is whom that is linked to already.

    In the turn of both, with a session that was found in it. Raises StepUpOtherPerson, PersonDeceased.
    """
    subject = signed_in.whose
    person = await work.persons.get(session.person_id)
    if person is None or person.id != session.person_id:
        # A merge ends the sessions of who goes: one that is left is none of who stays.
        raise StepUpOtherPerson
    await check_alive(work, person.id, now)
    if other is not None and other.id == person.id:
        return person
    if not agrees(signed_in.identity, person.identity):
        raise StepUpOtherPerson
    if any(each.issuer == subject.issuer for each in await work.subjects.all_of(person.id)):
        # Nobody has two at one platform: it is a homonym, or he whose identity was corrected and who signs in anew.
        raise StepUpOtherPerson
    if other is not None:
        if not other.is_provisional:
            raise StepUpOtherPerson
        if not person.is_provisional:
            # He had signed in there before, alone, and was not recognised.
            await work.persons.replace_provisional(other.id, person.id)
    await work.subjects.link(subject, person.id, now)
    await work.accesses.record(by_holder(person.id, now, "identity.account.platform_linked", _PURPOSE))
    return person
