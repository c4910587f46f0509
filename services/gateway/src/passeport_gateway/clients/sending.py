"""What a service says to a sender: it may refuse a stream long before its end."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

import grpc
import grpc.aio

__all__ = ["answer_to_sent"]

T = TypeVar("T")


async def answer_to_sent(call: grpc.aio.StreamUnaryCall[Any, T]) -> T:
    """The answer of a call that takes a stream. Raises AioRpcError with the status that the service gave.

    A write that is under way when the service ends the call fails. When the runtime learns of that after it has learnt
    the status, it puts INTERNAL in its place (grpc issue 36066): the first that comes is therefore kept.
    """
    first: list[grpc.aio.AioRpcError] = []
    call.add_done_callback(lambda ended: first.append(_status_of(ended)))
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.INTERNAL and first and first[0].code() is not grpc.StatusCode.OK:
            raise first[0] from None
        raise


def _status_of(ended: Any) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(
        _now(ended.code()),
        _now(ended.initial_metadata()),
        _now(ended.trailing_metadata()),
        _now(ended.details()),
        _now(ended.debug_error_string()),
    )


def _now(known: Coroutine[Any, Any, T]) -> T:
    """What a coroutine that has nothing to wait for returns; whoever awaits it sees what came a moment later."""
    try:
        known.send(None)
    except StopIteration as returned:
        return returned.value  # type: ignore[no-any-return]
    known.close()
    raise RuntimeError("a call that has ended has its status")
