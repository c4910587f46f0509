"""The unit of work: what the use cases need of the database, in their own words.

Each part is in a module by subject beside this one. Storage answers, and tests answer with fakes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from passeport_identity.domain.events import Event
from passeport_identity.usecases.authorization_ports import Authorizations
from passeport_identity.usecases.partner_ports import OperatorActs, Partners, Professionals
from passeport_identity.usecases.person_ports import Persons, Registry, TemporaryNumbers
from passeport_identity.usecases.registry_ports import (
    Deaths,
    DeclaredNumbers,
    FormerNumbers,
    Imports,
    Merges,
    TrailOfPersons,
)
from passeport_identity.usecases.sign_in_ports import Accounts, Sessions, SignInAttempts, Subjects


class UnitOfWork(Protocol):
    """One transaction. Left without `commit`, nothing of it remains."""

    @property
    def persons(self) -> Persons: ...
    @property
    def registry(self) -> Registry: ...
    @property
    def temporary_numbers(self) -> TemporaryNumbers: ...
    @property
    def former_numbers(self) -> FormerNumbers: ...
    @property
    def declared_numbers(self) -> DeclaredNumbers: ...
    @property
    def deaths(self) -> Deaths: ...
    @property
    def imports(self) -> Imports: ...
    @property
    def merges(self) -> Merges: ...
    @property
    def subjects(self) -> Subjects: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def attempts(self) -> SignInAttempts: ...
    @property
    def partners(self) -> Partners: ...
    @property
    def authorizations(self) -> Authorizations: ...
    @property
    def professionals(self) -> Professionals: ...
    @property
    def operator_acts(self) -> OperatorActs: ...
    @property
    def accesses(self) -> TrailOfPersons: ...

    async def take_turns(self, *keys: str) -> None:
        """Waits until no other transaction holds the same key, and holds it to the end of this one; each in its order.

        Who takes several at different moments, or in another order than others do, waits for who waits for him.
        """
        ...

    def emit(self, event: Event) -> None:
        """Publishes an event if, and only if, the transaction is committed."""
        ...

    async def commit(self) -> None:
        """Makes it all last: rows, accesses and events, or none of them."""
        ...


OpenWork = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Begins a unit of work: `async with open_work() as work`."""


class UnitsAlone(Protocol):
    """Units of work, and a turn that outlasts them."""

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Begins a unit of work."""
        ...

    def alone(self, key: str) -> AbstractAsyncContextManager[bool]:
        """Whether nobody else is inside with the same key, who keeps all others out until he leaves."""
        ...
