"""Publications in line: a holder's, until a test says what became of them."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fakes.publishing import DOMAIN, FakePublishing
from fakes.refusals import refusal
from passeport.publishing.v1 import queue_service_pb2 as pb
from passeport.publishing.v1.queue_service_pb2_grpc import QueueServiceServicer
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_chassis.rpc import current_caller

__all__ = ["FakeQueue"]


@dataclass(slots=True)
class FakeQueue(QueueServiceServicer):
    """Holds what is in line; `end` says what became of it."""

    publishing: FakePublishing
    line: dict[tuple[str, str], pb.QueuedPublication] = field(default_factory=dict)
    outcomes: list[tuple[str, pb.QueueOutcome]] = field(default_factory=list)
    asked: dict[str, Any] = field(default_factory=dict)

    def end(self, person_id: str, publication_id: str, *, failure: str = "") -> None:
        """Publishes one, as it was asked for, or has it fail."""
        queued = self.line[person_id, publication_id]
        queued.failure = failure
        queued.end_time.FromDatetime(datetime.now(UTC))
        queued.state = pb.QUEUED_PUBLICATION_STATE_FAILED if failure else pb.QUEUED_PUBLICATION_STATE_PUBLISHED
        if not failure:
            queued.publication_id = queued.id
            self.publishing.add(person_id, queued.id, self.asked[queued.id])
        outcome = pb.QueueOutcome(id=str(new_id()))
        outcome.publication.CopyFrom(queued)
        self.outcomes.append((person_id, outcome))

    def _put(self, request: Any, **fields: Any) -> pb.QueuedPublication:
        person_id = current_caller().subject
        for (whose, _), known in self.line.items():
            if whose == person_id and self.asked[known.id] == request:
                return known
        if sum(whose == person_id for whose, _ in self.line) >= 5:
            raise refusal(Kind.EXHAUSTED, "QUEUE_FULL", DOMAIN, retry_after=5, of="holder", most="5")
        queued = pb.QueuedPublication(
            id=str(new_id()), state=pb.QUEUED_PUBLICATION_STATE_PENDING, kind="cv", language="fr", **fields
        )
        queued.queue_time.FromDatetime(datetime.now(UTC))
        self.line[person_id, queued.id] = queued
        self.asked[queued.id] = request
        return queued

    def _mine(self, publication_id: str) -> pb.QueuedPublication:
        found = self.line.get((current_caller().subject, publication_id))
        if found is None:
            raise refusal(Kind.NOT_FOUND, "PUBLICATION_NOT_FOUND", DOMAIN, id=publication_id)
        return found

    async def QueuePublication(self, request: Any, context: Any) -> pb.QueuedPublication:
        return self._put(request, title=request.title, template=request.template)

    async def QueueDraft(self, request: Any, context: Any) -> pb.QueuedPublication:
        return self._put(request, title="CV", template="classic", draft_id=request.id, draft_version=1)

    async def ListQueuedPublications(self, request: Any, context: Any) -> Any:
        mine = [one for (whose, _), one in self.line.items() if whose == current_caller().subject]
        waiting = [one for one in mine if not one.publication_id]
        return pb.ListQueuedPublicationsResponse(publications=reversed(waiting))

    async def GetQueuedPublication(self, request: Any, context: Any) -> pb.QueuedPublication:
        return self._mine(request.id)

    async def RetryQueuedPublication(self, request: Any, context: Any) -> pb.QueuedPublication:
        queued = self._mine(request.id)
        if queued.publication_id:
            raise refusal(Kind.PRECONDITION, "ALREADY_PUBLISHED", DOMAIN, id=request.id)
        queued.state, queued.failure = pb.QUEUED_PUBLICATION_STATE_PENDING, ""
        queued.ClearField("end_time")
        return queued

    async def DeleteQueuedPublication(self, request: Any, context: Any) -> Any:
        if self._mine(request.id).publication_id:
            raise refusal(Kind.PRECONDITION, "ALREADY_PUBLISHED", DOMAIN, id=request.id)
        del self.line[current_caller().subject, request.id]
        return pb.DeleteQueuedPublicationResponse()

    async def ListRecentOutcomes(self, request: Any, context: Any) -> Any:
        since = request.since.ToDatetime(UTC)
        mine = [one for whose, one in self.outcomes if whose == current_caller().subject]
        recent = [one for one in mine if one.publication.end_time.ToDatetime(UTC) >= since]
        return pb.ListRecentOutcomesResponse(outcomes=recent)
