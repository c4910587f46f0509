"""Stand-ins for what the use cases need, as small as can be: a memory for the database, told answers for the rest."""

from __future__ import annotations

import asyncio
import copy
import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from passeport_chassis.access import Access
from passeport_publishing.domain.birth import Birth
from passeport_publishing.domain.events import Event
from passeport_publishing.domain.holder_key import HolderKey
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.model import EntrySet
from passeport_publishing.domain.photo import Photo
from passeport_publishing.domain.publication import Publication, SealedDocument
from passeport_publishing.domain.snapshot import Holder, Item, Snapshot, Version
from passeport_publishing.domain.status import AwardList, Purpose, StatusEntry, TokenStatus, read_list_id
from passeport_publishing.domain.verification import CredentialFindings, Registered, SealFindings, SignatureState
from passeport_publishing.errors import EntryNotFound
from passeport_publishing.usecases.create_publication import CreatePublication
from passeport_publishing.usecases.make_publication import MakePublication
from passeport_publishing.usecases.ports import IndexTaken, Made, RequestTaken
from passeport_publishing.usecases.take_snapshot import TakeSnapshot
from samples import NOW


@dataclass
class Tables:
    made: dict[UUID, Made] = field(default_factory=dict)
    changes: dict[UUID, Version] = field(default_factory=dict)
    taken: set[StatusEntry] = field(default_factory=set)
    keys: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    seen: set[UUID] = field(default_factory=set)
    claims: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    accesses: list[Access] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    chains: set[str] = field(default_factory=set)
    forgotten: set[UUID | str] = field(default_factory=set)
    shut: set[UUID] = field(default_factory=set)


