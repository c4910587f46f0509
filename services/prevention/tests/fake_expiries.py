"""When holders are to be reminded, in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from passeport_prevention.domain.expiry import Expiry, Reminder
from passeport_prevention.domain.training import Training
from passeport_prevention.usecases.ports import Walk

if TYPE_CHECKING:
    from fakes import Store


class FakeExpiries:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, planned: Sequence[Expiry]) -> None:
        for one in planned:
            known = self._store.planned.get(one.training_id)
            if known is None or known.until != one.until:
                self._store.planned[one.training_id] = one

    async def drop(self, keys: Collection[tuple[UUID, UUID]]) -> None:
        for _, training_id in keys:
            self._store.planned.pop(training_id, None)

    async def take_due(self, today: date, limit: int) -> list[tuple[Expiry, Training]]:
        due = [one for one in self._store.planned.values() if one.remind_on is not None and one.remind_on <= today]
        return [(one, self._store.versions[one.training_id][-1]) for one in due[:limit]]

    async def count_due(self, today: date) -> int:
        return len(await self.take_due(today, 1_000_000))

    async def move(self, planned: Sequence[Expiry]) -> None:
        self._store.planned |= {one.training_id: one for one in planned}

    async def tell(self, reminders: Sequence[Reminder]) -> list[Reminder]:
        known = {(one.training_id, one.until, one.days) for one in self._store.reminders}
        new = [one for one in reminders if (one.training_id, one.until, one.days) not in known]
        self._store.reminders += new
        return new

    async def recent(self, person_id: UUID, since: datetime, limit: int) -> list[Reminder]:
        ids = self._store.ids_of(person_id)
        return [one for one in self._store.reminders if one.person_id in ids and one.at >= since][:limit]

    async def watched_since(self, person_id: UUID, since: datetime, action: str) -> bool:
        his = (one for _, one in self._store.accesses if one.person_id == person_id and one.at >= since)
        return any(one.action == action for one in his)

    async def alike(self, person_ids: Collection[UUID]) -> dict[UUID, list[Training]]:
        standing = [one for one in self._store.trainings if not one.withdrawn]
        return {
            person: [one for one in standing if self._store.ids_of(one.person_id) & self._store.ids_of(person)]
            for person in person_ids
        }

    async def walk(self, digest: str) -> Walk:
        return self._store.walks.get(digest, Walk())

    async def walked(self, digest: str, last: Training | None) -> None:
        if last is None:
            self._store.walks = {digest: Walk(done=True)}
        else:
            self._store.walks[digest] = Walk((last.person_id, last.id))

    async def restart(self) -> None:
        self._store.walks = {}

    async def next_trainings(self, walk: Walk, limit: int) -> list[Training]:
        ordered = sorted(self._store.trainings, key=lambda one: (one.person_id, one.id))
        return [one for one in ordered if walk.after is None or (one.person_id, one.id) > walk.after][:limit]
