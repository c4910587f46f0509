"""A partner at the gateway, for the tests of the rpcs of feeds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

import grpc.aio

from passeport.records.v1 import feed_service_pb2 as pb
from passeport.records.v1 import feed_service_pb2_grpc
from passeport_chassis.rpc import RemoteError, use_caller_token
from passeport_records.domain.batch import Sender
from samples import in_pieces
from support import sender_token


def upload(
    content: bytes, name: str = "flux.xml", feed: pb.Feed = pb.FEED_CERTIFICATIONS
) -> list[pb.SubmitBatchRequest]:
    """The stream of a whole file: header, chunks, end."""
    header = pb.SubmitBatchRequest(header=pb.BatchHeader(feed=feed, file_name=name, closing=True))
    chunks = [pb.SubmitBatchRequest(chunk=piece) for piece in in_pieces(content, 50_000)]
    return [header, *chunks, pb.SubmitBatchRequest(end=pb.BatchEnd(size_bytes=len(content)))]


class Partner:
    """A partner at the gateway."""

    def __init__(
        self,
        channel: grpc.aio.Channel,
        sender: Sender,
        scope: str = "feed:certifications feed:dsn feed:diplomas feed:trainings",
    ) -> None:
        self._stub = feed_service_pb2_grpc.FeedServiceStub(channel)
        self._token = sender_token(sender, scope)

    async def send(self, content: bytes, name: str = "flux.xml", feed: pb.Feed = pb.FEED_CERTIFICATIONS) -> pb.Batch:
        return await self.submit(upload(content, name, feed))

    async def submit(self, parts: Iterable[pb.SubmitBatchRequest]) -> pb.Batch:
        async def each() -> AsyncIterator[pb.SubmitBatchRequest]:
            for part in parts:
                yield part

        with use_caller_token(self._token):
            try:
                return await self._stub.SubmitBatch(each())
            except grpc.aio.AioRpcError as error:
                raise RemoteError(error) from None

    async def get(self, batch_id: str) -> pb.Batch:
        with use_caller_token(self._token):
            try:
                return await self._stub.GetBatch(pb.GetBatchRequest(id=batch_id))
            except grpc.aio.AioRpcError as error:
                raise RemoteError(error) from None

    async def finished(self, batch_id: str) -> pb.Batch:
        async with asyncio.timeout(20):
            while True:
                batch = await self.get(batch_id)
                if batch.state == pb.BATCH_STATE_FINISHED:
                    return batch
                await asyncio.sleep(0.03)

    async def report(self, batch_id: str, wanted: pb.ReportFormat) -> tuple[str, str, bytes]:
        request = pb.GetBatchReportRequest(batch_id=batch_id, format=wanted)
        with use_caller_token(self._token):
            try:
                pieces = [piece async for piece in self._stub.GetBatchReport(request)]
            except grpc.aio.AioRpcError as error:
                raise RemoteError(error) from None
        assert max(len(piece.chunk) for piece in pieces) <= 65_536
        return pieces[0].file_name, pieces[0].media_type, b"".join(piece.chunk for piece in pieces)

    async def items(
        self, batch_id: str, *outcomes: pb.ItemOutcome, page_size: int = 0, page_token: str = ""
    ) -> pb.ListBatchItemsResponse:
        request = pb.ListBatchItemsRequest(
            batch_id=batch_id, outcomes=outcomes, page_size=page_size, page_token=page_token
        )
        with use_caller_token(self._token):
            try:
                return await self._stub.ListBatchItems(request)
            except grpc.aio.AioRpcError as error:
                raise RemoteError(error) from None

    async def roll_back(self, batch_id: str, reason: str = "Mauvais fichier") -> pb.Batch:
        with use_caller_token(self._token):
            try:
                return await self._stub.RollBackBatch(pb.RollBackBatchRequest(id=batch_id, reason=reason))
            except grpc.aio.AioRpcError as error:
                raise RemoteError(error) from None
