"""QueueService: the holder and what he put in line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from passeport.publishing.v1 import draft_service_pb2, publication_service_pb2, queue_service_pb2_grpc
from passeport.publishing.v1 import queue_service_pb2 as pb
from passeport_publishing.domain.queued import QueuedPublication
from passeport_publishing.rpc import parse, parse_drafts
from passeport_publishing.rpc import render_queued as render
from passeport_publishing.rpc.callers import calling_holder
from passeport_publishing.rpc.parse_shares import since
from passeport_publishing.usecases.keep_queue import KeepQueue
from passeport_publishing.usecases.publish_draft import PublishDraft
from passeport_publishing.usecases.queue_publication import QueuePublication

__all__ = ["QueueServicer"]


@dataclass(frozen=True)
class QueueServicer(queue_service_pb2_grpc.QueueServiceServicer):
    """Serves passeport.publishing.v1.QueueService."""

    put: QueuePublication
    put_draft: PublishDraft[QueuedPublication]
    keep: KeepQueue

    async def QueuePublication(  # noqa: N802
        self, request: publication_service_pb2.CreatePublicationRequest, context: Any
    ) -> pb.QueuedPublication:
        """Puts a publication in line."""
        return render.queued(await self.put(calling_holder(), parse.publication_request(request)))

    async def QueueDraft(  # noqa: N802
        self, request: draft_service_pb2.PublishDraftRequest, context: Any
    ) -> pb.QueuedPublication:
        """Puts a draft in line."""
        draft_id = parse_drafts.draft_id(request.id)
        return render.queued(await self.put_draft(calling_holder(), draft_id, request.etag, request.request_id))

    async def ListQueuedPublications(  # noqa: N802
        self, request: pb.ListQueuedPublicationsRequest, context: Any
    ) -> pb.ListQueuedPublicationsResponse:
        """Lists what is in line and what failed."""
        found = await self.keep.waiting(calling_holder())
        return pb.ListQueuedPublicationsResponse(publications=map(render.queued, found))

    async def GetQueuedPublication(  # noqa: N802
        self, request: pb.GetQueuedPublicationRequest, context: Any
    ) -> pb.QueuedPublication:
        """Tells where one stands."""
        return render.queued(await self.keep.get(calling_holder(), parse.publication_id(request.id)))

    async def RetryQueuedPublication(  # noqa: N802
        self, request: pb.RetryQueuedPublicationRequest, context: Any
    ) -> pb.QueuedPublication:
        """Puts one that failed in line again."""
        return render.queued(await self.put.again(calling_holder(), parse.publication_id(request.id)))

    async def DeleteQueuedPublication(  # noqa: N802
        self, request: pb.DeleteQueuedPublicationRequest, context: Any
    ) -> pb.DeleteQueuedPublicationResponse:
        """Takes one out of line."""
        await self.keep.remove(calling_holder(), parse.publication_id(request.id))
        return pb.DeleteQueuedPublicationResponse()

    async def ListRecentOutcomes(  # noqa: N802
        self, request: pb.ListRecentOutcomesRequest, context: Any
    ) -> pb.ListRecentOutcomesResponse:
        """Lists what became of those in line lately."""
        found = await self.keep.outcomes(calling_holder(), since(request.since))
        return pb.ListRecentOutcomesResponse(outcomes=map(render.outcome, found))
