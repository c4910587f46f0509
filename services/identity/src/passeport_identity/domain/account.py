"""The CPF account of a person: its states, what its holder may change of it, the lock on its activation.

inactive --activate--> active --close--> closed --reopen--> active

A death is no state of it: it is kept beside (`domain.death`), and while it is reported nobody signs in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from passeport_identity.domain.contact import Language, SealedAddress
from passeport_identity.errors import AccountClosed, AccountNotActive, ActivationLocked

__all__ = ["Account", "AccountState", "ActivationLimit"]


class AccountState(Enum):
    """Where an account stands."""

    INACTIVE = "inactive"
    ACTIVE = "active"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ActivationLimit:
    """How many failures in a row lock the activation, and for how long."""

    failures: int = 5
    lock: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Account:
    """An account: there from the first sign-in, opened by the NIR of its holder, and never deleted (R6323-38).

    `version` counts what was changed of it, activation and its failures aside.
    """

    person_id: UUID
    activated_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None
    closed_at: datetime | None = None
    email: SealedAddress | None = field(repr=False, default=None)
    language: Language | None = None
    version: int = 0

    @property
    def state(self) -> AccountState:
        """Where it stands."""
        if not self.was_activated:
            return AccountState.INACTIVE
        return AccountState.ACTIVE if self.closed_at is None else AccountState.CLOSED

    @property
    def is_active(self) -> bool:
        """Whether the passport is open."""
        return self.state is AccountState.ACTIVE

    @property
    def was_activated(self) -> bool:
        """Whether the holder once proved by his NIR that it is his, open as it may be or closed."""
        return self.activated_at is not None

    def check_not_locked(self, now: datetime) -> None:
        """Raises ActivationLocked while the lock holds, saying how long it still does."""
        if self.locked_until is not None and now < self.locked_until:
            raise ActivationLocked(self.locked_until - now)

    def after_failure(self, now: datetime, limit: ActivationLimit) -> Account:
        """The account after one more failure; the count begins again once a lock has run out."""
        failures = 1 if self.locked_until is not None else self.failures + 1
        locked_until = now + limit.lock if failures >= limit.failures else None
        return replace(self, failures=failures, locked_until=locked_until)

    def activated(self, now: datetime) -> Account:
        """The account after its activation; one that was activated stays as it is, closed if it is closed."""
        if self.was_activated:
            return self
        return replace(self, activated_at=now, failures=0, locked_until=None)

    def unproven(self) -> Account:
        """The account when nobody has proved that it is his, without what he chose; closed, it is so once proved."""
        return replace(
            self, activated_at=None, failures=0, locked_until=None, email=None, language=None, version=self.version + 1
        )

    def check_change(self) -> None:
        """Raises AccountNotActive, AccountClosed."""
        self._check_proven()
        if self.closed_at is not None:
            raise AccountClosed

    def changed(self, *, email: SealedAddress | None, language: Language | None) -> Account:
        """The account with what its holder chose."""
        return replace(self, email=email, language=language, version=self.version + 1)

    def closed(self, now: datetime) -> Account:
        """The account after its holder closed it; one that is closed stays as it is. Raises AccountNotActive."""
        self._check_proven()
        if self.state is AccountState.CLOSED:
            return self
        return replace(self, closed_at=now, version=self.version + 1)

    def reopened(self) -> Account:
        """The account after its holder opened it again. Raises AccountNotActive."""
        self._check_proven()
        if self.closed_at is None:
            return self
        return replace(self, closed_at=None, version=self.version + 1)

    def _check_proven(self) -> None:
        if not self.was_activated:
            raise AccountNotActive
