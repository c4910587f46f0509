"""The program itself, over real sockets: what only a real server shows."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from fakes.identity import SignedIn
from fakes.stack import FakeStack
from live import Program, environment_of, running
from passeport_testing.certificates import LeafFiles

FEED = "/partners/v1/feeds/certifications"
MIB = 1024 * 1024


@pytest.fixture(scope="module")
async def program(stack: FakeStack, tls_files: Callable[[str], LeafFiles]) -> AsyncIterator[Program]:
    stack.identity.partners["live"] = {
        "id": "live",
        "secret": "x",
        "token": "live-token",
        "scopes": "feed:certifications",
    }
    async with running(environment_of(stack, tls_files)) as started:
        yield started


async def ask_raw(port: int, request: bytes, seconds: float = 5.0) -> bytes:
    """Sends some bytes and reads until the server has nothing more to say."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = b""
    try:
        async with asyncio.timeout(seconds):
            while b"\r\n\r\n" not in answer or not answer.endswith(b"}"):
                piece = await reader.read(65_536)
                if not piece:
                    break
                answer += piece
    finally:
        writer.close()
    return answer


async def test_probes_and_metrics_answer(program: Program) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{program.admin_port}") as admin:
        assert (await admin.get("/livez")).status_code == 200
        assert (await admin.get("/readyz")).json() == {"http": "ok"}
        assert "http_server_requests_total" in (await admin.get("/metrics")).text


async def test_an_announced_giant_is_refused_without_being_sent(program: Program) -> None:
    head = (
        f"POST {FEED} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer live-token\r\nExpect: 100-continue\r\n"
        f"Content-Type: application/xml\r\nContent-Length: {300 * MIB}\r\n\r\n"
    )
    answer = await ask_raw(program.port, head.encode())
    assert answer.startswith(b"HTTP/1.1 413")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "body_too_large"


async def test_a_client_that_sends_a_giant_all_the_same_gets_its_answer(program: Program) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(210):
            yield b"x" * MIB

    headers = {"Authorization": "Bearer live-token", "Content-Type": "application/xml"}
    async with httpx.AsyncClient(base_url=program.url, timeout=60) as client:
        answer = await client.post(
            FEED, content=pieces(), headers=headers | {"Content-Length": str(210 * MIB)}, params={"file_name": "a.xml"}
        )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_a_large_file_passes_without_being_held(program: Program) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(96):
            yield b"x" * MIB

    headers = {"Authorization": "Bearer live-token", "Content-Type": "application/xml"}
    async with httpx.AsyncClient(base_url=program.url, timeout=60) as client:
        await client.get("/openapi.json")
        before = program.memory()
        answer = await client.post(FEED, content=pieces(), headers=headers, params={"file_name": "large.xml"})
    assert (answer.status_code, answer.json()["size"]) == (202, 96 * MIB)
    assert program.memory() - before < 48 * MIB


async def test_a_partner_who_hangs_up_in_the_middle_leaves_nothing(program: Program, stack: FakeStack) -> None:
    batches, abandoned = len(stack.records.batches), stack.records.abandoned
    head = (
        f"POST {FEED}?file_name=half.xml HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer live-token\r\n"
        f"Content-Type: application/xml\r\nContent-Length: {2 * MIB}\r\n\r\n"
    )
    _, writer = await asyncio.open_connection("127.0.0.1", program.port)
    writer.write(head.encode() + b"x" * MIB)
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.close()
    async with asyncio.timeout(5):
        while stack.records.abandoned == abandoned:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert len(stack.records.batches) == batches


