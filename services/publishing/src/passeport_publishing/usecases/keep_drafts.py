"""Makes, lists, reads, changes, deletes and restores drafts, and goes back to their versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.draft import (
    DRAFTS_LIMIT,
    KEPT_DELETED,
    Draft,
    DraftRequest,
    DraftVersion,
    Revised,
)
from passeport_publishing.errors import (
    DraftNotFound,
    DraftVersionNotFound,
    EtagStale,
    RequestIdReused,
    TooManyDrafts,
)
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["KeepDrafts"]


@dataclass(frozen=True, slots=True)
class KeepDrafts:
    """The use cases with their ports. All raise DraftNotFound, also for another person's."""

    open_work: OpenWork
    clock: Clock

    async def create(self, person_id: UUID, request: DraftRequest) -> Draft:
        """Makes a draft; the same request sent again gives what it made. Raises TooManyDrafts, RequestIdReused,
        DraftNotFound when what it made was deleted since.
        """
        now = self.clock()
        async with self.open_work() as work:
            await work.drafts.take_turn(person_id)
            found = await work.drafts.of_request(person_id, request.request_id)
            if found is not None:
                return _made_before(found, request)
            await _room_for_one(work, person_id)
            draft = Draft(new_id(), person_id, request.name, request.model, 1, now, now)
            await work.drafts.add(draft, request.request_id, request.fingerprint)
            await _note(work, person_id, now, "create", "Création d’un brouillon de CV", draft)
            await work.commit()
        return draft

    async def all(self, person_id: UUID, *, deleted: bool) -> Sequence[Draft]:
        """A holder's drafts, the last saved first; or those that he deleted and may still restore."""
        now = self.clock()
        async with self.open_work() as work:
            drafts = await work.drafts.all(person_id, now - KEPT_DELETED if deleted else None)
            await _note(work, person_id, now, "list", "Consultation de la liste de vos brouillons")
            await work.commit()
        return drafts

    async def get(self, person_id: UUID, draft_id: UUID) -> Draft:
        """Gets one."""
        async with self.open_work() as work:
            draft = await _live(work, person_id, draft_id)
            await _note(work, person_id, self.clock(), "read", "Consultation d’un brouillon de CV", draft)
            await work.commit()
        return draft

    async def update(self, person_id: UUID, draft_id: UUID, etag: str, revised: Revised) -> Draft:
        """Saves changes as another version. Raises FieldInvalid, EtagStale."""
        return await self._change(person_id, draft_id, etag, revised.apply)

    async def versions(self, person_id: UUID, draft_id: UUID) -> Sequence[DraftVersion]:
        """The versions of a draft, the newest first."""
        async with self.open_work() as work:
            draft = await _live(work, person_id, draft_id)
            versions = await work.drafts.versions(draft)
            await _note(work, person_id, self.clock(), "read", "Consultation des versions d’un brouillon", draft)
            await work.commit()
        return versions

    async def go_back(self, person_id: UUID, draft_id: UUID, etag: str, number: int) -> Draft:
        """Makes what a draft was at one of its versions its newest one. Raises DraftVersionNotFound, EtagStale."""
        async with self.open_work() as work:
            draft = await _live(work, person_id, draft_id)
            found = await work.drafts.version(draft, number)
        if found is None:
            raise DraftVersionNotFound(metadata={"id": str(draft_id), "version": str(number)})
        return await self._change(
            person_id, draft_id, etag, lambda draft, now: draft.save(found.name, found.model, now)
        )

    async def delete(self, person_id: UUID, draft_id: UUID, etag: str) -> Draft:
        """Deletes a draft, to be restored for 30 days. Raises EtagStale."""
        now = self.clock()
        async with self.open_work() as work:
            draft = await _live(work, person_id, draft_id, lock=True)
            _check_etag(draft, etag)
            deleted = replace(draft, deleted_at=now)
            await work.drafts.save(deleted)
            await _note(work, person_id, now, "delete", "Suppression d’un brouillon de CV", draft)
            await work.commit()
        return deleted

    async def restore(self, person_id: UUID, draft_id: UUID) -> Draft:
        """Takes a deletion back; of a draft that is not deleted, nothing changes. Raises TooManyDrafts."""
        now = self.clock()
        async with self.open_work() as work:
            await work.drafts.take_turn(person_id)
            draft = await work.drafts.get(person_id, draft_id, lock=True)
            if draft is None or (draft.deleted_at is not None and draft.deleted_at <= now - KEPT_DELETED):
                raise DraftNotFound(metadata={"id": str(draft_id)})
            if draft.deleted_at is not None:
                await _room_for_one(work, person_id)
                draft = replace(draft, deleted_at=None)
                await work.drafts.save(draft)
            await _note(work, person_id, now, "restore", "Récupération d’un brouillon supprimé", draft)
            await work.commit()
        return draft

    async def _change(
        self, person_id: UUID, draft_id: UUID, etag: str, change: Callable[[Draft, datetime], Draft]
    ) -> Draft:
        now = self.clock()
        async with self.open_work() as work:
            draft = await _live(work, person_id, draft_id, lock=True)
            _check_etag(draft, etag)
            changed = change(draft, now)
            if changed != draft:
                await work.drafts.save(changed)
            await _note(work, person_id, now, "update", "Enregistrement d’un brouillon de CV", draft)
            await work.commit()
        return changed


def _made_before(found: tuple[Draft, bytes], request: DraftRequest) -> Draft:
    draft, fingerprint = found
    if fingerprint != request.fingerprint:
        raise RequestIdReused
    if draft.deleted_at is not None:
        raise DraftNotFound(metadata={"id": str(draft.id)})
    return draft


async def _room_for_one(work: UnitOfWork, person_id: UUID) -> None:
    if len(await work.drafts.all(person_id)) >= DRAFTS_LIMIT:
        raise TooManyDrafts(metadata={"most": str(DRAFTS_LIMIT)})


async def _live(work: UnitOfWork, person_id: UUID, draft_id: UUID, *, lock: bool = False) -> Draft:
    draft = await work.drafts.get(person_id, draft_id, lock=lock)
    if draft is None or draft.deleted_at is not None:
        raise DraftNotFound(metadata={"id": str(draft_id)})
    return draft


def _check_etag(draft: Draft, etag: str) -> None:
    if draft.etag != etag:
        raise EtagStale(metadata={"id": str(draft.id)})


async def _note(
    work: UnitOfWork, person_id: UUID, now: datetime, act: str, purpose: str, draft: Draft | None = None
) -> None:
    resource = "" if draft is None else str(draft.id)
    await work.accesses.record(by_holder(person_id, now, f"publishing.draft.{act}", purpose, resource))
