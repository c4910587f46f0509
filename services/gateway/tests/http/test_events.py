"""News as they stream from the program that production runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import httpx

from fakes.stack import FakeStack
from live import environment_of, running
from passeport_chassis.ids import new_id
from passeport_testing.certificates import LeafFiles

PATH = "/api/v1/events"


async def test_a_page_hears_of_an_opening_and_again_after_a_break(
    stack: FakeStack, tls_files: Callable[[str], LeafFiles]
) -> None:
    session = stack.identity.sign_in()
    options = {"PASSEPORT_EVENTS_EVERY_SECONDS": "0.05", "PASSEPORT_EVENTS_MAX_CONCURRENT": "1"}
    async with (
        running(environment_of(stack, tls_files, **options)) as program,
        httpx.AsyncClient(base_url=program.url, headers={"X-CSRF-Token": session.csrf}, timeout=10) as client,
    ):
        assert (await client.get(PATH)).status_code == 401
        too_long = await client.get(PATH, params={"last_event_id": "x" * 65}, headers={"Cookie": "none=1"})
        assert (too_long.status_code, too_long.json()["code"]) == (422, "field_invalid")
        client.headers["Cookie"] = f"__Host-passeport={session.token}"
        path = f"/api/v1/publications/{new_id()}/shares"
        made = await client.post(path, json={"recipient": "Agence"}, headers={"Idempotency-Key": "k"})
        link = made.json()["link"].removeprefix("https://passeport.example")

        async def heard(events: int, **headers: str) -> list[str]:
            """The lines of so many events; the link is opened once the page listens."""
            lines: list[str] = []
            async with asyncio.timeout(10), client.stream("GET", PATH, headers=headers) as answer:
                assert answer.headers["content-type"].startswith("text/event-stream")
                assert answer.headers["cache-control"] == "no-store"
                async for line in answer.aiter_lines():
                    lines.append(line)
                    if line == "retry: 5000" and not headers:
                        # One place is all there is.
                        assert (await client.get(PATH)).status_code == 503
                        await client.post(link)
                    if sum(line.startswith("data: ") for line in lines) == events:
                        break
            return lines

        lines = await heard(1)
        said = json.loads(lines[-1].removeprefix("data: "))
        assert (said["share_id"], said["act"]) == (made.json()["id"], "opened")
        assert lines[-2:-1] == ["event: share.access"]
        passive = stack.identity.passive
        assert passive > 0
        await client.post(link)
        again = await heard(1, **{"Last-Event-ID": said["id"]})
        assert json.loads(again[-1].removeprefix("data: "))["id"] > said["id"]
        # What a platform pulls meanwhile is told after it, in the order in which it happened.
        stack.platforms.pull_now(session.person_id)
        queued = await client.post(
            "/api/v1/publications",
            json={"title": "CV", "entry_ids": [str(new_id())]},
            headers={"Idempotency-Key": "q", "Prefer": "respond-async"},
        )
        stack.queue.end(session.person_id, queued.json()["id"])
        stack.prevention.remind_now(session.person_id, 30)
        lines = await heard(4, **{"Last-Event-ID": said["id"]})
        events = ["share.access", "consent.pull", "publication.published", "training.expiring"]
        assert [line.removeprefix("event: ") for line in lines if line.startswith("event: ")] == events
        told = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
        assert told[2]["publication_url"] == queued.headers["location"]
        assert (told[3]["days"], told[3]["until_date"]) == (30, "2027-03-03")
        # Prevention away, the rest is told; afterwards what it has to say is.
        await stack.stop("prevention")
        await client.post(link)
        last = {"Last-Event-ID": told[3]["id"]}
        assert "event: share.access" in await heard(1, **last)
        await stack.start("prevention")
