"""What the use cases need of the database, in their own words; storage answers, and tests answer with fakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_identity.domain.account import Account, AccountState
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.contact import Language
from passeport_identity.domain.events import Event
from passeport_identity.domain.matching import Candidate, HolderCriteria, Step
from passeport_identity.domain.person import Person
from passeport_identity.domain.registry_decision import KnownPerson
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.domain.session import Session
from passeport_identity.domain.sign_in import SignInAttempt
from passeport_identity.domain.subject import Subject
from passeport_identity.usecases.partner_ports import OperatorActs, Partners, Professionals
from passeport_identity.usecases.registry_ports import (
    Deaths,
    DeclaredNumbers,
    FormerNumbers,
    Imports,
    Merges,
    NumberedPerson,
    TrailOfPersons,
)


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


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A person of the registry as it is written: identity, and the NIR sealed and indexed."""

    person_id: UUID
    identity: CivilIdentity
    nir: SealedNir
    index: BlindIndex


@dataclass(frozen=True, slots=True)
class KeptNir:
    """A NIR as the registry keeps it, of whom, and the version of the key of its index."""

    person_id: UUID
    nir: SealedNir
    index_key_version: str


@dataclass(frozen=True, slots=True)
class RekeyedNir:
    """The same NIR, sealed and indexed with other keys."""

    person_id: UUID
    nir: SealedNir
    index: BlindIndex


class Persons(Protocol):
    """The persons, one by one."""

    async def get(self, person_id: UUID) -> Person | None:
        """A person by id; the one who stands for it when it was provisional or merged; None when there is none."""
        ...

    async def find_like(self, identity: CivilIdentity) -> Sequence[Person]:
        """Persons of the registry with the same names and birth year: those worth comparing in full."""
        ...

    async def find_by_nir(self, indexes: Sequence[BlindIndex]) -> Person | None:
        """The person of the registry whose NIR has one of these indexes."""
        ...

    async def add_provisional(self, person: Person) -> None:
        """Adds a provisional person."""
        ...

    async def update_provisional(self, person: Person) -> None:
        """Writes what FranceConnect now says of a provisional person."""
        ...

    async def replace_provisional(self, provisional_id: UUID, person_id: UUID) -> None:
        """Makes a person of the registry stand for a provisional one: sessions, subjects and accesses go over."""
        ...

    async def sealed_nir(self, person_id: UUID) -> SealedNir | None:
        """The sealed NIR of a person, if it has one."""
        ...


class Registry(Protocol):
    """The persons, by thousands: one statement for each question, however many are asked about."""

    async def candidates(self, step: Step, criteria: Sequence[HolderCriteria]) -> Sequence[tuple[Candidate, ...]]:
        """For each of the criteria, in order, the persons that fit the step: two at most."""
        ...

    async def by_nir(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, NumberedPerson]:
        """The persons whose NIR has one of these fingerprints, by fingerprint."""
        ...

    async def known(self, indexes: Sequence[BlindIndex]) -> Mapping[bytes, KnownPerson]:
        """The same in full, locked until the end of the transaction: for an import to compare with."""
        ...

    async def add(self, persons: Sequence[RegisteredPerson], import_id: UUID) -> None:
        """Adds persons."""
        ...

    async def update(self, persons: Sequence[Person], import_id: UUID) -> None:
        """Writes other identities for persons that are there, and notes the import that did."""
        ...

    async def mark_seen(self, person_ids: Sequence[UUID], import_id: UUID) -> None:
        """Notes the import that found persons as they were."""
        ...

    async def forget(self, person_ids: Sequence[UUID]) -> None:
        """Deletes persons with everything that refers to them, the trail aside."""
        ...

    async def raise_revisions(self, person_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Raises the revisions of persons for events about their state."""
        ...

    async def kept_with_other_keys(
        self, sealing: str, indexing: str, after: UUID | None, limit: int
    ) -> Sequence[KeptNir]:
        """NIR that another key than these versions sealed or indexed, in the order of persons, locked."""
        ...

    async def rekey(self, nirs: Sequence[RekeyedNir]) -> None:
        """Writes NIR that were sealed and indexed anew."""
        ...


class TemporaryNumbers(Protocol):
    """Temporary numbers of employers (NTT), by fingerprint, and the persons they were found to be of."""

    async def persons(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, Sequence[NumberedPerson]]:
        """The persons linked to each; more than one when an NTT was declared with several NIR."""
        ...

    async def learn(self, links: Sequence[tuple[bytes, UUID]], now: datetime) -> Sequence[UUID]:
        """Links fingerprints to persons; gives the persons for whom a link is new."""
        ...


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
    def professionals(self) -> Professionals: ...
    @property
    def operator_acts(self) -> OperatorActs: ...
    @property
    def accesses(self) -> TrailOfPersons: ...

    async def take_turns(self, key: str) -> None:
        """Waits until no other transaction holds the same key, and holds it to the end of this one."""
        ...

    def emit(self, event: Event) -> None:
        """Publishes an event if, and only if, the transaction is committed."""
        ...

    async def commit(self) -> None:
        """Makes it all last: rows, accesses and events, or none of them."""
        ...


OpenWork = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Begins a unit of work: `async with open_work() as work`."""
