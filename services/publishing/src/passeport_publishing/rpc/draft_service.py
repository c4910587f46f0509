"""DraftService: the holder and his own drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from passeport.publishing.v1 import draft_service_pb2 as pb
from passeport.publishing.v1 import draft_service_pb2_grpc
from passeport.publishing.v1.publication_service_pb2 import Publication
from passeport_publishing.domain import publication as publishing
from passeport_publishing.rpc import parse_drafts as parse
from passeport_publishing.rpc import render_drafts as render
from passeport_publishing.rpc.callers import calling_holder
from passeport_publishing.rpc.render import publication
from passeport_publishing.usecases.keep_drafts import KeepDrafts
from passeport_publishing.usecases.publish_draft import PublishDraft

__all__ = ["DraftServicer"]


@dataclass(frozen=True)
class DraftServicer(draft_service_pb2_grpc.DraftServiceServicer):
    """Serves passeport.publishing.v1.DraftService."""

    keep: KeepDrafts
    publish: PublishDraft[publishing.Publication]
    address: Callable[[str], str]

    async def CreateDraft(self, request: pb.CreateDraftRequest, context: Any) -> pb.Draft:  # noqa: N802
        """Makes a draft."""
        return render.draft(await self.keep.create(calling_holder(), parse.draft_request(request)))

    async def ListDrafts(self, request: pb.ListDraftsRequest, context: Any) -> pb.ListDraftsResponse:  # noqa: N802
        """Lists the drafts."""
        drafts = await self.keep.all(calling_holder(), deleted=request.deleted)
        return pb.ListDraftsResponse(drafts=map(render.draft, drafts))

    async def GetDraft(self, request: pb.GetDraftRequest, context: Any) -> pb.Draft:  # noqa: N802
        """Gets one draft."""
        return render.draft(await self.keep.get(calling_holder(), parse.draft_id(request.id)))

    async def UpdateDraft(self, request: pb.UpdateDraftRequest, context: Any) -> pb.Draft:  # noqa: N802
        """Saves changes."""
        revised = parse.changes(request)
        return render.draft(await self.keep.update(calling_holder(), parse.draft_id(request.id), request.etag, revised))

    async def DeleteDraft(self, request: pb.DeleteDraftRequest, context: Any) -> pb.Draft:  # noqa: N802
        """Deletes a draft."""
        return render.draft(await self.keep.delete(calling_holder(), parse.draft_id(request.id), request.etag))

    async def RestoreDraft(self, request: pb.RestoreDraftRequest, context: Any) -> pb.Draft:  # noqa: N802
        """Takes a deletion back."""
        return render.draft(await self.keep.restore(calling_holder(), parse.draft_id(request.id)))

    async def ListDraftVersions(  # noqa: N802
        self, request: pb.ListDraftVersionsRequest, context: Any
    ) -> pb.ListDraftVersionsResponse:
        """Lists the versions of a draft."""
        versions = await self.keep.versions(calling_holder(), parse.draft_id(request.id))
        return pb.ListDraftVersionsResponse(versions=[render.version(request.id, version) for version in versions])

    async def RestoreDraftVersion(self, request: pb.RestoreDraftVersionRequest, context: Any) -> pb.Draft:  # noqa: N802
        """Goes back to a version."""
        draft_id = parse.draft_id(request.id)
        return render.draft(await self.keep.go_back(calling_holder(), draft_id, request.etag, request.version))

    async def PublishDraft(self, request: pb.PublishDraftRequest, context: Any) -> Publication:  # noqa: N802
        """Publishes a draft."""
        draft_id = parse.draft_id(request.id)
        made = await self.publish(calling_holder(), draft_id, request.etag, request.request_id)
        return publication(made, self.address)
