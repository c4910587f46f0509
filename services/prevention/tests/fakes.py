"""Ports in memory. They keep the same promises as the real ones: `port_suite` is run on both."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from fake_consents import FakeConsents
from fake_expiries import FakeExpiries
from passeport_chassis.access import Access, AccessPage, AccessPosition
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry, Merge
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.consent import Consent, Sight
from passeport_prevention.domain.events import Event
from passeport_prevention.domain.expiry import Expiry as Planned
from passeport_prevention.domain.expiry import Reminder
from passeport_prevention.domain.once import told_once
from passeport_prevention.domain.persons import Fact, HolderNews
from passeport_prevention.domain.request import Claimed
from passeport_prevention.domain.training import Position, Training, TrainingPage
from passeport_prevention.domain.verification import VerificationState, siren_of
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import WorkerNotFound
from passeport_prevention.usecases.ports import VerificationPage, Walk
from passeport_prevention.usecases.verify_trainings import LISTED


class Store:
    """What has been committed."""

    def __init__(self) -> None:
        # All versions of each, the current one last; a withdrawal takes the place of the version that it is of.
        self.versions: dict[UUID, list[Training]] = {}
        # With the moment at which each was said.
        self.consents: dict[tuple[UUID, str], tuple[datetime, Consent]] = {}
        self.claims: dict[tuple[str, ...], Claimed] = {}
        self.accesses: list[tuple[UUID, Access]] = []
        self.events: list[Event] = []
        self.merges: dict[UUID, tuple[Merge, bool, bool]] = {}
        self.inbox: set[UUID] = set()
        self.reminded: set[tuple[UUID, int]] = set()
        self.planned: dict[UUID, Planned] = {}
        self.reminders: list[Reminder] = []
        self.walks: dict[str, Walk] = {}
        self.expired: set[UUID] = set()
        self.news: dict[tuple[UUID, Fact], HolderNews] = {}

    @property
    def trainings(self) -> list[Training]:
        return [versions[-1] for versions in self.versions.values()]

    def ids_of(self, person_id: UUID) -> set[UUID]:
        ids, seen = {person_id}, set[UUID]()
        while ids != seen:
            seen = {*ids}
            ids |= {
                one.merged_id
                for one, told, undone in self.merges.values()
                if told and not undone and one.person_id in ids
            }
        return ids

    def is_shut(self, person_id: UUID) -> bool:
        merged = {one.merged_id for one, told, undone in self.merges.values() if told and not undone}
        above = {one for one, _ in self.news if person_id in self.ids_of(one)} | {person_id}
        closed = any((one, Fact.CLOSED) in self.news and self.news[one, Fact.CLOSED].holds for one in above)
        final = above - merged
        return closed or any((one, Fact.DEAD) in self.news and self.news[one, Fact.DEAD].holds for one in final)

    def copy(self) -> Store:
        other = Store()
        other.__dict__ |= {name: copy(value) for name, value in self.__dict__.items()}
        other.versions = {id_: [*versions] for id_, versions in self.versions.items()}
        return other


class FakeTrainings:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, *trainings: Training) -> None:
        self._store.versions |= {one.id: [one] for one in trainings}

    async def get(self, person_id: UUID, training_id: UUID) -> Training:
        ids = self._store.ids_of(person_id)
        return next(t for t in self._store.trainings if t.person_id in ids and t.id == training_id)

    async def versions(self, person_id: UUID, training_id: UUID) -> list[Training]:
        versions = self._store.versions.get(training_id, [])
        if not versions or versions[0].person_id not in self._store.ids_of(person_id):
            return []
        return [replace(one, withdrawn=False, revision=one.version) for one in versions]

    async def of_partner(self, client_id: str, training_id: UUID) -> Training | None:
        his = {claim.training_id for key, claim in self._store.claims.items() if key[:2] == ("partner", client_id)}
        return self._store.versions[training_id][-1] if training_id in his else None

    async def of_declaration(self, client_id: str, declaration: str, limit: int) -> list[Training]:
        his = [await self.of_partner(client_id, one.id) for one in self._store.trainings]
        found = (one for one in his if one and one.declaration == declaration != "")
        return sorted(found, key=lambda one: one.id)[:limit]

    async def withdraw(self, taken: Sequence[Training]) -> set[UUID]:
        return {one.id for one in taken if not await self.replace(one)}

    async def replace(self, after: Training) -> bool:
        versions = self._store.versions[after.id]
        before = versions[-1]
        if before.revision != after.revision - 1:
            return False
        said, says = before.verification, after.verification
        if said and says and said.revision != says.revision - 1:
            return False
        self._store.versions[after.id] = [*(versions if after.version > before.version else versions[:-1]), after]
        return True

    async def withdrawn_among(self, training_ids: Mapping[UUID, UUID]) -> set[UUID]:
        return {one.id for one in self._store.trainings if one.withdrawn and one.id in training_ids}

    async def his_among(self, person_id: UUID, training_ids: Collection[UUID]) -> set[UUID]:
        ids = self._store.ids_of(person_id)
        return {one.id for one in self._store.trainings if one.person_id in ids and one.id in training_ids}

    async def page(
        self,
        person_id: UUID,
        limit: int,
        after: Position | None,
        *,
        withdrawn: bool = False,
        sight: Sight | None = None,
    ) -> TrainingPage:
        def rank(training: Training) -> tuple[str, str]:
            return str(training.dated_on), str(training.id)

        ids = self._store.ids_of(person_id)
        found = (t for t in self._store.trainings if t.person_id in ids and (withdrawn or not t.withdrawn))
        seen = [t for t in found if sight is None or sight.includes(t)]
        led = told_once([t for t in seen if not t.withdrawn])
        mine = sorted((t for t in seen if t.id not in led), key=rank, reverse=True)
        if after is not None:
            mine = [t for t in mine if rank(t) < (str(after.dated_on), str(after.training_id))]
        page = [replace(t, declared_too=tuple(d for d in seen if led.get(d.id) == t.id)) for t in mine[:limit]]
        return TrainingPage(tuple(page), Position(page[-1].dated_on, page[-1].id) if len(mine) > limit else None)


class FakeVerifications:
    def __init__(self, store: Store) -> None:
        self._store = store

    def _page(self, found: Iterable[Training], limit: int, after: UUID | None) -> VerificationPage:
        newest = sorted(found, key=lambda one: one.id, reverse=True)
        left = [one for one in newest if after is None or one.id < after]
        return VerificationPage(tuple(left[:limit]), left[limit - 1].id if len(left) > limit else None)

    def _verified(self) -> list[Training]:
        return [one for one in self._store.trainings if one.verification is not None]

    async def of_employer(
        self, siren: str, states: Collection[VerificationState], limit: int, after: UUID | None, now: datetime
    ) -> VerificationPage:
        found = (
            one
            for one in self._verified()
            if siren_of(one.to_verify.employer_siret) == siren
            and (not states or one.to_verify.as_of(now).state in states)
        )
        return self._page(found, limit, after)

    async def of_declarant(
        self, siren: str, states: Collection[VerificationState], limit: int, after: UUID | None
    ) -> VerificationPage:
        asked = {VerificationState.CORRECTION_ASKED, VerificationState.CONTESTED} & {*(states or VerificationState)}
        mine = (one for one in self._verified() if siren_of(one.declarer.siret) == siren)
        return self._page((one for one in mine if one.to_verify.state in asked), limit, after)

    async def get(self, siren: str, training_id: UUID) -> Training | None:
        found = (one for one in self._verified() if one.id == training_id)
        return next((one for one in found if siren_of(one.to_verify.employer_siret) == siren), None)

    async def replace(self, after: Training) -> bool:
        versions = self._store.versions[after.id]
        if versions[-1].revision != after.revision or versions[-1].verification is None:
            return False
        if versions[-1].to_verify.revision != after.to_verify.revision - 1:
            return False
        self._store.versions[after.id] = [*versions[:-1], after]
        return True

    async def count_awaited(self, siren: str, since: date) -> dict[date, int]:
        mine = (one.to_verify for one in self._verified() if siren_of(one.to_verify.employer_siret) == siren)
        return Counter(one.due_on for one in mine if one.state is VerificationState.AWAITING and one.due_on >= since)

    async def count_overdue(self, before: date) -> int:
        return len(await self.take_overdue(before, 1_000_000))

    async def take_overdue(self, before: date, limit: int) -> list[Training]:
        awaited = (one for one in self._verified() if one.to_verify.state is VerificationState.AWAITING)
        return [one for one in awaited if one.to_verify.due_on < before][:limit]

    async def take_due(self, since: date, until: date, limit: int) -> list[Training]:
        awaited = (one for one in self._verified() if one.to_verify.state is VerificationState.AWAITING)
        due = (one for one in awaited if since <= one.to_verify.due_on <= until)
        return [one for one in due if (one.id, one.version) not in self._store.reminded][:limit]

    async def remind(self, trainings: Collection[Training], at: datetime) -> None:
        self._store.reminded |= {(one.id, one.version) for one in trainings}

    async def count_due(self, since: date, until: date) -> int:
        return len(await self.take_due(since, until, 1_000_000))

    async def listed_since(self, since: datetime, trainings: Collection[Training], client_id: str) -> set[UUID]:
        persons = {one.person_id for one in trainings}
        return {
            UUID(access.resource_id)
            for _, access in self._store.accesses
            if access.person_id in persons
            and (access.action, access.actor_id) == (LISTED, client_id)
            and access.at >= since
        }


class FakeRequests:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim_request_id(self, request_id: str, claim: Claimed) -> Claimed | None:
        for other in self._store.ids_of(claim.person_id):
            if (earlier := self._store.claims.get(("request", str(other), request_id))) is not None:
                return earlier
        return self._claim(("request", str(claim.person_id), request_id), claim)

    async def claim_partner_key(self, client_id: str, partner_key: str, claim: Claimed) -> Claimed | None:
        return self._claim(("partner", client_id, partner_key), claim)

    async def claim_partner_keys(self, client_id: str, claims: Mapping[str, Claimed]) -> Mapping[str, Claimed]:
        found = {key: self._claim(("partner", client_id, key), claim) for key, claim in claims.items()}
        return {key: earlier for key, earlier in found.items() if earlier is not None}

    def _claim(self, key: tuple[str, ...], claim: Claimed) -> Claimed | None:
        earlier = self._store.claims.get(key)
        if earlier is None:
            self._store.claims[key] = claim
        return earlier


class FakeAccesses:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def record(self, *accesses: Access) -> None:
        self._store.accesses += [(new_id(), access) for access in accesses]

    async def page(self, person_id: UUID, limit: int, after: AccessPosition | None) -> AccessPage:
        ids = self._store.ids_of(person_id)
        mine = [(a.at, id_, a) for id_, a in self._store.accesses if a.person_id in ids]
        mine.sort(key=lambda found: found[:2], reverse=True)
        if after is not None:
            mine = [found for found in mine if found[:2] < (after.at, after.id)]
        page = mine[:limit]
        last = AccessPosition(page[-1][0], page[-1][1]) if len(mine) > limit else None
        return AccessPage(tuple(found[2] for found in page), last)


class FakePersons:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def merge(self, merge: Merge) -> bool:
        _, told, undone = self._store.merges.get(merge.id, (merge, False, False))
        self._store.merges[merge.id] = (merge, True, undone)
        return not told and not undone

    async def split(self, merge: Merge) -> bool:
        _, told, undone = self._store.merges.get(merge.id, (merge, False, False))
        self._store.merges[merge.id] = (merge, told, True)
        return told and not undone

    async def expire(self, expiry: Expiry) -> None:
        gone = expiry.person_id
        self._store.versions = {id_: all_ for id_, all_ in self._store.versions.items() if all_[0].person_id != gone}
        self._store.consents = {key: one for key, one in self._store.consents.items() if key[0] != gone}
        self._store.claims = {key: one for key, one in self._store.claims.items() if one.person_id != gone}
        self._store.planned = {id_: one for id_, one in self._store.planned.items() if one.person_id != gone}
        self._store.expired |= {gone}

    async def shut_among(self, person_ids: Collection[UUID]) -> set[UUID]:
        return {one for one in person_ids if self._store.is_shut(one)}

    async def note(self, news: HolderNews) -> None:
        known = self._store.news.get((news.person_id, news.fact))
        if known is None or known.revision < news.revision:
            self._store.news[news.person_id, news.fact] = news

    async def expired_among(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        return self._store.expired & {*person_ids}

    async def is_expired(self, person_id: UUID) -> bool:
        return person_id in self._store.expired

    async def are_one(self, one: UUID, other: UUID) -> bool:
        return any({one, other} <= self._store.ids_of(each) for each in self._everybody(one, other))

    def _everybody(self, *persons: UUID) -> set[UUID]:
        return {*persons, *(merge.person_id for merge, _, _ in self._store.merges.values())}


class FakeInbox:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def first_time(self, event_id: UUID) -> bool:
        first = event_id not in self._store.inbox
        self._store.inbox.add(event_id)
        return first


class FakeUnitOfWork:
    def __init__(self, committed: Store) -> None:
        self._committed = committed
        self._store = committed.copy()
        self.trainings = FakeTrainings(self._store)
        self.verifications = FakeVerifications(self._store)
        self.consents = FakeConsents(self._store)
        self.expiries = FakeExpiries(self._store)
        self.requests = FakeRequests(self._store)
        self.accesses = FakeAccesses(self._store)
        self.persons = FakePersons(self._store)
        self.inbox = FakeInbox(self._store)

    def emit(self, event: Event) -> None:
        self._store.events.append(event)

    async def commit(self) -> None:
        self._committed.__dict__.update(self._store.copy().__dict__)


class FakeUnits:
    """Begins units of work on a store in memory."""

    def __init__(self) -> None:
        self.store = Store()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[FakeUnitOfWork]:
        yield FakeUnitOfWork(self.store)


class FakeWorkers:
    """Knows some workers; raises what it is told to."""

    def __init__(self, known: dict[str, UUID] | None = None, error: Exception | None = None) -> None:
        self.known = known or {}
        self.error = error
        self.asked = 0

    async def resolve(self, worker: Worker, partner: Partner) -> UUID:
        self.asked += 1
        if self.error is not None:
            raise self.error
        try:
            return self.known[worker.nir]
        except KeyError:
            raise WorkerNotFound from None

    async def find(self, worker: Worker, partner: Partner) -> UUID:
        return await self.resolve(worker, partner)
