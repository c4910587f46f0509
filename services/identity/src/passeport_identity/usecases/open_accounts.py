"""Whether what a holder consented to may be used now: services hear of a closure later than identity knows of it."""

from __future__ import annotations

from uuid import UUID

from passeport_identity.domain.account import AccountState
from passeport_identity.errors import ConsentSuspended
from passeport_identity.usecases.ports import UnitOfWork

__all__ = ["check_consents_hold"]


async def check_consents_hold(work: UnitOfWork, person_id: UUID) -> None:
    """Raises ConsentSuspended while the account of a person is closed, or a death is reported; nothing is used up.

    Merged since into another, it is about that one.
    """
    person = await work.persons.get(person_id)
    if person is None or await work.deaths.of(person.id) is not None:
        raise ConsentSuspended
    account = await work.accounts.get(person.id)
    if account is not None and account.state is AccountState.CLOSED:
        raise ConsentSuspended
