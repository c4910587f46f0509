"""Gives a platform the publication that a holder consented to, cut to what he granted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.access import by_platform
from passeport_publishing.domain.consent import Consent, ConsentState, DataScope, Pull, PullForm, cut_to
from passeport_publishing.domain.publication import Publication
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.errors import (
    ConsentExpired,
    ConsentNotFound,
    ConsentOutdated,
    ConsentSuspended,
    ConsentWithdrawn,
    PublicationGone,
    PublishingError,
    ScopeNotGranted,
)
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["Platform", "PullPublication", "Pulled"]


@dataclass(frozen=True, slots=True)
class Platform:
    """Who pulls, as its token says: which client, of whom and what for as it is registered now, under which consent,
    with which scopes.
    """

    client_id: str
    organisation: str
    purpose: str
    consent_id: UUID
    scopes: frozenset[DataScope]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a platform gets: the publication, and either its content, cut, or the credential, whole."""

    publication: Publication
    scopes: frozenset[DataScope]
    snapshot: Snapshot | None = None
    credential: str = ""


@dataclass(frozen=True, slots=True)
class PullPublication:
    """The use case with its ports. Everything is decided at each pull: a token lives longer than a consent may.

    `note` is told of each: by which client, and `given` or the reason why not.
    """

    open_work: OpenWork
    clock: Clock
    note: Callable[[str, str], None]

    async def __call__(self, platform: Platform, form: PullForm) -> Pulled:
        """Gives it, and tells the holder.

        Raises ConsentNotFound, ConsentSuspended, ConsentWithdrawn, PublicationGone, ConsentExpired, ConsentOutdated,
        ScopeNotGranted.
        """
        try:
            pulled = await self._pull(platform, form)
        except PublishingError as refusal:
            self.note(platform.client_id, refusal.reason)
            raise
        self.note(platform.client_id, "given")
        return pulled

    async def _pull(self, platform: Platform, form: PullForm) -> Pulled:
        now = self.clock()
        async with self.open_work() as work:
            consent = await work.consents.of_platform(platform.consent_id, platform.client_id)
            if consent is None:
                raise ConsentNotFound(metadata={"id": str(platform.consent_id)})
            await _check(work, consent, now)
            if (platform.organisation, platform.purpose) != (consent.platform, consent.purpose):
                # Registered anew since: he consented to what he read, and to nothing else (GDPR, 6-1 a).
                raise ConsentOutdated(metadata={"id": str(consent.id)})
            scopes = consent.scopes & platform.scopes
            if form is PullForm.CREDENTIAL and DataScope.CREDENTIAL not in scopes:
                raise ScopeNotGranted(metadata={"scope": DataScope.CREDENTIAL.value})
            found = await work.publications.registered(consent.publication_id)
            # Withdrawn while this waited for the consent, which told of the publication as it was before.
            if found is None or found.publication.is_over:
                raise PublicationGone(metadata={"id": str(consent.id)})
            await work.consents.save(consent.pulled(now))
            await work.consents.note(Pull(new_id(), consent.person_id, consent.id, now, form, scopes))
            # As the holder reads it: the name and the purpose that he consented to.
            await work.accesses.record(
                by_platform(consent.person_id, now, platform.client_id, consent.platform, consent.purpose, consent.id)
            )
            await work.commit()
        if form is PullForm.CREDENTIAL:
            return Pulled(found.publication, scopes, credential=found.credential)
        return Pulled(found.publication, scopes, snapshot=cut_to(found.snapshot, scopes))


async def _check(work: UnitOfWork, consent: Consent, now: datetime) -> None:
    about = {"id": str(consent.id)}
    match consent.state(now):
        case ConsentState.WITHDRAWN:
            raise ConsentWithdrawn(metadata=about)
        case ConsentState.PUBLICATION_GONE:
            raise PublicationGone(metadata=about)
        case ConsentState.EXPIRED:
            raise ConsentExpired(metadata=about)
        case ConsentState.LIVE:
            if await work.persons.is_shut(consent.person_id):
                raise ConsentSuspended(metadata=about)
