"""FeedService: a partner sends a file and reads what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from passeport.records.v1 import feed_service_pb2 as pb
from passeport.records.v1 import feed_service_pb2_grpc
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import current_caller
from passeport_chassis.rpc.policy import CallerNotAllowed
from passeport_records.domain.batch import Feed
from passeport_records.errors import BatchNotFound, FeedsBusy, FieldInvalid
from passeport_records.rpc.batches import FEEDS, render_batch
from passeport_records.rpc.callers import calling_sender
from passeport_records.rpc.reports import render_report
from passeport_records.rpc.upload import read_chunks, read_header
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.submit_batch import submit_batch

__all__ = ["FeedServicer"]

_PIECE = 64 * 1024


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
            if f"feed:{feed.value}" not in current_caller().scopes:
                raise CallerNotAllowed(metadata={"needs": f"scope feed:{feed.value}"})
            batch = await submit_batch(
                self._tools,
                self._wake,
                sender=calling_sender(),
                feed=feed,
                file_name=header.file_name,
                chunks=read_chunks(parts, closing=header.closing),
            )
            return render_batch(batch)

    async def GetBatch(self, request: pb.GetBatchRequest, context: Any) -> pb.Batch:  # noqa: N802
        """Gets a batch of the partner."""
        batch_id = parse_id(request.id)
        if batch_id is None:
            raise BatchNotFound(request.id[:36])
        return render_batch(await get_batch(self._tools.open_work, sender=calling_sender(), batch_id=batch_id))

    async def GetBatchReport(  # noqa: N802
        self, request: pb.GetBatchReportRequest, context: Any
    ) -> AsyncIterator[pb.GetBatchReportResponse]:
        """Streams the report of a finished batch."""
        with self._place():
            batch_id = parse_id(request.batch_id)
            if batch_id is None:
                raise BatchNotFound(request.batch_id[:36])
            report = await read_report(self._tools.open_work, sender=calling_sender(), batch_id=batch_id)
            document = render_report(report, request.format)
            yield pb.GetBatchReportResponse(file_name=document.file_name, media_type=document.media_type)
            async for content in document.pieces:
                for start in range(0, len(content), _PIECE):
                    yield pb.GetBatchReportResponse(chunk=content[start : start + _PIECE])


def _feed(header: pb.BatchHeader) -> Feed:
    feed = FEEDS.get(header.feed)
    if feed is None:
        raise FieldInvalid(FieldViolation("header.feed", "is required, and one that this version knows", "REQUIRED"))
    return feed
