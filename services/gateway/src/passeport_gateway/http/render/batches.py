"""Batches of feeds."""

from __future__ import annotations

from typing import Any

from passeport.records.v1.feed_service_pb2 import (
    Batch,
    BatchItem,
    BatchState,
    Feed,
    ItemOutcome,
    ListBatchItemsResponse,
)
from passeport_gateway.http.render.values import enum_names, moment

__all__ = ["OUTCOME_NUMBERS", "batch_json", "item_page"]

_FEEDS = enum_names(Feed.DESCRIPTOR)
_STATES = enum_names(BatchState.DESCRIPTOR)
_OUTCOMES = enum_names(ItemOutcome.DESCRIPTOR)
OUTCOME_NUMBERS = {name: number for number, name in _OUTCOMES.items()}
"""The outcomes of items, by their names."""


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
        "waiting": batch.waiting,
        "remarks_count": batch.remarks_count,
        "progress": _progress(batch),
        "create_time": moment(batch.create_time),
        "finish_time": moment(batch.finish_time) if batch.HasField("finish_time") else None,
        "treatment_number": batch.treatment_number or None,
        "rollback": _rollback(batch) if batch.HasField("rollback") else None,
        "report_url": f"/partners/v1/batches/{batch.id}/report",
        "report_expire_time": moment(batch.report_expire_time) if batch.HasField("report_expire_time") else None,
    }


def item_page(answer: ListBatchItemsResponse) -> dict[str, Any]:
    """A page of what became of the lines of a batch."""
    return {"items": [_item(item) for item in answer.items], "next_cursor": answer.next_page_token or None}


def _progress(batch: Batch) -> dict[str, Any]:
    said = batch.progress
    return {
        "begin_time": moment(said.begin_time) if said.HasField("begin_time") else None,
        "bytes_read": said.bytes_read,
        "lines_read": said.lines_read,
        "items": said.items,
        "items_per_second": said.items_per_second,
        "estimated_finish_time": (
            moment(said.estimated_finish_time) if said.HasField("estimated_finish_time") else None
        ),
    }


def _rollback(batch: Batch) -> dict[str, Any]:
    said = batch.rollback
    return {
        "reason": said.reason,
        "begin_time": moment(said.begin_time),
        "finish_time": moment(said.finish_time) if said.HasField("finish_time") else None,
        "undone": said.undone,
        "kept": said.kept,
        "by_operator": said.by_operator,
    }


def _item(item: BatchItem) -> dict[str, Any]:
    return {
        "line": item.line or None,
        "outcome": _OUTCOMES[item.outcome],
        "key": item.key or None,
        "field": item.field or None,
        "rule": item.rule or None,
        "message": item.message or None,
        "value": item.value or None,
        "fix": item.fix or None,
        "wait_until_time": moment(item.wait_until_time) if item.HasField("wait_until_time") else None,
        "settle_time": moment(item.settle_time) if item.HasField("settle_time") else None,
    }
