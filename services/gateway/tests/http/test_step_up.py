"""Stepping up: the level goes along with the session, and a refusal for want of a level says the way."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.identity import SignedIn
from fakes.refusals import refusal
from fakes.stack import FakeStack
from passeport_chassis.errors import Kind

FRONT = "https://front.example"
TOO_LOW = refusal(Kind.DENIED, "ASSURANCE_TOO_LOW", "publishing.passeport", asked="eidas2", reached="eidas1")


async def test_a_level_goes_along_with_the_session_and_without_a_level_nothing_does(
    client: httpx.AsyncClient, anyone: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    for visitor, acr in ((client, "eidas2"), (client, ""), (anyone, "eidas3")):
        answer = await visitor.get("/auth/login", params={"acr": acr, "return_to": "/api/v1/session"})
        assert answer.status_code == 303
    assert stack.identity.levels[-3:] == [("eidas2", holder.token), ("", ""), ("eidas3", "")]


@pytest.mark.parametrize("acr", ["eidas4", "<b>", "\0"])
async def test_what_is_no_level_is_said_of_the_parameter(anyone: httpx.AsyncClient, acr: str) -> None:
    answer = await anyone.get("/auth/login", params={"acr": acr}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "field_invalid")
    assert answer.json()["errors"][0]["parameter"] == "acr"


async def test_another_person_is_a_page_and_the_session_stays(client: httpx.AsyncClient, stack: FakeStack) -> None:
    login = await client.get("/auth/login", params={"acr": "eidas2"})
    state = login.headers["location"].partition("state=")[2].partition("&")[0]
    other = refusal(Kind.DENIED, "STEP_UP_OTHER_PERSON", "identity.passeport")
    with stack.refusing("CompleteLogin", other):
        answer = await client.get("/auth/callback", params={"state": state, "code": "x", "iss": "x"})
    assert (answer.status_code, "step_up_other_person" in answer.text) == (403, True)
    assert "set-cookie" not in answer.headers
    assert (await client.get("/api/v1/session")).status_code == 200


@pytest.mark.parametrize(
    ("referer", "way"),
    [(f"{FRONT}/cv?a=b", "https%3A%2F%2Ffront.example%2Fcv%3Fa%3Db"), ("https://evil.example/", "%2F"), ("", "%2F")],
)
async def test_a_level_too_low_to_publish_tells_where_to_step_up(
    make_app: Callable[..., FastAPI], stack: FakeStack, referer: str, way: str
) -> None:
    async with browser(make_app(cors_origins=(FRONT,)), stack.identity.sign_in()) as client:
        with stack.refusing("CreatePublication", TOO_LOW):
            answer = await client.post(
                "/api/v1/publications",
                json={"title": "CV", "entry_ids": ["0193f1d0-0000-7000-8000-000000000000"]},
                headers={"Idempotency-Key": "k", "Accept-Language": "en", "Referer": referer},
            )
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (403, "assurance_too_low")
        assert problem["step_up_url"] == f"/auth/login?acr=eidas2&return_to={way}"
        assert "eidas2 (substantial)" in problem["detail"]
        # It is an address that can be followed as it is.
        assert (await client.get(problem["step_up_url"])).status_code == 303
    assert stack.identity.levels[-1][0] == "eidas2"


async def test_a_browser_that_opens_a_document_is_led_to_the_level_and_back(
    client: httpx.AsyncClient, stack: FakeStack
) -> None:
    path = "/api/v1/publications/0193f1d0-0000-7000-8000-000000000000/document.pdf"
    with stack.refusing("GetDocument", TOO_LOW):
        answer = await client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 403
    way = f"/auth/login?acr=eidas2&return_to={path.replace('/', '%2F')}"
    assert f'href="{way}"' in unescape(answer.text)
