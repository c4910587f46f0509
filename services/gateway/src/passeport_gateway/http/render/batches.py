"""Batches of feeds."""

from __future__ import annotations

from typing import Any

from passeport.records.v1.feed_service_pb2 import Batch, BatchState, Feed
from passeport_gateway.http.render.values import enum_names, moment

__all__ = ["batch_json"]

_FEEDS = enum_names(Feed.DESCRIPTOR)
_STATES = enum_names(BatchState.DESCRIPTOR)


def batch_json(batch: Batch) -> dict[str, Any]:
    """A file and what became of it."""
    return {
        "id": batch.id,
        "feed": _FEEDS[batch.feed],
        "file_name": batch.file_name,
        "state": _STATES[batch.state],
        "size": batch.size,
        "sha256": batch.sha256,
        "accepted": batch.accepted,
        "duplicates": batch.duplicates,
        "unresolved": batch.unresolved,
        "rejected": batch.rejected,
        "remarks_count": batch.remarks_count,
        "create_time": moment(batch.create_time),
        "finish_time": moment(batch.finish_time) if batch.HasField("finish_time") else None,
        "treatment_number": batch.treatment_number or None,
        "report_url": f"/partners/v1/batches/{batch.id}/report",
    }
