"""Publications in line: 202 for whoever prefers it, what becomes of them, and what is passed over."""

from __future__ import annotations

import httpx
import pytest

from fakes.refusals import refusal
from fakes.stack import FakeStack
from passeport_chassis.errors import DomainError, Kind
from passeport_chassis.ids import new_id
from passeport_gateway.http.schemas.publications import PublicationShown, QueuedPublicationShown

PATH = "/api/v1/publications"


async def publish(client: httpx.AsyncClient, key: str = "k", **headers: str) -> httpx.Response:
    draft = {"title": "Développeuse web", "entry_ids": ["01a19a3c-3816-76ee-9657-aa896385e14b"]}
    return await client.post(PATH, json=draft, headers={"Idempotency-Key": key, "Prefer": "respond-async", **headers})


async def test_it_is_told_where_it_will_be_and_is_there_in_the_end(client: httpx.AsyncClient, stack: FakeStack) -> None:
    stack.identity.issued.clear()
    answer = await publish(client)
    assert answer.status_code == 202, answer.text
    assert set(stack.identity.issued[0]) == {"publishing", "records", "identity", "prevention"}
    assert answer.headers["preference-applied"] == "respond-async"
    one, queued = answer.headers["location"], answer.json()
    QueuedPublicationShown.model_validate(queued, extra="forbid")
    assert (queued["state"], queued["failure"], one) == ("pending", None, f"{PATH}/{queued['id']}")
    assert (await publish(client)).json() == queued
    polled = await client.get(one)
    assert (polled.status_code, polled.json(), polled.headers["retry-after"]) == (200, queued, "2")
    assert (await client.get(f"{PATH}/queued")).json() == {"items": [queued]}
    assert (await client.get(PATH)).json()["items"] == []
    assert (await client.get(f"{one}/document.pdf")).status_code == 404
    person_id, _ = list(stack.queue.line)[-1]
    stack.queue.end(person_id, queued["id"])
    published = (await client.get(one)).json()
    PublicationShown.model_validate(published, extra="forbid")
    assert (published["id"], published["state"]) == (queued["id"], "published")
    # Sent again, it is what it came to, as without the preference.
    again = await publish(client)
    assert (again.status_code, again.json(), again.headers["location"]) == (201, published, one)
    assert "preference-applied" not in again.headers
    for late in (client.post(f"{one}/retry"), client.delete(one)):
        refused = await late
        assert (refused.status_code, refused.json()["code"]) == (409, "already_published")


async def test_one_that_failed_says_why_and_is_tried_again_or_given_up(
    client: httpx.AsyncClient, stack: FakeStack
) -> None:
    one = (await publish(client)).headers["location"]
    person_id, publication_id = list(stack.queue.line)[-1]
    stack.queue.end(person_id, publication_id, failure="ENTRIES_CHANGED")
    failed = await client.get(one, headers={"Accept-Language": "en"})
    assert failed.headers["content-language"] == "en"
    assert "retry-after" not in failed.headers
    assert failed.json()["state"] == "failed"
    assert failed.json()["failure"]["code"] == "entries_changed"
    assert failed.json()["failure"]["detail"].startswith("A source changed")
    retried = await client.post(f"{one}/retry")
    assert (retried.status_code, retried.json()["state"], retried.json()["failure"]) == (202, "pending", None)
    assert (await client.delete(one)).status_code == 204
    gone = await client.get(one)
    assert (gone.status_code, gone.json()["code"]) == (404, "publication_not_found")


async def test_a_draft_is_put_in_line_too(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "d"}
    saved = (await client.post(f"{PATH}/drafts", json={"name": "Un CV"}, headers=headers)).json()
    headers |= {"If-Match": f'"{saved["etag"]}"', "Prefer": "respond-async"}
    answer = await client.post(f"{PATH}/drafts/{saved['id']}/publication", headers=headers)
    assert (answer.status_code, answer.json()["draft_id"]) == (202, saved["id"])


async def test_a_line_that_is_full_says_when_to_come_again(client: httpx.AsyncClient) -> None:
    for number in range(5):
        draft = {"title": f"CV {number}", "entry_ids": [str(new_id())]}
        await client.post(PATH, json=draft, headers={"Idempotency-Key": "k", "Prefer": "respond-async"})
    refused = await publish(client)
    assert (refused.status_code, refused.json()["code"]) == (429, "queue_full")
    assert refused.headers["retry-after"] == "5"


@pytest.fixture
def before() -> DomainError:
    """How publishing of the release before answers what it does not know."""
    error = refusal(Kind.UNAVAILABLE, "")
    error.kind = type("Unknown", (), {"value": "UNIMPLEMENTED", "name": "UNIMPLEMENTED"})()
    return error


async def test_where_there_is_no_line_the_preference_is_passed_over(
    client: httpx.AsyncClient, stack: FakeStack, before: DomainError
) -> None:
    with stack.refusing("QueuePublication", before), stack.refusing("GetQueuedPublication", before):
        answer = await publish(client)
        assert (answer.status_code, answer.json()["state"]) == (201, "published")
        assert "preference-applied" not in answer.headers
        missing = await client.get(f"{PATH}/{new_id()}")
        assert (missing.status_code, missing.json()["code"]) == (404, "publication_not_found")
