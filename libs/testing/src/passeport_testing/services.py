"""A service as its tests run it: as the program that production runs, or as a server within the test."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from passeport_testing.commands import load, run_command

__all__ = ["Program", "Server", "serving"]

_PATIENCE = 60.0


class Program:
    """`python -m package`, whose settings are all in the environment that it is given."""

    def __init__(self, package: str) -> None:
        self._package = package
        load(f"{package}.__main__")

    async def run(self, environment: Mapping[str, str], *arguments: str, typed: str = "") -> tuple[int, str, str]:
        """Runs the program to its end, with what is typed; gives its exit code and what it printed on either stream."""
        return await asyncio.to_thread(run_command, self._package, environment, arguments, typed, _PATIENCE)

    @asynccontextmanager
    async def running(
        self, environment: Mapping[str, str], command: str = "serve"
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Runs the program until the end of the block, ready at its start."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._package, command), env=dict(environment), stderr=asyncio.subprocess.DEVNULL
        )
        try:
            await self.ready(environment)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def ready(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Waits until the program says that it is ready; gives the state of each of its parts."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    status, body = await asyncio.to_thread(_ask, environment["PASSEPORT_ADMIN_LISTEN"])
                    if status == http.client.OK:
                        states: dict[str, str] = json.loads(body)
                        return states
                await asyncio.sleep(0.1)


def _ask(listen: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(listen, timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Server(Protocol):
    """What `serving` wants of a server: the chassis' is one."""

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until `stop` is set."""


@asynccontextmanager
async def serving(server: Server, listen: str) -> AsyncIterator[str]:
    """Runs a server within the test until the end of the block; gives the target to reach it by."""
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
