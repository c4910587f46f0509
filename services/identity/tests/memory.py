"""A unit of work in memory: the fake that the use cases are tested with, held to PostgreSQL by the same tests."""

import copy
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from memory_accounts import MemoryAccounts
from memory_authorizations import Granted, MemoryAuthorizations
from memory_lives import (
    MemoryDeaths,
    MemoryDeclaredNumbers,
    MemoryFormerNumbers,
    MemoryImports,
    MemoryMerges,
    MemoryTemporaryNumbers,
)
from memory_matching import candidate, fits, is_wanted
from memory_partners import MemoryPartners
from memory_professionals import MemoryOperatorActs, MemoryProfessionals
from passeport_chassis.access import Access, AccessPage, AccessPosition
from passeport_chassis.ids import new_id
from passeport_identity.domain.account import Account
from passeport_identity.domain.civil_identity import CivilIdentity
from passeport_identity.domain.consultation import Consultation
from passeport_identity.domain.death import Death
from passeport_identity.domain.declared_number import DeclaredNumber
from passeport_identity.domain.events import Event
from passeport_identity.domain.known_names import IdentifiedPerson
from passeport_identity.domain.matching import Candidate, HolderCriteria, Step
from passeport_identity.domain.operator_act import OperatorAct
from passeport_identity.domain.partner import PartnerClient, PartnerToken
from passeport_identity.domain.person import Person
from passeport_identity.domain.professional import ProfessionalAttempt, ProfessionalSession
from passeport_identity.domain.registry_decision import KnownPerson
from passeport_identity.domain.sealed_nir import BlindIndex, SealedNir
from passeport_identity.domain.session import Session
from passeport_identity.domain.sign_in import SignInAttempt
from passeport_identity.domain.subject import Subject
from passeport_identity.domain.wanted_person import WantedPerson
from passeport_identity.usecases.person_ports import KeptNir, RegisteredPerson, RekeyedNir
from passeport_identity.usecases.registry_ports import FormerNumber, ImportRun, Merge, NumberedPerson
from passeport_identity.usecases.sign_in_ports import HeldSession


