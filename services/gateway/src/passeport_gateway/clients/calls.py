"""One call: its answer or answers, or its refusal with the meaning kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import grpc.aio

from passeport_chassis.rpc import RemoteError
from passeport_gateway.clients.sending import answer_to_sent
from passeport_gateway.errors import ServiceRefused

__all__ = ["answer", "answer_to_stream", "refusal", "streamed"]

T = TypeVar("T")


def refusal(service: str, error: grpc.aio.AioRpcError) -> ServiceRefused:
    """What a service said when it refused, or that it did not answer."""
    remote = RemoteError(error)
    return ServiceRefused(
        service,
        remote.code.name,
        remote.reason,
        remote.message,
        remote.metadata,
        remote.violations,
        remote.retry_after,
    )


async def answer(service: str, call: Awaitable[T]) -> T:
    """The answer of a call. Raises ServiceRefused."""
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        raise refusal(service, error) from None


async def answer_to_stream(
    service: str, call: Callable[[AsyncIterator[Any]], grpc.aio.StreamUnaryCall[Any, T]], requests: AsyncIterator[Any]
) -> T:
    """The answer of a call that takes a stream. Raises ServiceRefused, and whatever `requests` raises."""
    broken: list[Exception] = []

    async def sent() -> AsyncGenerator[Any]:
        try:
            async for request in requests:
                yield request
        except Exception as error:
            # The runtime takes this for a wish to cancel the call, and forgets the reason.
            broken.append(error)
            raise

    try:
        return await answer(service, answer_to_sent(call(sent())))
    except asyncio.CancelledError:
        if broken:
            raise broken[0] from None
        raise


async def streamed(service: str, call: grpc.aio.UnaryStreamCall[Any, T]) -> AsyncGenerator[T]:
    """The answers of a call that gives a stream. Raises ServiceRefused."""
    try:
        async for piece in call:
            yield piece
    except grpc.aio.AioRpcError as error:
        raise refusal(service, error) from None
    finally:
        # A reader who leaves in the middle leaves nobody sending.
        call.cancel()
