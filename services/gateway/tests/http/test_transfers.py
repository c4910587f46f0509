"""Places for files and reports: one partner cannot take those of the others, nor all of them those of holders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.refusals import refusal
from fakes.stack import FakeStack
from passeport.records.v1 import feed_service_pb2
from passeport_chassis.errors import Kind

FEED = "/partners/v1/feeds/dsn"
HEADERS = {"Content-Type": "text/plain", "Content-Disposition": 'attachment; filename="mois.dsn"'}


@pytest.fixture
def known(stack: FakeStack) -> Iterator[Callable[[str], dict[str, str]]]:
    """Registers a partner and gives the headers that he comes with."""
    made: list[str] = []

    def register(name: str) -> dict[str, str]:
        stack.identity.partners[name] = {"id": name, "secret": "x", "token": f"t-{name}", "scopes": "feed:dsn"}
        made.append(name)
        return HEADERS | {"Authorization": f"Bearer t-{name}"}

    yield register
    for name in made:
        stack.identity.partners.pop(name, None)


@asynccontextmanager
async def uploading(client: httpx.AsyncClient, headers: dict[str, str]) -> AsyncIterator[asyncio.Task[httpx.Response]]:
    """A file that has begun to come, and ends with the block."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield b"x"
        begun.set()
        await go_on.wait()
        yield b"y"

    sending = asyncio.create_task(client.post(FEED, content=pieces(), headers=headers))
    async with asyncio.timeout(10):
        await begun.wait()
        yield sending
        go_on.set()
        assert (await sending).status_code == 202, (await sending).text


@contextmanager
def finished(stack: FakeStack, path: str) -> Iterator[None]:
    for batch in stack.records.batches.values():
        if batch.id in path:
            batch.state = feed_service_pb2.BATCH_STATE_FINISHED
    yield


class Reader:
    """Somebody who reads no more of an answer than its beginning, until he is told to."""

    def __init__(self, app: FastAPI, path: str, headers: dict[str, str]) -> None:
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET",
            "scheme": "https", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
            "headers": raw, "server": ("passeport.example", 443), "client": ("127.0.0.1", 1), "state": {},
        }  # fmt: skip
        self._app = app
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.status = 0

    async def read(self) -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            return {}

        async def send(message: Any) -> None:
            self.status = self.status or message["status"]
            self.begun.set()
            await self.go_on.wait()

        await self._app(self._scope, receive, send)


async def test_one_partner_sends_so_many_files_at_once_and_others_still_send(
    make_app: Callable[..., FastAPI], stack: FakeStack, known: Callable[[str], dict[str, str]]
) -> None:
    one, other = known("one"), known("other")
    async with browser(make_app(feed_max_concurrent=3, feed_max_concurrent_per_client=2)) as client:
        async with uploading(client, one), uploading(client, one):
            refused = await client.post(FEED, content=b"z", headers=one | {"Accept-Language": "fr"})
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_at_once")
            assert int(refused.headers["retry-after"]) >= 1
            assert "au plus 2 à la fois" in refused.json()["detail"]
            async with uploading(client, other):
                third = await client.post(FEED, content=b"z", headers=known("third"))
                assert (third.status_code, third.json()["code"]) == (503, "overloaded")
                assert int(third.headers["retry-after"]) >= 1
        # Whatever ended gave its place back, the refused ones too.
        for headers in (one, other):
            assert (await client.post(FEED, content=b"z", headers=headers)).status_code == 202


async def test_a_refused_file_gives_its_place_back(
    make_app: Callable[..., FastAPI], known: Callable[[str], dict[str, str]]
) -> None:
    headers = known("one")
    async with browser(make_app(feed_max_concurrent=1, feed_max_concurrent_per_client=1)) as client:
        for _ in range(3):
            assert (await client.post(FEED, content=b"bad", headers=headers)).json()["code"] == "file_invalid"
        assert (await client.post(FEED, content=b"z", headers=headers)).status_code == 202


async def test_one_partner_reads_so_many_reports_at_once(
    make_app: Callable[..., FastAPI], stack: FakeStack, known: Callable[[str], dict[str, str]]
) -> None:
    headers, other = known("one"), known("other")
    app = make_app(feed_max_concurrent=2, feed_max_concurrent_per_client=1)
    async with browser(app) as client, asyncio.timeout(20):
        sent = await client.post(FEED, content=b"z", headers=headers)
        path = sent.json()["report_url"]
        with finished(stack, path):
            reader = Reader(app, path, headers)
            reading = asyncio.create_task(reader.read())
            await reader.begun.wait()
            refused = await client.get(path, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_at_once")
            assert int(refused.headers["retry-after"]) >= 1
            # Reports and files are counted apart, and so are partners: another one's report is merely not there.
            assert (await client.post(FEED, content=b"z", headers=headers)).status_code == 202
            assert (await client.get(path, headers=other)).json()["code"] == "batch_not_found"
            reader.go_on.set()
            await reading
            assert reader.status == 200
            assert (await client.get(path, headers=headers)).status_code == 200
            # Who leaves in the middle gives his place back too.
            gone = Reader(app, path, headers)
            leaving = asyncio.create_task(gone.read())
            await gone.begun.wait()
            leaving.cancel()
            await asyncio.wait([leaving])
            assert (await client.get(path, headers=headers)).status_code == 200


async def test_records_that_has_no_place_for_a_file_is_a_moment_to_wait(
    client: httpx.AsyncClient,
    make_app: Callable[..., FastAPI],
    stack: FakeStack,
    known: Callable[[str], dict[str, str]],
) -> None:
    busy = refusal(Kind.EXHAUSTED, "FEEDS_BUSY", "records.passeport", retry_after=5, limit="100")
    async with browser(make_app()) as sender:
        with stack.refusing("SubmitBatch", busy):
            answer = await sender.post(FEED, content=b"z", headers=known("one"))
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "feeds_busy", "5")