@dataclass
class State:
    persons: dict[UUID, Person] = field(default_factory=dict)
    registered: dict[UUID, RegisteredPerson] = field(default_factory=dict)
    imports: dict[UUID, UUID] = field(default_factory=dict)
    replaced: dict[UUID, UUID] = field(default_factory=dict)
    revisions: dict[UUID, int] = field(default_factory=dict)
    merges: dict[UUID, Merge] = field(default_factory=dict)
    followed: dict[UUID, list[UUID]] = field(default_factory=dict)
    gone: dict[UUID, RegisteredPerson] = field(default_factory=dict)
    former: dict[bytes, FormerNumber] = field(default_factory=dict)
    declared: dict[tuple[UUID, bytes, str], DeclaredNumber] = field(default_factory=dict)
    deaths: dict[UUID, Death] = field(default_factory=dict)
    import_runs: dict[UUID, tuple[bytes, ImportRun, bool]] = field(default_factory=dict)
    subjects: dict[Subject, UUID] = field(default_factory=dict)
    linked_at: dict[Subject, datetime] = field(default_factory=dict)
    accounts: dict[UUID, Account] = field(default_factory=dict)
    sessions: dict[bytes, Session] = field(default_factory=dict)
    attempts: dict[bytes, SignInAttempt] = field(default_factory=dict)
    clients: dict[str, PartnerClient] = field(default_factory=dict)
    tokens: dict[bytes, PartnerToken] = field(default_factory=dict)
    granted: Granted = field(default_factory=Granted)
    assertions: set[tuple[str, bytes]] = field(default_factory=set)
    links: dict[tuple[bytes, UUID], datetime] = field(default_factory=dict)
    acts: list[OperatorAct] = field(default_factory=list)
    professionals: dict[str, tuple[UUID, str, str, datetime]] = field(default_factory=dict)
    professional_attempts: dict[bytes, ProfessionalAttempt] = field(default_factory=dict)
    consultations: dict[UUID, Consultation] = field(default_factory=dict)
    professional_sessions: dict[bytes, ProfessionalSession] = field(default_factory=dict)
    accesses: list[tuple[UUID, Access]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def died_on(self, person_id: UUID) -> date | None:
        death = self.deaths.get(person_id)
        return death.died_on if death is not None else None


class MemoryPersons:
    def __init__(self, state: State) -> None:
        self._state = state

    async def get(self, person_id: UUID) -> Person | None:
        return self._state.persons.get(self._state.replaced.get(person_id, person_id))

    async def find_like(self, identity: CivilIdentity) -> Sequence[Person]:
        def key(one: CivilIdentity) -> tuple[object, ...]:
            return one.birth_name_key, one.given_names_key, one.birth_date.year

        wanted = key(identity)
        return [
            self._state.persons[each_id]
            for each_id in self._state.registered
            if key(self._state.persons[each_id].identity) == wanted
        ]

    async def find_wanted(self, wanted: WantedPerson, limit: int) -> Sequence[Person]:
        persons = (self._state.persons[each_id] for each_id in sorted(self._state.registered))
        return [person for person in persons if is_wanted(wanted, person.identity)][:limit]

    async def find_by_nir(self, indexes: Sequence[BlindIndex]) -> Person | None:
        for person in self._state.registered.values():
            if person.index in indexes:
                return self._state.persons[person.person_id]
        for number in self._state.former.values():
            if number.index in indexes:
                return await self.get(number.person_id)
        return None

    async def add_provisional(self, person: Person) -> None:
        self._state.persons[person.id] = person

    async def update_provisional(self, person: Person) -> None:
        self._state.persons[person.id] = person

    async def replace_provisional(self, provisional_id: UUID, person_id: UUID) -> None:
        state = self._state
        state.replaced[provisional_id] = person_id
        for each_id, access in list(state.accesses):
            if access.person_id == provisional_id:
                state.accesses.append((each_id, replace(access, person_id=person_id)))
        for digest, session in state.sessions.items():
            if session.person_id == provisional_id:
                state.sessions[digest] = replace(session, person_id=person_id)
        state.subjects = {subject: each_id for subject, each_id in state.subjects.items() if each_id != provisional_id}
        state.accounts.pop(provisional_id, None)

    async def sealed_nir(self, person_id: UUID) -> SealedNir | None:
        person = self._state.registered.get(person_id)
        return person.nir if person is not None else None


class MemoryRegistry:
    def __init__(self, state: State) -> None:
        self._state = state

    async def candidates(self, step: Step, criteria: Sequence[HolderCriteria]) -> Sequence[tuple[Candidate, ...]]:
        persons = [self._state.persons[each_id] for each_id in self._state.registered]
        return [
            tuple(map(candidate, (one for one in persons if fits(one.identity, each, step))))[:2] for each in criteria
        ]

    async def by_nir(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, NumberedPerson]:
        return {
            each.index.value: NumberedPerson(person_id, self._state.persons[person_id].identity.birth_name_key)
            for person_id, each in self._state.registered.items()
            if each.index.value in fingerprints
        }

    async def by_id(self, person_ids: Sequence[UUID]) -> Mapping[UUID, IdentifiedPerson]:
        found = {}
        for person_id in person_ids:
            if person_id in self._state.persons:
                stands = self._state.replaced.get(person_id, person_id)
                names = [self._state.persons[one].identity for one in (person_id, stands)]
                keys = tuple((one.birth_name_key, one.first_given_name_key) for one in names)
                found[person_id] = IdentifiedPerson(stands, keys)
        return found

    async def lock(self, indexes: Sequence[BlindIndex]) -> None:
        return None

    async def known(self, indexes: Sequence[BlindIndex]) -> Mapping[bytes, KnownPerson]:
        return {
            each.index.value: KnownPerson(
                self._state.persons[each.person_id],
                self._state.imports[each.person_id],
                died_on=self._state.died_on(each.person_id),
            )
            for each in self._state.registered.values()
            if each.index in indexes
        }

    async def add(self, persons: Sequence[RegisteredPerson], import_id: UUID) -> None:
        for each in persons:
            self._state.registered[each.person_id] = each
            self._state.persons[each.person_id] = Person(each.person_id, each.identity)
            self._state.imports[each.person_id] = import_id

    async def update(self, persons: Sequence[Person], import_id: UUID) -> None:
        for person in persons:
            self._state.persons[person.id] = person
            self._state.imports[person.id] = import_id

    async def mark_seen(self, person_ids: Sequence[UUID], import_id: UUID) -> None:
        self._state.imports |= dict.fromkeys(person_ids, import_id)

    async def forget(self, person_ids: Sequence[UUID]) -> None:
        state = self._state
        everybody = {*person_ids, *(each for each, stands in state.replaced.items() if stands in person_ids)}
        for of_person in (state.persons, state.registered, state.gone, state.deaths, state.accounts, state.replaced):
            for person_id in everybody:
                of_person.pop(person_id, None)
        state.former = {index: each for index, each in state.former.items() if each.person_id not in everybody}
        state.subjects = {subject: each for subject, each in state.subjects.items() if each not in everybody}
        state.merges = {each.id: each for each in state.merges.values() if each.person_id not in everybody}
        state.sessions = {key: each for key, each in state.sessions.items() if each.person_id not in everybody}

    async def raise_revisions(self, person_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        for person_id in person_ids:
            self._state.revisions[person_id] = self._state.revisions.get(person_id, 0) + 1
        return {person_id: self._state.revisions[person_id] for person_id in person_ids}

    async def kept_with_other_keys(
        self, sealing: str, indexing: str, after: UUID | None, limit: int
    ) -> Sequence[KeptNir]:
        found = [
            KeptNir(person_id, each.nir, each.index.key_version)
            for person_id, each in sorted(self._state.registered.items())
            if (each.nir.key_version, each.index.key_version) != (sealing, indexing)
        ]
        return [each for each in found if after is None or each.person_id > after][:limit]

    async def rekey(self, nirs: Sequence[RekeyedNir]) -> None:
        for each in nirs:
            before = self._state.registered[each.person_id]
            self._state.registered[each.person_id] = replace(before, nir=each.nir, index=each.index)


class MemorySubjects:
    def __init__(self, state: State) -> None:
        self._state = state

    async def person_id_of(self, subject: Subject) -> UUID | None:
        return self._state.subjects.get(subject)

    async def all_of(self, person_id: UUID) -> Sequence[Subject]:
        found = (subject for subject, each_id in self._state.subjects.items() if each_id == person_id)
        return sorted(found, key=lambda subject: subject.issuer)

    async def linked_since(self, person_id: UUID, moment: datetime) -> Sequence[Subject]:
        return [each for each in await self.all_of(person_id) if self._state.linked_at[each] >= moment]

    async def link(self, subject: Subject, person_id: UUID, now: datetime) -> None:
        others = {
            other: each_id
            for other, each_id in self._state.subjects.items()
            if (each_id, other.issuer) != (person_id, subject.issuer)
        }
        self._state.subjects = others | {subject: person_id}
        self._state.linked_at[subject] = now

    async def unlink(self, *subjects: Subject) -> None:
        for subject in subjects:
            self._state.subjects.pop(subject, None)


class MemorySessions:
    def __init__(self, state: State) -> None:
        self._state = state

    async def find(self, token_digest: bytes) -> HeldSession | None:
        session = self._state.sessions.get(token_digest)
        if session is None:
            return None
        return HeldSession.of(session, self._state.accounts.get(session.person_id) or Account(session.person_id))

    async def add(self, session: Session, token_digest: bytes) -> None:
        self._state.sessions[token_digest] = session

    async def renew(self, session: Session) -> None:
        self._change(session.id, session)

    async def change_secret(self, session_id: UUID, token_digest: bytes) -> None:
        for digest, session in list(self._state.sessions.items()):
            if session.id == session_id:
                self._state.sessions[token_digest] = self._state.sessions.pop(digest)

    async def all_of(self, *subjects: Subject) -> Sequence[Session]:
        found = [session for session in self._state.sessions.values() if session.whose in subjects]
        found.sort(key=lambda session: session.id)
        return sorted(found, key=lambda session: session.opened_at, reverse=True)

    async def end(self, *session_ids: UUID) -> None:
        for session_id in session_ids:
            self._change(session_id, None)

    async def end_all_of(self, *subjects: Subject) -> None:
        for session in list(self._state.sessions.values()):
            if session.whose in subjects:
                self._change(session.id, None)

    async def end_all_of_persons(self, person_ids: Sequence[UUID]) -> None:
        for session in list(self._state.sessions.values()):
            if session.person_id in person_ids:
                self._change(session.id, None)

    async def end_others_of(self, person_id: UUID, but: UUID | None) -> Sequence[Session]:
        ended = [each for each in self._state.sessions.values() if each.person_id == person_id and each.id != but]
        await self.end(*(each.id for each in ended))
        return ended

    def _change(self, session_id: UUID, now_is: Session | None) -> None:
        for digest, session in list(self._state.sessions.items()):
            if session.id == session_id:
                del self._state.sessions[digest]
                if now_is is not None:
                    self._state.sessions[digest] = now_is


class MemoryAttempts:
    def __init__(self, state: State) -> None:
        self._state = state

    async def add(self, attempt: SignInAttempt) -> None:
        self._state.attempts[attempt.state_digest] = attempt

    async def find_for_use(self, state_digest: bytes) -> SignInAttempt | None:
        return self._state.attempts.get(state_digest)

    async def mark_used(self, state_digest: bytes, now: datetime) -> None:
        self._state.attempts[state_digest] = replace(self._state.attempts[state_digest], used_at=now)

    async def mark_completed(self, state_digest: bytes, session_id: UUID) -> None:
        self._state.attempts[state_digest] = replace(self._state.attempts[state_digest], session_id=session_id)

    async def mark_failed(self, state_digest: bytes, now: datetime) -> None:
        self._state.attempts[state_digest] = replace(self._state.attempts[state_digest], expires_at=now)


class MemoryAccesses:
    def __init__(self, state: State) -> None:
        self._state = state

    async def record(self, *accesses: Access) -> None:
        self._state.accesses += [(new_id(), access) for access in accesses]

    async def page(self, person_id: UUID | Collection[UUID], limit: int, after: AccessPosition | None) -> AccessPage:
        ids = (person_id,) if isinstance(person_id, UUID) else person_id
        found = [
            (access.at, each_id, access)
            for each_id, access in self._state.accesses
            if access.person_id in ids and (after is None or (access.at, each_id) < (after.at, after.id))
        ]
        found.sort(key=lambda each: each[:2], reverse=True)
        rest = AccessPosition(*found[limit - 1][:2]) if len(found) > limit else None
        return AccessPage(tuple(access for _, _, access in found[:limit]), rest)


class MemoryUnitOfWork:
    def __init__(self, committed: "MemoryUnitsOfWork") -> None:
        self._committed = committed
        self._state = state = copy.deepcopy(committed.state)
        self.persons = MemoryPersons(state)
        self.registry = MemoryRegistry(state)
        self.temporary_numbers = MemoryTemporaryNumbers(state)
        self.former_numbers = MemoryFormerNumbers(state)
        self.declared_numbers = MemoryDeclaredNumbers(state)
        self.deaths = MemoryDeaths(state)
        self.imports = MemoryImports(state)
        self.merges = MemoryMerges(state)
        self.subjects = MemorySubjects(state)
        self.accounts = MemoryAccounts(state)
        self.sessions = MemorySessions(state)
        self.attempts = MemoryAttempts(state)
        self.partners = MemoryPartners(state)
        self.authorizations = MemoryAuthorizations(state)
        self.professionals = MemoryProfessionals(state)
        self.operator_acts = MemoryOperatorActs(state)
        self.accesses = MemoryAccesses(state)

    async def take_turns(self, *keys: str) -> None:
        """Nothing runs at the same time here."""

    def emit(self, event: Event) -> None:
        self._state.events.append(event)

    async def commit(self) -> None:
        self._committed.state = copy.deepcopy(self._state)


class MemoryUnitsOfWork:
    """Begins units of work on a state in memory; what is not committed is forgotten."""

    def __init__(self) -> None:
        self.state = State()
        self._inside: set[str] = set()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[MemoryUnitOfWork]:
        yield MemoryUnitOfWork(self)

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[bool]:
        is_alone = key not in self._inside
        self._inside.add(key)
        try:
            yield is_alone
        finally:
            self._inside -= {key} if is_alone else set()

    async def events(self) -> list[Event]:
        return list(self.state.events)
