"""The client that measures: it must read what servers write, and never take a wrong answer for a fast one."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bench.load import Load
from bench.wire import Answer, Connection, WireError, request

Serve = Callable[..., int]


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[list[bytes]], "asyncio.Future[int]"]]:
    """Gives a function that starts a server which answers each request with the same pieces; gives its port."""
    servers: list[asyncio.Server] = []

    def start(pieces: list[bytes]) -> "asyncio.Future[int]":
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while await reader.readuntil(b"\r\n\r\n"):
                    for piece in pieces:
                        writer.write(piece)
                        await writer.drain()
                        await asyncio.sleep(0)
            except asyncio.IncompleteReadError:
                writer.close()

        async def listen() -> int:
            server = await asyncio.start_server(answer, "127.0.0.1", 0)
            servers.append(server)
            port: int = server.sockets[0].getsockname()[1]
            return port

        return asyncio.ensure_future(listen())

    yield start
    for server in servers:
        server.close()


WHOLE = b"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"


@pytest.mark.parametrize("answer", [WHOLE, CHUNKED])
@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_an_answer_is_read_however_it_is_cut(
    serve: Callable[[list[bytes]], "asyncio.Future[int]"], answer: bytes, size: int
) -> None:
    port = await serve([answer[place : place + size] for place in range(0, len(answer), size)])
    connection = await Connection.open(port)
    for _ in range(3):
        assert await connection.ask(request("GET", "/", port=port)) == Answer(200, b"hello")
    connection.close()


async def test_the_headers_of_an_answer_are_read_as_they_came(
    serve: Callable[[list[bytes]], "asyncio.Future[int]"],
) -> None:
    port = await serve([b"HTTP/1.1 303 See Other\r\nSet-Cookie: a=B\r\nset-cookie: c=D\r\nContent-Length: 0\r\n\r\n"])
    connection = await Connection.open(port)
    answer = await connection.ask(request("GET", "/", port=port))
    connection.close()
    assert answer.headers("Set-Cookie") == ["a=B", "c=D"]
    assert answer.headers("location") == []


async def test_an_answer_without_a_body_has_none(serve: Callable[[list[bytes]], "asyncio.Future[int]"]) -> None:
    port = await serve([b"HTTP/1.1 204 No Content\r\n\r\n"])
    connection = await Connection.open(port)
    assert await connection.ask(request("DELETE", "/", port=port)) == Answer(204, b"")
    connection.close()


async def test_an_unexpected_status_ends_the_measure_and_is_shown(
    serve: Callable[[list[bytes]], "asyncio.Future[int]"],
) -> None:
    port = await serve([b"HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nbusy"])
    load = Load(port, [request("GET", "/", port=port)], connections=2)
    with pytest.raises(WireError, match="503 instead of 200: busy"):
        await load.run(0.1)
    load.close()


async def test_a_load_counts_what_was_answered(serve: Callable[[list[bytes]], "asyncio.Future[int]"]) -> None:
    port = await serve([WHOLE])
    load = Load(port, [request("GET", "/", port=port)], connections=3)
    speed = await load.run(0.2)
    assert speed == pytest.approx(len(load.latencies.seconds) / 0.2, rel=0.2)
    assert str(load.latencies).startswith("p50 ")
    load.close()


async def test_a_closed_connection_is_said(serve: Callable[[list[bytes]], "asyncio.Future[int]"]) -> None:
    port = await serve([WHOLE])
    connection = await Connection.open(port)
    connection.close()
    with pytest.raises(WireError, match="closed"):
        await connection.ask(request("GET", "/", port=port))
