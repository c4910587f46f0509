"""What the door asks of publishing about drafts."""

from __future__ import annotations

from collections.abc import Sequence

import grpc.aio

from passeport.publishing.v1 import draft_service_pb2 as messages
from passeport.publishing.v1.draft_service_pb2_grpc import DraftServiceStub
from passeport.publishing.v1.publication_service_pb2 import Publication
from passeport_gateway.clients.calls import answer

__all__ = ["DraftsClient"]

_NAME = "publishing"


class DraftsClient:
    """The drafts of publishing, over one channel."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._drafts = DraftServiceStub(channel)

    async def create(self, request: messages.CreateDraftRequest) -> messages.Draft:
        """Makes a draft."""
        return await answer(_NAME, self._drafts.CreateDraft(request))

    async def drafts(self, *, deleted: bool) -> Sequence[messages.Draft]:
        """All drafts, or those that were deleted."""
        return (await answer(_NAME, self._drafts.ListDrafts(messages.ListDraftsRequest(deleted=deleted)))).drafts

    async def draft(self, draft_id: str) -> messages.Draft:
        """One draft."""
        return await answer(_NAME, self._drafts.GetDraft(messages.GetDraftRequest(id=draft_id)))

    async def update(self, request: messages.UpdateDraftRequest) -> messages.Draft:
        """Saves changes."""
        return await answer(_NAME, self._drafts.UpdateDraft(request))

    async def delete(self, draft_id: str, etag: str) -> messages.Draft:
        """Deletes a draft."""
        return await answer(_NAME, self._drafts.DeleteDraft(messages.DeleteDraftRequest(id=draft_id, etag=etag)))

    async def restore(self, draft_id: str) -> messages.Draft:
        """Takes a deletion back."""
        return await answer(_NAME, self._drafts.RestoreDraft(messages.RestoreDraftRequest(id=draft_id)))

    async def versions(self, draft_id: str) -> Sequence[messages.Draft]:
        """The versions of a draft."""
        request = messages.ListDraftVersionsRequest(id=draft_id)
        return (await answer(_NAME, self._drafts.ListDraftVersions(request))).versions

    async def go_back(self, draft_id: str, etag: str, version: int) -> messages.Draft:
        """Makes what a draft was at a version its newest one."""
        request = messages.RestoreDraftVersionRequest(id=draft_id, etag=etag, version=version)
        return await answer(_NAME, self._drafts.RestoreDraftVersion(request))

    async def publish(self, request: messages.PublishDraftRequest) -> Publication:
        """Publishes a draft."""
        return await answer(_NAME, self._drafts.PublishDraft(request))
