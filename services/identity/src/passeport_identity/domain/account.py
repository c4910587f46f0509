"""The CPF account of a person, and the lock that repeated failures to activate it put on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from passeport_identity.errors import ActivationLocked

__all__ = ["Account", "ActivationLimit"]


@dataclass(frozen=True, slots=True)
class ActivationLimit:
    """How many failures in a row lock the activation, and for how long."""

    failures: int = 5
    lock: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Account:
    """An account: inactive from the first sign-in, active once the holder has given his NIR. There is no way back."""

    person_id: UUID
    activated_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether the passport is open."""
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
        """The account after its activation; one that is active stays as it is."""
        if self.is_active:
            return self
        return replace(self, activated_at=now, failures=0, locked_until=None)
