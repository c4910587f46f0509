"""One call: its answer, or its refusal with the meaning kept."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

import grpc.aio

from passeport_chassis.rpc import RemoteError
from passeport_gateway.errors import ServiceRefused

__all__ = ["answer", "refusal"]

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
