"""The gateway as the program that production runs, over the fakes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fakes.stack import FakeStack
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import accepts_connections, free_ports

__all__ = ["Program", "environment_of", "running"]


@dataclass(frozen=True, slots=True)
class Program:
    """A gateway that runs; its log so far comes from `stop`."""

    process: asyncio.subprocess.Process
    port: int
    admin_port: int
    written: asyncio.Task[bytes]
    """Its log, read as it comes: a pipe that nobody empties would hold it up."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> int:
        """The most memory that the process ever held, in bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:  # noqa: PTH123
            line = next(line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    async def stop(self) -> str:
        """Asks it to stop, and returns what it wrote."""
        if self.process.returncode is None:
            self.process.terminate()
        async with asyncio.timeout(20):
            await self.process.wait()
            return (await self.written).decode()


def environment_of(stack: FakeStack, files: Callable[[str], LeafFiles], **more: str) -> dict[str, str]:
    own = files("gateway")
    port, admin_port = free_ports(2)
    ours = {
        "PASSEPORT_PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "PASSEPORT_HTTP_LISTEN": f"127.0.0.1:{port}",
        "PASSEPORT_ADMIN_LISTEN": f"127.0.0.1:{admin_port}",
        "PASSEPORT_TLS_CERT_FILE": str(own.certificate),
        "PASSEPORT_TLS_KEY_FILE": str(own.key),
        "PASSEPORT_TLS_CA_FILE": str(own.authority),
        **{f"PASSEPORT_{name.upper()}_TARGET": stack.target(name) for name in stack.ports},
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("PASSEPORT_")} | ours | more


@asynccontextmanager
async def running(environment: dict[str, str]) -> AsyncIterator[Program]:
    """Starts the program, and stops it at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "passeport_gateway", "serve", env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    written = asyncio.create_task(process.stderr.read())
    port, admin_port = (int(environment[f"PASSEPORT_{name}_LISTEN"].rpartition(":")[2]) for name in ("HTTP", "ADMIN"))
    program = Program(process, port, admin_port, written)
    try:
        async with asyncio.timeout(30):
            while not accepts_connections(port) and process.returncode is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield program
    finally:
        await program.stop()
