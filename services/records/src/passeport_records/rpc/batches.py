"""Batches as messages of the contract."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from passeport.records.v1 import feed_service_pb2 as pb
from passeport_records.domain.batch import Batch, BatchState, Feed

__all__ = ["FEEDS", "render_batch"]

FEEDS = {pb.FEED_CERTIFICATIONS: Feed.CERTIFICATIONS, pb.FEED_DSN: Feed.DSN}
"""The feeds by their numbers in the contract."""

_NUMBERS = {feed: number for number, feed in FEEDS.items()}
_STATES = {
    BatchState.RECEIVED: pb.BATCH_STATE_RECEIVED,
    BatchState.RUNNING: pb.BATCH_STATE_RUNNING,
    BatchState.FINISHED: pb.BATCH_STATE_FINISHED,
    BatchState.FAILED: pb.BATCH_STATE_FAILED,
}


def render_batch(batch: Batch) -> pb.Batch:
    """One batch."""
    return pb.Batch(
        id=str(batch.id),
        feed=_NUMBERS[batch.feed],
        file_name=batch.file_name,
        state=_STATES[batch.state],
        size=batch.size,
        sha256=batch.sha256,
        accepted=batch.counts.accepted,
        duplicates=batch.counts.duplicates,
        unresolved=batch.counts.unresolved,
        rejected=batch.counts.rejected,
        create_time=_timestamp(batch.created_at),
        finish_time=_timestamp(batch.finished_at),
        treatment_number=batch.treatment_number,
        remarks_count=batch.counts.remarks,
    )


def _timestamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
