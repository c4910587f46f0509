"""Status lists: of now and of former days, and how often one may ask."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from fastapi import FastAPI

from conftest import browser
from fakes.stack import FakeStack


async def test_a_list_of_former_days_is_asked_for_as_each_standard_says(
    anyone: httpx.AsyncClient, stack: FakeStack
) -> None:
    for query in ("?time=1686925000", "?timestamp=2023-06-16T14:16:40Z", "?timestamp=2023-06-16T16:16:40%2B02:00"):
        assert (await anyone.get(f"/status-lists/1{query}")).status_code == 200
        assert stack.publishing.asked[-1].time.seconds == 1_686_925_000
    await anyone.get("/status-lists/1")
    assert not stack.publishing.asked[-1].HasField("time")
    for wrong in ("?time=x", "?time=-1", "?time=99999999999999", "?timestamp=2023-06-16T14:16:40", "?timestamp=x"):
        answer = await anyone.get(f"/status-lists/1{wrong}")
        assert (answer.status_code, answer.json()["code"]) == (422, "field_invalid"), wrong


async def test_who_asks_for_status_lists_without_end_is_told_to_wait(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(rate_status_list="2/minute", rate_verification="1/minute")
    async with browser(app) as client:
        now = [await client.get("/status-lists/1") for _ in range(3)]
        # What is made for one alone is counted apart.
        then = [await client.get("/status-lists/1?time=1686925000") for _ in range(2)]
    assert [answer.status_code for answer in (*now, *then)] == [200, 200, 429, 200, 429]
    assert int(now[-1].headers["Retry-After"]) > 0
