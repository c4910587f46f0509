"""From publications in line to messages of the contract."""

from __future__ import annotations

from passeport.publishing.v1 import queue_service_pb2 as pb
from passeport_publishing.domain.queued import QueuedPublication, QueuedState

__all__ = ["outcome", "queued"]

_STATES = {
    QueuedState.PENDING: pb.QUEUED_PUBLICATION_STATE_PENDING,
    QueuedState.FAILED: pb.QUEUED_PUBLICATION_STATE_FAILED,
    QueuedState.PUBLISHED: pb.QUEUED_PUBLICATION_STATE_PUBLISHED,
}


def queued(value: QueuedPublication) -> pb.QueuedPublication:
    """One publication in line, or what became of it."""
    message = pb.QueuedPublication(
        id=str(value.id),
        state=_STATES[value.state],
        kind=value.kind,
        title=value.title,
        language=value.language,
        template=value.template,
        draft_id=str(value.draft.draft_id) if value.draft else "",
        draft_version=value.draft.version if value.draft else 0,
        failure=value.failure,
        publication_id=str(value.publication_id) if value.publication_id else "",
    )
    message.queue_time.FromDatetime(value.queued_at)
    if value.ended_at is not None:
        message.end_time.FromDatetime(value.ended_at)
    return message


def outcome(value: QueuedPublication) -> pb.QueueOutcome:
    """What became of one."""
    return pb.QueueOutcome(id=str(value.outcome_id), publication=queued(value))
