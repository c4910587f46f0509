"""What the use cases need of the database about holders: subjects, accounts, sessions, attempts to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_identity.domain.account import Account, AccountState
from passeport_identity.domain.contact import Language
from passeport_identity.domain.session import Session
from passeport_identity.domain.sign_in import SignInAttempt
from passeport_identity.domain.subject import Subject

__all__ = ["Accounts", "HeldSession", "Sessions", "SignInAttempts", "Subjects"]


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session, and where the account of its person stands now."""

    session: Session
    state: AccountState
    language: Language | None = None

    @classmethod
    def of(cls, session: Session, account: Account) -> HeldSession:
        """A session of the holder of an account."""
        return cls(session, account.state, account.language)

    @property
    def activated(self) -> bool:
        """Whether the passport is open."""
        return self.state is AccountState.ACTIVE


class Subjects(Protocol):
    """FranceConnect's subjects (`sub`), each of one person; a person has one at a time at each platform."""

    async def person_id_of(self, subject: Subject) -> UUID | None:
        """The person that a subject is linked to."""
        ...

    async def all_of(self, person_id: UUID) -> Sequence[Subject]:
        """The subjects linked to a person, that of the first platform first."""
        ...

    async def linked_since(self, person_id: UUID, moment: datetime) -> Sequence[Subject]:
        """Those of them that were linked at a moment or later."""
        ...

    async def link(self, subject: Subject, person_id: UUID, now: datetime) -> None:
        """Links a subject to a person; whatever either was linked to at that platform before no longer is."""
        ...

    async def unlink(self, *subjects: Subject) -> None:
        """Takes subjects from the persons that they are linked to."""
        ...


class Accounts(Protocol):
    """The accounts."""

    async def ensure(self, person_id: UUID) -> Account:
        """The account of a person, made if it has none, locked until the end of the transaction."""
        ...

    async def get(self, person_id: UUID) -> Account | None:
        """The account of a person, if it has one; to look at only."""
        ...

    async def save(self, account: Account) -> None:
        """Writes an account."""
        ...

    async def sealed_with_other_keys(self, version: str, after: UUID | None, limit: int) -> Sequence[Account]:
        """Accounts whose e-mail address another key than this one sealed, in the order of persons, locked."""
        ...


class Sessions(Protocol):
    """The sessions, found by the digest of their secret."""

    async def find(self, token_digest: bytes) -> HeldSession | None:
        """A session, open or not."""
        ...

    async def add(self, session: Session, token_digest: bytes) -> None:
        """Adds a session."""
        ...

    async def renew(self, session: Session) -> None:
        """Writes the new end of the idle lifetime."""
        ...

    async def change_secret(self, session_id: UUID, token_digest: bytes) -> None:
        """Gives a session another secret; the former one finds nothing any more. None is made when it is gone."""
        ...

    async def all_of(self, *subjects: Subject) -> Sequence[Session]:
        """Every session of these subjects, open or not, the newest first."""
        ...

    async def end(self, *session_ids: UUID) -> None:
        """Forgets sessions."""
        ...

    async def end_all_of(self, *subjects: Subject) -> None:
        """Forgets every session of these subjects."""
        ...

    async def end_all_of_persons(self, person_ids: Sequence[UUID]) -> None:
        """Forgets every session of persons."""
        ...

    async def end_others_of(self, person_id: UUID, but: UUID | None) -> Sequence[Session]:
        """Forgets the sessions of a person but one; those that it forgot."""
        ...


class SignInAttempts(Protocol):
    """The attempts to sign in, found by the digest of their state."""

    async def add(self, attempt: SignInAttempt) -> None:
        """Adds an attempt."""
        ...

    async def find_for_use(self, state_digest: bytes) -> SignInAttempt | None:
        """An attempt, locked until the end of the transaction."""
        ...

    async def mark_used(self, state_digest: bytes, now: datetime) -> None:
        """Notes that the attempt has served."""
        ...

    async def mark_completed(self, state_digest: bytes, session_id: UUID) -> None:
        """Notes the session that came of it."""
        ...

    async def mark_failed(self, state_digest: bytes, now: datetime) -> None:
        """Lets an attempt that no session can come of lapse."""
        ...
