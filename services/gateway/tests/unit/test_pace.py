"""The pace of those who send and read: only the time spent waiting for them counts."""

from __future__ import annotations

import asyncio

import pytest

from passeport_gateway.errors import ClientTooSlow
from passeport_gateway.http.pace import Pace, Stopwatch


class Client:
    """A client, and the clock on the wall while he is waited for."""

    def __init__(self) -> None:
        self.now = 1000.0

    async def takes(self, seconds: float) -> str:
        self.now += seconds
        return "piece"


async def test_a_line_of_a_megabit_is_waited_for_to_the_end_of_the_largest_file() -> None:
    client = Client()
    watch = Stopwatch(Pace(30, 62_500), lambda: client.now)
    for _ in range(1600):
        assert await watch.wait_for(client.takes(1.05)) == "piece"
        watch.passed(131_072)


async def test_who_trickles_is_told_after_the_time_that_is_free() -> None:
    client = Client()
    watch = Stopwatch(Pace(30, 62_500), lambda: client.now)
    for _ in range(2):
        await watch.wait_for(client.takes(15))
        watch.passed(1)
    await watch.wait_for(client.takes(1))
    with pytest.raises(ClientTooSlow):
        watch.passed(1)


async def test_the_time_of_others_does_not_count() -> None:
    client = Client()
    watch = Stopwatch(Pace(1, 1000), lambda: client.now)
    for _ in range(10):
        await watch.wait_for(client.takes(0.1))
        watch.passed(10)
        client.now += 100


async def test_nobody_is_waited_for_longer_than_the_idle_time() -> None:
    with pytest.raises(ClientTooSlow):
        await Stopwatch(Pace(0.01)).wait_for(asyncio.sleep(5))
