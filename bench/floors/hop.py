"""A bare FastAPI application and one gRPC hop with mutual TLS behind it, which give the bytes of a file.

Two processes, `python -m bench.floors.hop service` and `... gateway`, on the event loop that ours run on: no session,
no database, no check of any kind.
"""

import argparse
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import uvicorn
import uvloop
from fastapi import FastAPI, Response

from passeport_testing.certificates import CertificateAuthority, LeafFiles
from passeport_testing.ports import accepts_connections, free_ports
from passeport_testing.process import ChildProcess

_SERVICE, _METHOD = "bench.Floor", "Give"
_START_SECONDS = 20.0


@contextmanager
def running(folder: Path, body: bytes) -> Iterator[int]:
    """Run both processes, which give `body` at `/`; yields the port of the application."""
    leaf = CertificateAuthority.create("bench").write_leaf(folder, "floor")
    content = folder / "body"
    content.write_bytes(body)
    http, rpc = free_ports(2)
    tls = ("--tls", str(folder), "--port")
    service = _child(folder, "service", *tls, str(rpc), "--body", str(content))
    gateway = _child(folder, "gateway", *tls, str(http), "--target", f"localhost:{rpc}")
    assert leaf.key.exists()
    try:
        for child, port in ((service, rpc), (gateway, http)):
            child.start()
            child.wait_until(lambda port=port: accepts_connections(port), timeout=_START_SECONDS)  # type: ignore[misc]
        yield http
    finally:
        gateway.stop()
        service.stop()


def _child(folder: Path, role: str, *arguments: str) -> ChildProcess:
    command = [sys.executable, "-m", "bench.floors.hop", role, *arguments]
    return ChildProcess(f"floor {role}", command, log=folder / f"{role}.log", folder=Path(__file__).parents[2])


def _leaf(folder: Path) -> LeafFiles:
    return LeafFiles(folder / "floor.crt", folder / "floor.key", folder / "authority.crt")


async def _serve_rpc(tls: LeafFiles, port: int, body: bytes) -> None:
    async def give(request: bytes, context: Any) -> bytes:
        return body

    handler: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(give)
    server = grpc.aio.server()
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(_SERVICE, {_METHOD: handler})])
    pair = (tls.key.read_bytes(), tls.certificate.read_bytes())
    credentials = grpc.ssl_server_credentials([pair], tls.authority.read_bytes(), require_client_auth=True)
    server.add_secure_port(f"localhost:{port}", credentials)
    await server.start()
    await server.wait_for_termination()


async def _serve_http(tls: LeafFiles, port: int, target: str) -> None:
    credentials = grpc.ssl_channel_credentials(
        tls.authority.read_bytes(), tls.key.read_bytes(), tls.certificate.read_bytes()
    )
    async with grpc.aio.secure_channel(target, credentials) as channel:
        give: Callable[..., Awaitable[bytes]] = channel.unary_unary(f"/{_SERVICE}/{_METHOD}")
        app = FastAPI(openapi_url=None)

        @app.get("/")
        async def answer() -> Response:
            return Response(await give(b"", timeout=5), media_type="application/json")

        # The settings of our own gateway: no access log, the same parser.
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="off")
        await uvicorn.Server(config).serve()


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("role", choices=("service", "gateway"))
    parser.add_argument("--tls", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--body", type=Path)
    parser.add_argument("--target", default="")
    given = parser.parse_args(arguments)
    tls = _leaf(given.tls)
    if given.role == "service":
        uvloop.run(_serve_rpc(tls, given.port, given.body.read_bytes()))
    else:
        uvloop.run(_serve_http(tls, given.port, given.target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
