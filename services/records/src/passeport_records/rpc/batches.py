"""Batches as messages of the contract."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from passeport.records.v1 import feed_service_pb2 as pb
from passeport_chassis.rpc.paging import PageTokens
from passeport_records.domain.batch import Batch, BatchState, Feed, Rollback
from passeport_records.domain.report import Outcome
from passeport_records.usecases.list_batch_items import ItemPage

__all__ = ["FEEDS", "ITEM_PAGES", "OUTCOMES", "render_batch", "render_items"]

ITEM_PAGES = PageTokens("records.batch-items")

FEEDS = {
    pb.FEED_CERTIFICATIONS: Feed.CERTIFICATIONS,
    pb.FEED_DSN: Feed.DSN,
    pb.FEED_DIPLOMAS: Feed.DIPLOMAS,
    pb.FEED_TRAININGS: Feed.TRAININGS,
}
"""The feeds by their numbers in the contract."""

_NUMBERS = {feed: number for number, feed in FEEDS.items()}
_STATES = {
    BatchState.RECEIVED: pb.BATCH_STATE_RECEIVED,
    BatchState.RUNNING: pb.BATCH_STATE_RUNNING,
    BatchState.FINISHED: pb.BATCH_STATE_FINISHED,
    BatchState.FAILED: pb.BATCH_STATE_FAILED,
    BatchState.ROLLING_BACK: pb.BATCH_STATE_ROLLING_BACK,
    BatchState.ROLLED_BACK: pb.BATCH_STATE_ROLLED_BACK,
}
_OUTCOMES = {
    Outcome.ACCEPTED: pb.ITEM_OUTCOME_ACCEPTED,
    Outcome.DUPLICATE: pb.ITEM_OUTCOME_DUPLICATE,
    Outcome.UNRESOLVED: pb.ITEM_OUTCOME_UNRESOLVED,
    Outcome.REJECTED: pb.ITEM_OUTCOME_REJECTED,
    Outcome.REMARK: pb.ITEM_OUTCOME_REMARK,
    Outcome.ROLLED_BACK: pb.ITEM_OUTCOME_ROLLED_BACK,
}
OUTCOMES = {number: outcome for outcome, number in _OUTCOMES.items()}
"""The outcomes by their numbers in the contract."""


def render_batch(batch: Batch, now: datetime) -> pb.Batch:
    """One batch, as it is now."""
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
        waiting=batch.waiting,
        progress=_progress(batch, now),
        rollback=None if batch.rollback is None else _rollback(batch.rollback),
        report_expire_time=_timestamp(batch.report_expired_at),
    )


def render_items(page: ItemPage) -> pb.ListBatchItemsResponse:
    """One page of what became of the items of a batch."""
    return pb.ListBatchItemsResponse(
        items=[
            pb.BatchItem(
                line=line.line,
                outcome=_OUTCOMES[line.outcome],
                key=line.key,
                field=line.field,
                rule=line.rule,
                message=line.message,
                value=line.value,
                fix=line.fix,
                wait_until_time=_timestamp(line.waits_until),
                settle_time=_timestamp(line.settled_at),
            )
            for line in page.lines
        ],
        next_page_token="" if page.next is None else ITEM_PAGES.write(str(page.next)),
    )


def _progress(batch: Batch, now: datetime) -> pb.BatchProgress:
    progress = batch.progress
    return pb.BatchProgress(
        begin_time=_timestamp(progress.began_at),
        bytes_read=progress.bytes_read,
        lines_read=progress.lines_read,
        items=batch.position,
        items_per_second=round(batch.per_second(now), 1),
        estimated_finish_time=_timestamp(batch.estimated_end(now)),
    )


def _rollback(rollback: Rollback) -> pb.BatchRollback:
    return pb.BatchRollback(
        reason=rollback.reason,
        begin_time=_timestamp(rollback.began_at),
        finish_time=_timestamp(rollback.ended_at),
        undone=rollback.undone,
        kept=rollback.kept,
        by_operator=bool(rollback.operator),
    )


def _timestamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
