"""The admin port: /livez, /readyz and /metrics over plain HTTP, for probes and Prometheus (kubelets cannot do mTLS)."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Mapping

import structlog
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

Ping = Callable[[], Awaitable[str | None]]
"""Raises when the resource that it watches is not usable; gives a note where something is to be said of one that is."""

_log = structlog.get_logger(__name__)
_PING_TIMEOUT = 2.0
_ready = Gauge("service_ready", "1 where /readyz, when it was asked last, said that the process is ready.")


async def _try(ping: Ping) -> str:
    try:
        async with asyncio.timeout(_PING_TIMEOUT):
            note = await ping()
    except Exception as error:  # noqa: BLE001 - whatever stops a resource from answering makes it not ready
        return type(error).__name__
    return f"ok, but {note}" if note else "ok"


class AdminServer:
    """Answers probes. Ready means: started, not draining, and every ping passes."""

    def __init__(self, listen: str, pings: Mapping[str, Ping]) -> None:
        self._listen = listen
        self._pings = dict(pings)
        self.draining = False

    async def _livez(self, request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _readyz(self, request: Request) -> Response:
        results = await asyncio.gather(*(_try(ping) for ping in self._pings.values()))
        draining = {"lifecycle": "draining"} if self.draining else {}
        states = dict(zip(self._pings, results, strict=True)) | draining
        ready = all(state.startswith("ok") for state in states.values())
        _ready.set(ready)
        return JSONResponse(states, status_code=200 if ready else 503)

    async def _metrics(self, request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until `stop` is set."""
        routes = [Route("/livez", self._livez), Route("/readyz", self._readyz), Route("/metrics", self._metrics)]
        await serve_asgi(Starlette(routes=routes), self._listen, stop)


async def serve_asgi(app: object, listen: str, stop: asyncio.Event, *, grace: float = 5.0, **options: object) -> None:
    """Serves an ASGI application with uvicorn until `stop` is set, then lets requests in flight end.

    Raises OSError at once when the address is taken.
    """
    host, _, port = listen.rpartition(":")
    # asyncio turns Nagle's algorithm off only where the protocol is named, and a delayed ACK then costs 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host.strip("[]"), int(port)))
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=int(grace),
            **options,  # type: ignore[arg-type]
        )
        server = uvicorn.Server(config)
        # The process has one owner of signals: passeport_chassis.lifecycle.
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            await serving
        finally:
            stopping.cancel()
