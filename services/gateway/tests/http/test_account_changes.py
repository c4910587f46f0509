"""What a holder changes of his account: address, language, closed or not; and floods of sign-ins and activations."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.identity import SignedIn
from fakes.stack import FakeStack
from passeport_gateway.http.schemas.holder import AccountShown

PATH = "/api/v1/account"


async def test_an_address_is_given_and_taken_back_by_version(client: httpx.AsyncClient) -> None:
    etag = (await client.get(PATH)).headers["etag"]
    given = await client.patch(PATH, json={"contact_email": "camille@example.org"}, headers={"If-Match": etag})
    AccountShown.model_validate(given.json(), extra="forbid")
    assert (given.status_code, given.json()["contact_email"]) == (200, "camille@example.org")
    assert given.headers["etag"] == f'"{given.json()["etag"]}"' != etag
    stale = await client.patch(PATH, json={"language": "en"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "etag_stale")
    headers = {"If-Match": given.headers["etag"], "Content-Type": "application/merge-patch+json"}
    taken = await client.patch(PATH, content=b'{"contact_email": null}', headers=headers)
    assert taken.json()["contact_email"] is None


@pytest.mark.parametrize(
    ("body", "headers", "status", "code", "place"),
    [
        ({"language": "fr"}, {}, 428, "if_match_missing", {"header": "If-Match"}),
        ({}, {"If-Match": '"a0"'}, 422, "field_invalid", {"pointer": "#"}),
        ({"contact_email": "camille"}, {"If-Match": '"a0"'}, 422, "field_invalid", {"pointer": "#/contact_email"}),
        ({"contact_email": "c" * 255}, {"If-Match": '"a0"'}, 422, "field_invalid", {"pointer": "#/contact_email"}),
        (
            {"language": "de"},
            {"If-Match": '"a0"'},
            422,
            "field_invalid",
            {"pointer": "#/language", "code": "unknown_value"},
        ),
        ({"language": 3}, {"If-Match": '"a0"'}, 422, "field_invalid", {"pointer": "#/language", "code": "type"}),
        ({"language": ["fr"]}, {"If-Match": '"a0"'}, 422, "field_invalid", {"pointer": "#/language", "code": "type"}),
        ({"nir": "1"}, {"If-Match": '"a0"'}, 422, "field_invalid", {"pointer": "#/nir"}),
    ],
)
async def test_what_is_wrong_is_told_by_its_place(
    client: httpx.AsyncClient, body: object, headers: dict[str, str], status: int, code: str, place: dict[str, str]
) -> None:
    answer = await client.patch(PATH, json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert place.items() <= answer.json()["errors"][0].items()
    assert "camille" not in answer.text.replace("Camille", "")


async def test_the_language_of_the_holder_serves_where_a_request_names_none(client: httpx.AsyncClient) -> None:
    etag = (await client.get(PATH)).headers["etag"]
    await client.patch(PATH, json={"language": "en"}, headers={"If-Match": etag})
    client.headers.pop("accept-language", None)
    wrong = f"{PATH}/activation"
    assert (await client.post(wrong, json={"nir": "1"})).headers["content-language"] == "en"
    asked = await client.post(wrong, json={"nir": "1"}, headers={"Accept-Language": "fr"})
    assert asked.headers["content-language"] == "fr"
    assert "Sign out" in (await client.get("/", headers={"Accept": "text/html", "Accept-Language": "fr"})).text


async def test_a_closed_account_says_how_it_is_opened_again(client: httpx.AsyncClient) -> None:
    closed = await client.post(f"{PATH}/closure")
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert closed.json()["close_time"] is not None
    assert (await client.post(f"{PATH}/closure")).json()["state"] == "closed"
    session = (await client.get("/api/v1/session")).json()
    assert (session["account_state"], session["activated"]) == ("closed", False)
    assert "/api/v1/account/reopening" in (await client.get("/", headers={"Accept": "text/html"})).text
    for refused in (
        await client.get("/api/v1/passport"),
        await client.get("/api/v1/passport/access-log"),
        await client.patch(PATH, json={"language": "fr"}, headers={"If-Match": '"a0"'}),
        await client.post(f"{PATH}/activation", json={"nir": "2 94 05 99 999 017 25"}),
    ):
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (403, "account_closed")
        assert problem["reopening_url"] == f"{PATH}/reopening"
        assert "activation_url" not in problem
    assert (await client.get(PATH)).json()["state"] == "closed"
    assert (await client.post(f"{PATH}/reopening")).json()["state"] == "active"
    assert (await client.get("/api/v1/passport")).status_code == 200


@pytest.mark.parametrize("what", ["closure", "reopening"])
async def test_closing_and_opening_need_the_csrf_token(app: FastAPI, holder: SignedIn, what: str) -> None:
    async with browser(app, holder) as client:
        del client.headers["x-csrf-token"]
        answer = await client.post(f"{PATH}/{what}")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_invalid")
    assert not holder.closed


async def test_who_never_activated_is_told_to(stack: FakeStack, app: FastAPI) -> None:
    async with browser(app, stack.identity.sign_in("account:activate")) as client:
        answer = await client.patch(PATH, json={"language": "fr"}, headers={"If-Match": '"a0"'})
    assert (answer.status_code, answer.json()["code"]) == (403, "account_not_active")
    assert answer.json()["activation_url"] == f"{PATH}/activation"


async def test_a_flood_of_activations_is_held_back_by_session_and_by_address(
    stack: FakeStack, make_app: Callable[..., FastAPI]
) -> None:
    app = make_app(rate_activation_address="13/minute")
    answers = []
    for _ in range(2):
        async with browser(app, stack.identity.sign_in("account:activate")) as client:
            answers += [await client.post(f"{PATH}/activation", json={"nir": "1"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] + [422] * 2 + [429] * 9
    held_back = [answer for answer in answers if answer.status_code == 429]
    assert {answer.json()["code"] for answer in held_back} == {"rate_limited"}
    assert all(0 < int(answer.headers["retry-after"]) <= 60 for answer in held_back)


async def test_a_flood_of_sign_ins_is_held_back_by_address(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(rate_sign_in="3/minute")
    async with browser(app) as client:
        for path in ("/auth/login", "/auth/callback"):
            answers = [await client.get(path) for _ in range(5)]
            assert [answer.status_code == 429 for answer in answers] == [False] * 3 + [True] * 2
            assert all(0 < int(answer.headers["retry-after"]) <= 60 for answer in answers[3:])
