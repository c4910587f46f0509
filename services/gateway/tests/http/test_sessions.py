"""Where a holder is signed in, and signing out elsewhere."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from conftest import browser
from fakes.identity import SignedIn
from fakes.stack import FakeStack
from passeport_gateway.http.devices import device_of
from passeport_gateway.http.schemas.holder import SessionsShown

PATH = "/api/v1/sessions"


@pytest.fixture
def elsewhere(stack: FakeStack, holder: SignedIn) -> SignedIn:
    """A session of the same holder in another browser."""
    return stack.identity.sign_in(person_id=holder.person_id, device="Firefox, Android")


async def test_every_session_of_the_holder_is_shown_and_nobody_else_s(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, elsewhere: SignedIn
) -> None:
    stack.identity.sign_in(device="somebody else's")
    answer = await client.get(PATH)
    SessionsShown.model_validate(answer.json(), extra="forbid")
    assert [(one["id"], one["current"], one["device"]) for one in answer.json()["items"]] == [
        (holder.id, True, None),
        (elsewhere.id, False, "Firefox, Android"),
    ]
    assert holder.token not in answer.text
    assert elsewhere.token not in answer.text


async def test_signing_out_elsewhere_leaves_the_present_session(
    client: httpx.AsyncClient, stack: FakeStack, elsewhere: SignedIn
) -> None:
    assert (await client.delete(f"{PATH}/{elsewhere.id}")).status_code == 204
    assert elsewhere.token not in stack.identity.sessions
    assert (await client.get("/api/v1/session")).status_code == 200
    assert (await client.delete(f"{PATH}/{elsewhere.id}")).status_code == 204


async def test_what_is_no_identifier_is_no_session(client: httpx.AsyncClient) -> None:
    answer = await client.delete(f"{PATH}/zz")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_signing_out_everywhere_else(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, elsewhere: SignedIn
) -> None:
    other = stack.identity.sign_in()
    assert (await client.delete(PATH)).status_code == 204
    assert elsewhere.token not in stack.identity.sessions
    assert {holder.token, other.token} <= set(stack.identity.sessions)


async def test_the_present_session_is_signed_out_of_otherwise(client: httpx.AsyncClient, holder: SignedIn) -> None:
    answer = await client.delete(f"{PATH}/{holder.id}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "session_id"
    assert (await client.get("/api/v1/session")).status_code == 200


@pytest.mark.parametrize("path", [PATH, f"{PATH}/01a207a4-33dc-7b3e-9c41-5d2f0c6ae7b8"])
async def test_signing_out_elsewhere_needs_the_csrf_token(
    app: FastAPI, stack: FakeStack, holder: SignedIn, elsewhere: SignedIn, path: str
) -> None:
    async with browser(app, holder) as client:
        del client.headers["x-csrf-token"]
        answer = await client.delete(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_invalid")
    assert elsewhere.token in stack.identity.sessions


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_without_a_session_the_way_in_is_told(anyone: httpx.AsyncClient, method: str) -> None:
    answer = await anyone.request(method, PATH)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_invalid")


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
            "Mobile Safari, iOS",
        ),
        ("curl/8.5.0", "curl"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
        ("Mozilla/5.0 " + "(" * 100_000, ""),
    ],
)
async def test_a_device_is_two_words_and_no_version(user_agent: str, device: str) -> None:
    headers = [(b"user-agent", user_agent.encode())]
    assert await device_of(Request({"type": "http", "headers": headers})) == device
