"""Partners on slow lines: a large file takes as long as it needs, one that trickles is not waited for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import httpx
from fastapi import FastAPI

from conftest import browser
from fakes.stack import FakeStack
from live import environment_of, running
from passeport.records.v1 import feed_service_pb2
from passeport_testing.certificates import LeafFiles

FEED = "/partners/v1/feeds/certifications"
XML = {"Content-Type": "application/xml", "Content-Disposition": 'attachment; filename="slow.xml"'}


def trickle(count: int, piece: bytes, pause: float) -> AsyncIterator[bytes]:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield piece
            await asyncio.sleep(pause)

    return pieces()


def rest_of(reader: socket.socket) -> bytes:
    """All that a connection still gives, to its end."""
    reader.settimeout(10)
    came = b""
    try:
        while piece := reader.recv(1 << 20):
            came += piece
    except ConnectionResetError:
        pass
    return came


async def test_a_file_may_take_longer_than_any_other_body(
    make_app: Callable[..., FastAPI], partner: httpx.AsyncClient
) -> None:
    app = make_app(body_idle_seconds=0.3, body_seconds=0.3, feed_least_rate=10_000)
    async with browser(app, Authorization=partner.headers["authorization"]) as client:
        answer = await client.post(FEED, content=trickle(10, b"x" * 4096, 0.1), headers=XML)
    assert (answer.status_code, answer.json()["size"]) == (202, 40_960)


async def test_one_who_trickles_is_told_that_he_is_too_slow(
    make_app: Callable[..., FastAPI], partner: httpx.AsyncClient, stack: FakeStack
) -> None:
    abandoned = stack.records.abandoned
    app = make_app(body_idle_seconds=0.3, feed_least_rate=100_000)
    async with browser(app, Authorization=partner.headers["authorization"]) as client:
        answer = await client.post(FEED, content=trickle(100, b"x", 0.05), headers=XML)
    assert (answer.status_code, answer.json()["code"]) == (408, "client_too_slow")
    await asyncio.sleep(0.2)
    assert stack.records.abandoned == abandoned + 1


async def test_a_report_that_nobody_reads_is_broken_off(
    stack: FakeStack, tls_files: Callable[[str], LeafFiles]
) -> None:
    stack.identity.partners["reader"] = {"id": "reader", "secret": "x", "token": "reading", "scopes": "feed:dsn"}
    environment = environment_of(stack, tls_files, PASSEPORT_BODY_IDLE_SECONDS="1")
    headers = {"Authorization": "Bearer reading", "Content-Type": "text/plain"}
    async with running(environment) as program:
        async with httpx.AsyncClient(base_url=program.url, timeout=30) as client:
            sent = await client.post("/partners/v1/feeds/dsn?file_name=long.xml", content=b"x", headers=headers)
            path = sent.json()["report_url"]
            for batch in stack.records.batches.values():
                if batch.id in path:
                    batch.state = feed_service_pb2.BATCH_STATE_FINISHED
            whole = await client.get(path, headers=headers)
            assert len(whole.content) > 2000 * 65_536
        read, left = stack.records.reports_read, stack.records.reports_left
        reader = socket.create_connection(("127.0.0.1", program.port))
        reader.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer reading\r\n\r\n".encode())
        async with asyncio.timeout(15):
            while stack.records.reports_left == left:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert stack.records.reports_read == read
        came = await asyncio.to_thread(rest_of, reader)
        reader.close()
        log = await program.stop()
    assert came.startswith(b"HTTP/1.1 200")
    assert b"transfer-encoding: chunked" in came.lower()
    # Without its last chunk it is not whole.
    assert not came.endswith(b"0\r\n\r\n")
    assert len(came) < len(whole.content)
    lines = [line for line in log.splitlines() if "answer broken off" in line]
    assert len(lines) == 1
    assert "ClientTooSlow" in lines[0]
    assert "info" in lines[0]
    assert "error" not in log
    assert "Traceback" not in log
