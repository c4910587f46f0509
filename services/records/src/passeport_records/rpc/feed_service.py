"""FeedService: a partner sends a file and reads what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from passeport.records.v1 import feed_service_pb2 as pb
from passeport.records.v1 import feed_service_pb2_grpc
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import current_caller
from passeport_chassis.rpc.paging import page_size
from passeport_chassis.rpc.policy import CallerNotAllowed
from passeport_records.domain.batch import Feed
from passeport_records.domain.report import Outcome
from passeport_records.errors import BatchNotFound, FeedsBusy, FieldInvalid
from passeport_records.rpc.batches import FEEDS, ITEM_PAGES, OUTCOMES, render_batch, render_items
from passeport_records.rpc.callers import calling_sender
from passeport_records.rpc.reports import render_report
from passeport_records.rpc.upload import read_chunks, read_header
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.list_batch_items import list_batch_items
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.roll_back_batch import order_rollback
from passeport_records.usecases.submit_batch import submit_batch

__all__ = ["FeedServicer"]

_PIECE = 64 * 1024
_LONGEST_ORDINAL = 18


class FeedServicer(feed_service_pb2_grpc.FeedServiceServicer):
    """Serves passeport.records.v1.FeedService."""

    def __init__(self, tools: FeedTools, wake: Callable[[], None], at_once: int) -> None:
        """`wake` tells the worker of this process that a file was received.

        Files and reports take up to an hour each. `at_once` is how many of them may be on their way: fewer than the
        calls that the server takes, so that holders always find a place.
        """
        self._tools = tools
        self._wake = wake
        self._at_once = at_once
        self._on_their_way = 0

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._on_their_way >= self._at_once:
            raise FeedsBusy(self._at_once)
        self._on_their_way += 1
        try:
            yield
        finally:
            self._on_their_way -= 1

    async def SubmitBatch(  # noqa: N802
        self, request_iterator: AsyncIterator[pb.SubmitBatchRequest], context: Any
    ) -> pb.Batch:
        """Takes a file in pieces: the header first, the end last."""
        with self._place():
            parts = aiter(request_iterator)
            header = await read_header(parts)
            feed = _feed(header)
            _check_scope(feed)
            batch = await submit_batch(
                self._tools,
                self._wake,
                sender=calling_sender(),
                feed=feed,
                file_name=header.file_name,
                chunks=read_chunks(parts, closing=header.closing),
            )
            return render_batch(batch, self._tools.clock())

    async def GetBatch(self, request: pb.GetBatchRequest, context: Any) -> pb.Batch:  # noqa: N802
        """Gets a batch of the partner."""
        batch = await get_batch(self._tools.open_work, sender=calling_sender(), batch_id=_batch_id(request.id))
        return render_batch(batch, self._tools.clock())

    async def ListBatchItems(  # noqa: N802
        self, request: pb.ListBatchItemsRequest, context: Any
    ) -> pb.ListBatchItemsResponse:
        """Lists what became of the items of a batch so far."""
        page = await list_batch_items(
            self._tools.open_work,
            sender=calling_sender(),
            batch_id=_batch_id(request.batch_id),
            after=_after(request.page_token),
            limit=page_size(request.page_size, default=50, most=300),
            outcomes=_outcomes(request),
        )
        return render_items(page)

    async def RollBackBatch(self, request: pb.RollBackBatchRequest, context: Any) -> pb.Batch:  # noqa: N802
        """Undoes a batch of the partner, in the background."""
        sender, batch_id = calling_sender(), _batch_id(request.id)
        _check_scope((await get_batch(self._tools.open_work, sender=sender, batch_id=batch_id)).feed)
        batch = await order_rollback(self._tools, sender=sender, batch_id=batch_id, reason=request.reason)
        return render_batch(batch, self._tools.clock())

    async def GetBatchReport(  # noqa: N802
        self, request: pb.GetBatchReportRequest, context: Any
    ) -> AsyncIterator[pb.GetBatchReportResponse]:
        """Streams the report of a finished batch."""
        with self._place():
            batch_id = _batch_id(request.batch_id)
            report = await read_report(self._tools.open_work, sender=calling_sender(), batch_id=batch_id)
            document = render_report(report, request.format)
            yield pb.GetBatchReportResponse(file_name=document.file_name, media_type=document.media_type)
            async for content in document.pieces:
                for start in range(0, len(content), _PIECE):
                    yield pb.GetBatchReportResponse(chunk=content[start : start + _PIECE])


def _check_scope(feed: Feed) -> None:
    if f"feed:{feed.value}" not in current_caller().scopes:
        raise CallerNotAllowed(metadata={"needs": f"scope feed:{feed.value}"})


def _batch_id(text: str) -> UUID:
    batch_id = parse_id(text)
    if batch_id is None:
        raise BatchNotFound(text[:36])
    return batch_id


def _after(token: str) -> int:
    position = ITEM_PAGES.read(token, 1)
    if position is None:
        return -1
    if not position[0].isdecimal() or len(position[0]) > _LONGEST_ORDINAL:
        raise ITEM_PAGES.refusal()
    return int(position[0])


def _outcomes(request: pb.ListBatchItemsRequest) -> frozenset[Outcome]:
    unknown = [place for place, number in enumerate(request.outcomes) if number not in OUTCOMES]
    if unknown:
        field = f"outcomes[{unknown[0]}]"
        raise FieldInvalid(FieldViolation(field, "is not one that this version knows", "UNKNOWN_VALUE"))
    return frozenset(OUTCOMES[number] for number in request.outcomes)


def _feed(header: pb.BatchHeader) -> Feed:
    feed = FEEDS.get(header.feed)
    if feed is None:
        raise FieldInvalid(FieldViolation("header.feed", "is required, and one that this version knows", "REQUIRED"))
    return feed
