"""What the door asks of publishing about publications in line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import grpc.aio

from passeport.publishing.v1 import queue_service_pb2 as messages
from passeport.publishing.v1.draft_service_pb2 import PublishDraftRequest
from passeport.publishing.v1.publication_service_pb2 import CreatePublicationRequest
from passeport.publishing.v1.queue_service_pb2_grpc import QueueServiceStub
from passeport_gateway.clients.calls import answer

__all__ = ["QueueClient"]

_NAME = "publishing"


class QueueClient:
    """The queue of publishing, over the channel that the door has to it."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._queue = QueueServiceStub(channel)

    async def put(self, request: CreatePublicationRequest) -> messages.QueuedPublication:
        """Puts a publication in line."""
        return await answer(_NAME, self._queue.QueuePublication(request))

    async def put_draft(self, request: PublishDraftRequest) -> messages.QueuedPublication:
        """Puts a draft in line."""
        return await answer(_NAME, self._queue.QueueDraft(request))

    async def waiting(self) -> Sequence[messages.QueuedPublication]:
        """What is in line and what failed."""
        request = messages.ListQueuedPublicationsRequest()
        return (await answer(_NAME, self._queue.ListQueuedPublications(request))).publications

    async def get(self, publication_id: str) -> messages.QueuedPublication:
        """Where one stands."""
        return await answer(
            _NAME, self._queue.GetQueuedPublication(messages.GetQueuedPublicationRequest(id=publication_id))
        )

    async def retry(self, publication_id: str) -> messages.QueuedPublication:
        """Puts one that failed in line again."""
        request = messages.RetryQueuedPublicationRequest(id=publication_id)
        return await answer(_NAME, self._queue.RetryQueuedPublication(request))

    async def delete(self, publication_id: str) -> None:
        """Takes one out of line."""
        request = messages.DeleteQueuedPublicationRequest(id=publication_id)
        await answer(_NAME, self._queue.DeleteQueuedPublication(request))

    async def recent_outcomes(self, since: datetime) -> Sequence[messages.QueueOutcome]:
        """What became of some lately."""
        request = messages.ListRecentOutcomesRequest()
        request.since.FromDatetime(since)
        return (await answer(_NAME, self._queue.ListRecentOutcomes(request))).outcomes
