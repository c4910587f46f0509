"""Refusals, for the tests of the rpcs."""

from __future__ import annotations

from collections.abc import Awaitable

import grpc.aio
import pytest

from passeport_chassis.rpc import RemoteError


async def refused(call: Awaitable[object]) -> RemoteError:
    """The refusal of a call; fails when it is answered."""
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return RemoteError(error.value)
