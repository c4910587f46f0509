"""What the holder may do to a share: end it, give it another end, ask its recipient to delete what he took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.share import Share
from passeport_publishing.domain.share_request import check_end
from passeport_publishing.errors import EtagStale, ShareEnded, ShareNotFound
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["AskDeletion", "ExtendShare", "RevokeShare"]


@dataclass(frozen=True, slots=True)
class RevokeShare:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, share_id: UUID) -> Share:
        """Ends a share; again changes nothing. Raises ShareNotFound, also for another person's."""
        now, purpose = self.clock(), "Arrêt de votre partage"
        return await _change(
            self.open_work,
            person_id,
            share_id,
            lambda share: share.revoke(now),
            now,
            "publishing.share.revoke",
            purpose,
        )


@dataclass(frozen=True, slots=True)
class ExtendShare:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, share_id: UUID, etag: str, expires_at: datetime) -> Share:
        """Gives a share another end. Raises FieldInvalid, ShareNotFound, EtagStale, ShareEnded."""
        now, purpose = self.clock(), "Changement de la durée de votre partage"
        check_end(expires_at, now)

        def extended(share: Share) -> Share:
            if share.etag != etag:
                raise EtagStale(metadata={"id": str(share_id)})
            if not share.opens(now):
                raise ShareEnded(metadata={"id": str(share_id)})
            return share.extend(expires_at)

        return await _change(self.open_work, person_id, share_id, extended, now, "publishing.share.extend", purpose)


@dataclass(frozen=True, slots=True)
class AskDeletion:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, share_id: UUID) -> Share:
        """Asks the recipient to delete what he took; again changes nothing. Raises ShareNotFound, ShareEnded."""
        now, purpose = self.clock(), "Demande de suppression au destinataire de votre partage"

        def asked(share: Share) -> Share:
            if share.deletion_asked_at is None and not share.is_readable(now):
                # Nobody would read it.
                raise ShareEnded(metadata={"id": str(share_id)})
            return share.ask_deletion(now)

        return await _change(self.open_work, person_id, share_id, asked, now, "publishing.share.ask_deletion", purpose)


async def _change(
    open_work: OpenWork,
    person_id: UUID,
    share_id: UUID,
    change: Callable[[Share], Share],
    now: datetime,
    action: str,
    purpose: str,
) -> Share:
    async with open_work() as work:
        share = await work.shares.get(person_id, share_id, lock=True)
        if share is None:
            raise ShareNotFound(metadata={"id": str(share_id)})
        changed = change(share)
        if changed != share:
            await work.shares.save(changed)
        await work.accesses.record(by_holder(person_id, now, action, purpose, str(share_id)))
        await work.commit()
    return changed
