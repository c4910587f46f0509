"""The holder and his consents: he lists them, sees what was pulled under each, and withdraws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.consent import Consent, ConsentPage, ConsentPosition, PullPage, RecentPull
from passeport_publishing.errors import ConsentNotFound
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["KeepConsents"]

_MOST_RECENT = 100


@dataclass(frozen=True, slots=True)
class KeepConsents:
    """The use cases with their ports. Each raises ConsentNotFound, also for another person's."""

    open_work: OpenWork
    clock: Clock

    async def list(self, person_id: UUID, limit: int, after: ConsentPosition | None) -> ConsentPage:
        """One page of consents from the position `after`; told once however many pages are turned."""
        async with self.open_work() as work:
            page = await work.consents.page(person_id, limit, after)
            if after is None:
                await self._note(work, person_id, "publishing.consent.list", "Consultation de vos accords", "")
        return page

    async def get(self, person_id: UUID, consent_id: UUID) -> Consent:
        """One consent."""
        async with self.open_work() as work:
            consent = await _found(work, person_id, consent_id)
            await self._note(
                work, person_id, "publishing.consent.read", "Consultation d’un de vos accords", str(consent_id)
            )
        return consent

    async def withdraw(self, person_id: UUID, consent_id: UUID) -> Consent:
        """Withdraws it for good; again changes nothing."""
        async with self.open_work() as work:
            consent = await _found(work, person_id, consent_id, lock=True)
            withdrawn = consent.withdraw(self.clock())
            if withdrawn != consent:
                await work.consents.save(withdrawn)
            purpose = f"Retrait de l’accord donné à une plateforme : {consent.platform}"
            await self._note(work, person_id, "publishing.consent.withdraw", purpose, str(consent_id))
        return withdrawn

    async def pulls(self, person_id: UUID, consent_id: UUID, limit: int, after: ConsentPosition | None) -> PullPage:
        """One page of what was pulled under a consent, from the position `after`."""
        async with self.open_work() as work:
            consent = await _found(work, person_id, consent_id)
            page = await work.consents.pulls(consent, limit, after)
            if after is None:
                purpose = "Consultation de ce qu’une plateforme a repris"
                await self._note(work, person_id, "publishing.consent.pulls", purpose, str(consent_id))
        return page

    async def recent(self, person_id: UUID, since: datetime) -> Sequence[RecentPull]:
        """At most 100 pulls under any consent, from a moment on. Asked every few seconds: the trail tells once an hour
        that any was read.
        """
        async with self.open_work() as work:
            found = await work.consents.recent(person_id, since, _MOST_RECENT)
            if found:
                purpose = "Suivi de ce que les plateformes reprennent, une fois ou plus dans l’heure"
                seen = by_holder(person_id, self.clock(), "publishing.consent.watch", purpose)
                await work.accesses.record_hourly(seen)
                await work.commit()
        return found

    async def _note(self, work: UnitOfWork, person_id: UUID, action: str, purpose: str, resource_id: str) -> None:
        await work.accesses.record(by_holder(person_id, self.clock(), action, purpose, resource_id))
        await work.commit()


async def _found(work: UnitOfWork, person_id: UUID, consent_id: UUID, *, lock: bool = False) -> Consent:
    consent = await work.consents.get(person_id, consent_id, lock=lock)
    if consent is None:
        raise ConsentNotFound(metadata={"id": str(consent_id)})
    return consent
