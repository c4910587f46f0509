"""A service that refuses what is still being sent to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import grpc.aio
import pytest
from google.protobuf.wrappers_pb2 import BytesValue

from passeport_gateway.clients.calls import answer_to_stream
from passeport_gateway.errors import ServiceRefused

LARGE = BytesValue(value=b"A" * 1_000_000)
# Which comes first, the refusal or the failure of the write under way, is a matter of chance.
TIMES = 40


async def without_end() -> AsyncGenerator[BytesValue]:
    while True:
        yield LARGE


@asynccontextmanager
async def impatient() -> AsyncIterator[grpc.aio.StreamUnaryMultiCallable[BytesValue, BytesValue]]:
    """A service that reads two messages and refuses."""

    async def refuse(requests: AsyncIterator[BytesValue], context: Any) -> None:
        await anext(requests)
        await anext(requests)
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "refused")

    handler = grpc.stream_unary_rpc_method_handler(
        refuse,
        request_deserializer=BytesValue.FromString,
        response_serializer=BytesValue.SerializeToString,
    )
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("toy.Toy", {"Send": handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield channel.stream_unary(
                "/toy.Toy/Send",
                request_serializer=BytesValue.SerializeToString,
                response_deserializer=BytesValue.FromString,
            )
    finally:
        await server.stop(0)


async def test_a_refusal_keeps_its_meaning_while_more_is_sent() -> None:
    said = []
    async with impatient() as send:
        for _ in range(TIMES):
            with pytest.raises(ServiceRefused) as refused:
                await answer_to_stream("toy", send, without_end())
            said.append((refused.value.code, refused.value.message))
    assert set(said) == {("INVALID_ARGUMENT", "refused")}