class MemoryWork:
    """A unit of work: it works on a copy, and `commit` puts the copy in place. All ports in one object."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.tables = copy.deepcopy(memory.tables)
        self.publications = self.sources = self.status_lists = self.keys = self
        self.seal_chains = SimpleNamespace(remember=self.remember_chains)
        self.photos = SimpleNamespace(get=self.photo_of)
        self.queue = SimpleNamespace(of_request=self.none_in_line)
        self.inbox = self.claims = self.accesses = self.persons = self

    def emit(self, event: Event) -> None:
        self.tables.events.append(event)

    async def photo_of(self, person_id: UUID) -> Photo | None:
        return self._memory.photo

    async def none_in_line(self, person_id: UUID, request_id: str) -> None:
        return None

    async def commit(self) -> None:
        self._memory.tables = self.tables

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[Publication, bytes] | None:
        for made in self.tables.made.values():
            if (made.publication.person_id, made.request_id) == (person_id, request_id):
                return made.publication, made.fingerprint
        return None

    async def add(self, made: Made) -> None:
        if self._memory.before_add:
            self._memory.before_add.pop(0)(self.tables)
        if await self.of_request(made.publication.person_id, made.request_id):
            raise RequestTaken
        if self.tables.taken & set(made.status):
            raise IndexTaken
        self.tables.taken |= set(made.status)
        self.tables.made[made.publication.id] = made

    async def get(self, person_id: UUID, publication_id: UUID, *, lock: bool = False) -> Publication | None:
        made = self.tables.made.get(publication_id)
        return made.publication if made and made.publication.person_id == person_id else None

    async def registered(self, publication_id: UUID) -> Registered | None:
        made = self.tables.made.get(publication_id)
        return Registered(made.publication, made.snapshot, made.credential) if made else None

    async def registered_of(self, person_id: UUID, publication_id: UUID) -> Registered | None:
        found = await self.registered(publication_id)
        return found if found and found.publication.person_id == person_id else None

    async def behind_code(self, code: str) -> Registered | None:
        for made in self.tables.made.values():
            if made.publication.code == code:
                return Registered(made.publication, made.snapshot, made.credential)
        return None

    async def is_forgotten(self, publication_id: UUID) -> bool:
        return publication_id in self.tables.forgotten

    async def is_code_forgotten(self, code: str) -> bool:
        return code in self.tables.forgotten

    async def is_shut(self, person_id: UUID) -> bool:
        return person_id in self.tables.shut

    async def holding(self, record_id: UUID, before: Version) -> Sequence[Publication]:
        return [
            made.publication
            for made in self.tables.made.values()
            for item in made.snapshot.items
            if item.provenance.record_id == record_id and before.is_newer_than(item.provenance.version)
        ]

    async def save(self, publication: Publication) -> None:
        object.__setattr__(self.tables.made[publication.id], "publication", publication)

    async def lock(self, record_ids: Collection[UUID]) -> None:
        if self._memory.before_lock:
            self._memory.before_lock.pop(0)(self.tables)

    async def note(self, record_id: UUID, version: Version) -> None:
        self.tables.changes[record_id] = version

    async def lately(self, record_ids: Collection[UUID]) -> Mapping[UUID, Version]:
        return {record_id: version for record_id, version in self.tables.changes.items() if record_id in record_ids}

    async def free_entries(self) -> tuple[StatusEntry, ...]:
        if self._memory.full_draws:
            self._memory.full_draws -= 1
            raise IndexTaken
        return tuple(StatusEntry(f"{purpose}-1", purpose, len(self.tables.taken)) for purpose in Purpose)

    async def remember(self, jwk: Mapping[str, Any]) -> None:
        self.tables.keys.setdefault(jwk["kid"], jwk)

    async def remember_chains(self, chains: Sequence[str]) -> None:
        self.tables.chains |= set(chains)

    async def all(self) -> Sequence[Mapping[str, Any]]:
        return list(self.tables.keys.values())

    async def find(self, kid: str) -> Mapping[str, Any] | None:
        return self.tables.keys.get(kid)

    async def first_time(self, event_id: UUID) -> bool:
        new = event_id not in self.tables.seen
        self.tables.seen.add(event_id)
        return new

    async def take(self, person_id: UUID, request_id: str, claim: UUID, lease: timedelta) -> bool:
        self._memory.takes.append(claim)
        return self.tables.claims.setdefault((person_id, request_id), claim) == claim

    async def drop(self, person_id: UUID, request_id: str, claim: UUID) -> None:
        if self.tables.claims.get((person_id, request_id)) == claim:
            del self.tables.claims[person_id, request_id]

    async def record(self, *accesses: Access) -> None:
        self.tables.accesses.extend(accesses)

    async def record_hourly(self, *told: Access) -> None:
        def of_hour(one: Access) -> tuple[object, ...]:
            return one.person_id, one.actor_id, one.action, one.resource_id, one.at.replace(minute=0, second=0)

        for one in told:
            if of_hour(one) not in map(of_hour, self.tables.accesses):
                await self.record(one)

    async def page(self, person_id: UUID, limit: int, after: object) -> str:
        return "page"

    async def opened(self, list_id: str) -> tuple[Purpose, datetime] | None:
        purpose = read_list_id(list_id) if list_id in self._memory.lists else None
        return (purpose, NOW - timedelta(days=1)) if purpose else None

    async def revocation_lists(self) -> Sequence[str]:
        return [list_id for list_id in self._memory.lists if read_list_id(list_id) is Purpose.REVOCATION]

    async def set_indices(self, list_id: str, purpose: Purpose, at: datetime | None = None) -> Sequence[int]:
        self._memory.moments.append(at)
        self._memory.readings.append(list_id)
        await asyncio.sleep(0.01)
        return self._memory.lists[list_id]

    async def token_statuses(self, list_id: str, at: datetime | None = None) -> Mapping[TokenStatus, Sequence[int]]:
        return {TokenStatus.WITHDRAWN: await self.set_indices(list_id, Purpose.REVOCATION, at)}

    async def most_items(self, revocation: str) -> int:
        return 3

    async def award_indices(self, of: AwardList) -> Sequence[int]:
        return await self.set_indices(of.revocation, Purpose.REVOCATION)

    async def status_at(self, of: str | AwardList, index: int) -> TokenStatus:
        indices = self._memory.lists[of if isinstance(of, str) else of.revocation]
        return TokenStatus.WITHDRAWN if index in indices else TokenStatus.VALID

    async def entries_of(self, publication_id: UUID) -> Sequence[StatusEntry]:
        return self.tables.made[publication_id].status


@dataclass
class Memory:
    """A database in memory; `before_lock` and `before_add` are what others commit just then."""

    tables: Tables = field(default_factory=Tables)
    before_lock: list[Callable[[Tables], None]] = field(default_factory=list)
    before_add: list[Callable[[Tables], None]] = field(default_factory=list)
    full_draws: int = 0
    photo: Photo | None = None
    takes: list[UUID] = field(default_factory=list)
    lists: dict[str, list[int]] = field(default_factory=dict)
    readings: list[str] = field(default_factory=list)
    moments: list[datetime | None] = field(default_factory=list)

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Any]:
        yield MemoryWork(self)

    @property
    def publications(self) -> list[Publication]:
        return [made.publication for made in self.tables.made.values()]


@dataclass
class Passport:
    """Records, identity and prevention: gives the entries it holds."""

    entries: dict[UUID, Item]
    reads: int = 0

    async def items(self, record_ids: Sequence[UUID]) -> tuple[Item, ...]:
        self.reads += 1
        missing = [record_id for record_id in record_ids if record_id not in self.entries]
        if missing:
            raise EntryNotFound(metadata={"id": str(missing[0])})
        return tuple(self.entries[record_id] for record_id in record_ids)

    async def in_set(self, wanted: EntrySet, limit: int) -> tuple[Item, ...]:
        self.reads += 1
        found = (item for item in self.entries.values() if wanted.nature in (None, item.nature))
        return tuple(item for item in found if not wanted.kinds or item.kind in wanted.kinds)[:limit]

    async def trainings(self, training_ids: Sequence[UUID]) -> tuple[Item, ...]:
        return await self.items(training_ids)

    async def holder(self) -> Holder:
        return Holder("Camille Marie", "LEFÈBVRE")

    async def birth(self) -> Birth:
        return Birth("F", "99100")


@dataclass
class Press:
    """Makes documents that are no PDF but have a digest."""

    made: list[str] = field(default_factory=list)
    photos: list[bytes | None] = field(default_factory=list)
    fail_with: Exception | None = None
    takes: float = 0

    async def make(
        self,
        snapshot: Snapshot,
        template: Template,
        code: str,
        url: str,
        credential: str,
        photo: bytes | None = None,
        *,
        patient: bool = False,
    ) -> SealedDocument:
        self.photos.append(photo)
        self.made.append(code)
        if self.takes:
            await asyncio.sleep(self.takes)
        if self.fail_with:
            raise self.fail_with
        pdf = f"{url} {credential}".encode()
        return SealedDocument(pdf, hashlib.sha256(pdf).hexdigest())

    def check(self, snapshot: Snapshot) -> None:
        """All can be made."""

    async def preview(self, snapshot: Snapshot, template: Template, url: str, photo: bytes | None = None) -> bytes:
        self.photos.append(photo)
        return f"{snapshot.title} {template} {url}".encode()


class Book:
    """Credentials that say in clear of which publication they are; `signed:<key>:<id>`."""

    def __init__(self, kid: str = "k1") -> None:
        self.public_jwk: Mapping[str, Any] = {"kid": kid}
        self.next_jwk: Mapping[str, Any] | None = None

    def issue(self, publication_id: UUID, snapshot: Snapshot, status: Sequence[StatusEntry]) -> str:
        return f"signed:{self.public_jwk['kid']}:{publication_id}"

    def issue_status_list(self, list_id: str, purpose: Purpose, indices: Iterable[int], now: datetime) -> str:
        return f"{list_id}:{sorted(indices)}"

    def issue_token_status_list(
        self, list_id: str, indices: Mapping[TokenStatus, Iterable[int]], now: datetime, ttl: timedelta
    ) -> str:
        return f"{list_id}:{ {status.name: sorted(several) for status, several in indices.items()} }:{ttl.seconds}"

    def issue_sd_jwt(
        self,
        publication_id: UUID,
        snapshot: Snapshot,
        status: Sequence[StatusEntry],
        holder_key: HolderKey | None,
        now: datetime,
    ) -> str:
        return f"signed:{self.public_jwk['kid']}:{publication_id}~{[entry.list_id for entry in status]}~"

    def read_kid(self, token: str) -> str | None:
        return token.split(":")[1] if token.startswith("signed:") else None

    def read(self, token: str, jwk: Mapping[str, Any] | None) -> CredentialFindings:
        if self.read_kid(token) is None:
            return CredentialFindings(SignatureState.UNREADABLE)
        if jwk is None:
            return CredentialFindings(SignatureState.UNKNOWN_KEY)
        publication_id = UUID(token.split(":")[2])
        return CredentialFindings(SignatureState.VALID, publication_id=publication_id, valid_from=NOW)


@dataclass
class Reader:
    """An examiner who finds a good seal over the credential inside the fakes' documents."""

    async def examine(self, pdf: bytes) -> SealFindings:
        credential = pdf.decode().rpartition(" ")[2]
        return SealFindings(
            hashlib.sha256(pdf).hexdigest(),
            sealed=True,
            intact=True,
            covers_document=True,
            trusted=True,
            credential=credential,
        )


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)


def publishing(
    open_work: Any, passport: Passport, press: Press, book: Book, address: Callable[[str], str], clock: Clock
) -> CreatePublication:
    """The use case with its stand-ins."""
    making = MakePublication(open_work, press, book, address, clock)
    return CreatePublication(open_work, TakeSnapshot(passport, passport, clock, passport), making)
