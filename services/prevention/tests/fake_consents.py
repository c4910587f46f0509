"""What workers let employers read, in memory."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING
from uuid import UUID

from passeport_prevention.domain.consent import Consent
from passeport_prevention.domain.verification import siren_of

if TYPE_CHECKING:
    from fakes import Store


class FakeConsents:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def all_of(self, person_id: UUID) -> list[Consent]:
        ids = self._store.ids_of(person_id)
        found = [(at, siren, one) for (person, siren), (at, one) in self._store.consents.items() if person in ids]
        last = {siren: (at, siren, one) for at, siren, one in sorted(found, key=itemgetter(0, 1))}
        return [one for _, _, one in sorted(last.values(), key=itemgetter(0, 1), reverse=True)]

    async def get(self, person_id: UUID, siren: str) -> Consent | None:
        found = (one for one in await self.all_of(person_id) if siren_of(one.employer_siret) == siren)
        return next(found, None)

    async def open_to(self, person_id: UUID, siren: str) -> Consent | None:
        said = await self.get(person_id, siren)
        ids = self._store.ids_of(person_id)
        under = [person for (person, of), (_, one) in self._store.consents.items() if (of, one) == (siren, said)]
        return None if any(self._store.is_shut(each) for each in under if each in ids) else said

    async def put(self, person_id: UUID, consent: Consent) -> None:
        siren, at = siren_of(consent.employer_siret), consent.withdrawn_at or consent.granted_at
        assert at is not None
        for other in self._store.ids_of(person_id) - {person_id}:
            if (said := self._store.consents.get((other, siren))) is not None:
                self._store.consents[other, siren] = (said[0], said[1].withdrawn(at))
        self._store.consents[person_id, siren] = (at, consent)
