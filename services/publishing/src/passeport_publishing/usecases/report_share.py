"""Notes that something is wrong with a share, for operators to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access, by_holder, by_system
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.access import by_recipient
from passeport_publishing.domain.links import digest_of
from passeport_publishing.domain.report import MOST_REPORTS, Complaint, Report
from passeport_publishing.domain.share import Share
from passeport_publishing.errors import LinkNotFound, ShareNotFound
from passeport_publishing.usecases.open_link import found_behind
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["ReadReports", "ReportLink", "ReportShare"]

_MOST_AT_ONCE = 500


async def _note(work: UnitOfWork, share: Share, now: datetime, complaint: Complaint, access: Access) -> None:
    if await work.shares.count_reports(share) < MOST_REPORTS:
        by = access.actor == "holder"
        await work.shares.add_report(Report(new_id(), share.person_id, share.id, now, by, complaint))
        await work.accesses.record(access)
        await work.commit()


@dataclass(frozen=True, slots=True)
class ReportShare:
    """The use case with its ports: the holder reports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, share_id: UUID, complaint: Complaint) -> None:
        """Notes it. Raises ShareNotFound, also for another person's."""
        now, purpose = self.clock(), "Signalement d’un problème avec votre partage"
        async with self.open_work() as work:
            share = await work.shares.get(person_id, share_id, lock=True)
            if share is None:
                raise ShareNotFound(metadata={"id": str(share_id)})
            access = by_holder(person_id, now, "publishing.share.report", purpose, str(share_id))
            await _note(work, share, now, complaint, access)


@dataclass(frozen=True, slots=True)
class ReportLink:
    """The use case with its ports: somebody who has the link reports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, token: str, secret: str, complaint: Complaint) -> None:
        """Notes it, for who may open the link or has it open. Raises LinkNotFound."""
        now, purpose = self.clock(), "Signalement d’un problème avec votre partage, par qui en a le lien"
        async with self.open_work() as work:
            share = await found_behind(work, token, lock=True)
            opening = await work.shares.opening(share, digest_of(secret))
            is_open = opening is not None and now < opening.expires_at and share.is_readable(now)
            if not (share.opens(now) or is_open):
                raise LinkNotFound
            access = by_recipient(share.person_id, now, "publishing.share.report", purpose, share.id)
            await _note(work, share, now, complaint, access)


@dataclass(frozen=True, slots=True)
class ReadReports:
    """The use case with its ports: an operator looks at what was reported."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, operator: str, since: datetime) -> Sequence[Report]:
        """Reports from a moment on, oldest first, 500 at most; the trail of each person tells that they were read."""
        now, purpose = self.clock(), "Examen d’un signalement de votre partage"
        async with self.open_work() as work:
            found = await work.shares.reports(since, _MOST_AT_ONCE)
            accesses = [
                by_system(operator, one.person_id, now, "publishing.share.report_read", purpose, str(one.share_id))
                for one in found
            ]
            await work.accesses.record(*accesses)
            await work.commit()
        return found
