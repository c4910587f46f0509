"""Publishes a draft as the holder saw it, at once or by the queue: the publication says which version of which draft it
is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from passeport_publishing.domain.draft import Draft, DraftVersion
from passeport_publishing.domain.model import faults_of, say_model
from passeport_publishing.domain.publication import DraftRef
from passeport_publishing.domain.request import PublicationRequest, faults_of_request_id
from passeport_publishing.errors import DraftNotFound, EtagStale, FieldInvalid
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["PublishDraft"]


T = TypeVar("T")


@dataclass(frozen=True)
class PublishDraft(Generic[T]):
    """The use case with its ports; `publish` publishes, or puts in line."""

    open_work: OpenWork
    publish: Callable[[UUID, PublicationRequest], Awaitable[T]]

    async def __call__(self, person_id: UUID, draft_id: UUID, etag: str, request_id: str) -> T:
        """Publishes the version that `etag` names, or returns what came of the same request before.

        Raises DraftNotFound, EtagStale, FieldInvalid for what the draft still lacks, and as `publish`.
        """
        if violations := list(faults_of_request_id(request_id)):
            raise FieldInvalid("the draft cannot be published as asked", violations=violations)
        version = await self._seen(person_id, draft_id, etag, request_id)
        if violations := list(faults_of(say_model(version.model))):
            raise FieldInvalid("the draft is not whole", violations=violations)
        seen = DraftRef(draft_id, version.version)
        return await self.publish(person_id, PublicationRequest(request_id, version.model, seen))

    async def _seen(self, person_id: UUID, draft_id: UUID, etag: str, request_id: str) -> DraftVersion:
        async with self.open_work() as work:
            draft = await work.drafts.get(person_id, draft_id)
            if draft is None:
                raise DraftNotFound(metadata={"id": str(draft_id)})
            # Asked already by this request, whatever became of the draft since: it gets the same answer.
            if not await _was_asked(work, person_id, request_id):
                _check(draft, etag)
            found = await work.drafts.version(draft, _number(etag))
        if found is None:
            raise EtagStale(metadata={"id": str(draft_id)})
        return found


async def _was_asked(work: UnitOfWork, person_id: UUID, request_id: str) -> bool:
    return bool(
        await work.publications.of_request(person_id, request_id) or await work.queue.of_request(person_id, request_id)
    )


def _check(draft: Draft, etag: str) -> None:
    if draft.deleted_at is not None:
        raise DraftNotFound(metadata={"id": str(draft.id)})
    if draft.etag != etag:
        raise EtagStale(metadata={"id": str(draft.id)})


def _number(etag: str) -> int:
    digits = etag.removeprefix("v")
    return int(digits) if digits.isdecimal() and len(digits) < 9 else 0
