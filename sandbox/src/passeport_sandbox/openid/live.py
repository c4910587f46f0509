"""Serves an application on loopback: for good in this process, or for the time of a `with` block."""

import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

# What an ASGI server calls: scope, receive, send.
Application = Callable[[Any, Any, Any], Awaitable[None]]

_PATIENCE = 10.0  # seconds to start, and again to stop


@contextmanager
def running(build: Callable[[str], FastAPI], host: str = "127.0.0.1") -> Iterator[str]:
    """Run on a free port in a thread what `build(issuer)` returns; yield the issuer, stop at the end."""
    with socket.create_server((host, 0)) as listener:
        issuer = f"http://localhost:{listener.getsockname()[1]}/api/v2"
        server = uvicorn.Server(_config(build(issuer)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield issuer
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def side_by_side(platforms: Mapping[str, FastAPI]) -> Application:
    """Serve several platforms at one address, each below the path of its issuer."""

    async def serve_one(scope: Any, receive: Any, send: Any) -> None:
        longest_first = sorted(platforms, key=len, reverse=True)
        found = next((prefix for prefix in longest_first if scope["path"].startswith(f"{prefix}/")), longest_first[-1])
        await platforms[found](scope, receive, send)

    return serve_one


def serve(app: Application, host: str, port: int) -> None:
    """Serve until the process is told to stop."""
    config = _config(app)
    config.host, config.port = host, port
    uvicorn.Server(config).run()


def _config(app: Application) -> uvicorn.Config:
    return uvicorn.Config(app, log_level="warning", lifespan="off", ws="none", server_header=False)


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the provider of the sandbox did not start")
        time.sleep(0.01)