async def test_a_report_that_breaks_off_is_not_taken_for_a_whole(program: Program, stack: FakeStack) -> None:
    headers = {"Authorization": "Bearer live-token", "Content-Type": "application/xml"}
    async with httpx.AsyncClient(base_url=program.url, headers=headers) as client:
        sent = await client.post(FEED, content=b"<flux/>", params={"file_name": "broken.xml"})
        for batch in stack.records.batches.values():
            if batch.id == sent.json()["id"]:
                batch.state = 3  # type: ignore[assignment]
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(sent.json()["report_url"])
        assert (await client.get("/openapi.json")).status_code == 200


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET / HTTP/9.9",
        b"GET /\x00 HTTP/1.1",
        b"\x16\x03\x01\x02\x00",
        b"GET http://evil.example/ HTTP/1.1",
        b"GET /%ff%fe HTTP/1.1",
        b"GET /api/v1/verifications/%00 HTTP/1.1",
        b"GET /?a=%zz HTTP/1.1",
    ],
)
async def test_nonsense_on_the_wire_is_survived(program: Program, request_line: bytes) -> None:
    answer = await ask_raw(program.port, request_line + b"\r\nHost: x\r\nConnection: close\r\n\r\n", seconds=3)
    assert not answer.startswith(b"HTTP/1.1 5")
    async with httpx.AsyncClient(base_url=program.url) as client:
        assert (await client.get("/openapi.json")).status_code == 200


async def flood(port: int, start: bytes, piece: bytes) -> None:
    """Sends the start, then the same piece over and over, until the server has enough."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(start)
        async with asyncio.timeout(10):
            while True:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.001)
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: " + b"y" * 16_384 + b"\r\n"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"y" * 65_536),
        (b"GET /", b"y" * 65_536),
        (b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ", b"y" * 65_536),
    ],
    ids=["headers", "header", "address", "trailer"],
)
async def test_an_endless_head_is_cut_off(program: Program, start: bytes, piece: bytes) -> None:
    before = program.memory()
    with pytest.raises(ConnectionError):
        await flood(program.port, start, piece)
    assert program.memory() - before < 8 * MIB


async def test_a_signal_ends_it_in_order(stack: FakeStack, tls_files: Callable[[str], LeafFiles]) -> None:
    async with running(environment_of(stack, tls_files)) as other:
        written = await other.stop()
    assert other.process.returncode == 0
    lines = [json.loads(line) for line in written.splitlines()]
    assert "stopping" in {line["event"] for line in lines}
    assert {line["service"] for line in lines} == {"gateway"}


async def test_a_port_that_is_taken_is_said(stack: FakeStack, tls_files: Callable[[str], LeafFiles]) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = f"127.0.0.1:{holder.getsockname()[1]}"
        async with running(environment_of(stack, tls_files, PASSEPORT_HTTP_LISTEN=taken)) as other:
            async with asyncio.timeout(10):
                await other.process.wait()
            written = await other.stop()
    assert other.process.returncode == 1
    assert "Address already in use" in written


async def test_a_session_lives_through_the_program(program: Program, holder: SignedIn) -> None:
    async with httpx.AsyncClient(
        base_url=program.url, headers={"Cookie": f"__Host-passeport={holder.token}"}
    ) as client:
        assert (await client.get("/api/v1/passport")).json()["gaps"] == []


@pytest.mark.parametrize(
    ("given", "statuses", "warns"),
    [
        # Two clients behind a proxy, one of whom comes again.
        ({"PASSEPORT_TRUSTED_PROXIES": "10.4.0.0/16, 127.0.0.1"}, [True, True, False], False),
        ({"PASSEPORT_TRUSTED_PROXIES": "none"}, [True, False, False], False),
        ({}, [True, False, False], True),
    ],
)
async def test_clients_are_told_apart_by_what_a_trusted_proxy_says_and_nobody_else(
    stack: FakeStack,
    tls_files: Callable[[str], LeafFiles],
    given: dict[str, str],
    statuses: list[bool],
    *,
    warns: bool,
) -> None:
    environment = environment_of(stack, tls_files, PASSEPORT_RATE_VERIFICATION="1/minute", **given)
    async with running(environment) as program:
        async with httpx.AsyncClient(base_url=program.url) as client:
            asked = [
                await client.get("/api/v1/verifications/2345-6789-ABCD-EFGH", headers={"X-Forwarded-For": forwarded})
                # What a client says of himself stands before what the proxy adds, and is not believed.
                for forwarded in ("203.0.113.1", "203.0.113.2", "203.0.113.9, 203.0.113.1")
            ]
        log = await program.stop()
    assert [answer.status_code != 429 for answer in asked] == statuses
    assert ("PASSEPORT_TRUSTED_PROXIES" in log) is warns
