"""A steady load on one address: a few connections, each asking again as soon as it is answered."""

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.wire import Connection, WireError

_SHOWN = 300


@dataclass
class Latencies:
    """How long the answers took, over all rounds."""

    seconds: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        if len(self.seconds) < 2:
            return "too few answers for a median"
        cuts = statistics.quantiles(self.seconds, n=100)
        return f"p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms"


class Load:
    """The same requests to one port, over connections that stay open from round to round."""

    def __init__(
        self, port: int, requests: Sequence[bytes] | Callable[[], bytes], *, connections: int, expected: int = 200
    ) -> None:
        """`requests` is one request for each connection, or makes each of them anew."""
        self._port = port
        self._requests = requests
        self._size = connections
        self._expected = expected
        self._connections: list[Connection] = []
        self.latencies = Latencies()

    async def run(self, seconds: float) -> float:
        """Ask for so long; gives the answers per second. Any answer but the expected one ends the measure."""
        end = time.perf_counter() + seconds
        return await self._run(lambda _: time.perf_counter() >= end)

    async def run_times(self, times: int) -> float:
        """Ask so many times in all; gives the answers per second."""
        return await self._run(lambda count: count >= times // self._size)

    async def _run(self, is_enough: Callable[[int], bool]) -> float:
        while len(self._connections) < self._size:
            self._connections.append(await Connection.open(self._port))
        began = time.perf_counter()
        counts = await asyncio.gather(*(self._ask_until(is_enough, number) for number in range(self._size)))
        return sum(counts) / (time.perf_counter() - began)

    async def _ask_until(self, is_enough: Callable[[int], bool], number: int) -> int:
        connection, kept = self._connections[number], self.latencies.seconds
        count = 0
        while True:
            written = self._requests() if callable(self._requests) else self._requests[number % len(self._requests)]
            began = time.perf_counter()
            answer = await connection.ask(written)
            now = time.perf_counter()
            if answer.status != self._expected:
                text = answer.body[:_SHOWN].decode(errors="replace")
                raise WireError(f"{answer.status} instead of {self._expected}: {text}")
            kept.append(now - began)
            count += 1
            if is_enough(count):
                return count

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
