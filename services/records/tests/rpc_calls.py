"""Servers and refusals, for the tests of the rpcs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import grpc.aio
import pytest

from passeport_chassis.rpc import RemoteError, RpcServer


@asynccontextmanager
async def running(server: RpcServer, listen: str) -> AsyncIterator[str]:
    """Runs a server; gives the target to reach it."""
    stop = asyncio.Event()
    task = asyncio.create_task(server.run(stop))
    await asyncio.sleep(0.05)
    if task.done():
        await task
    try:
        yield f"dns:///localhost:{listen.rsplit(':', 1)[1]}"
    finally:
        stop.set()
        await task


async def refused(call: Awaitable[object]) -> RemoteError:
    """The refusal of a call; fails when it is answered."""
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return RemoteError(error.value)
