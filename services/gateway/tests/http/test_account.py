"""The account and its activation."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.identity import SignedIn
from fakes.stack import FakeStack
from passeport_gateway.http.schemas.holder import AccountShown

PATH = "/api/v1/account/activation"


async def test_the_account_is_shown_as_documented(client: httpx.AsyncClient) -> None:
    account = (await client.get("/api/v1/account")).json()
    AccountShown.model_validate(account, extra="forbid")
    assert account["state"] == "active"
    assert account["civil_identity"]["birth_date"] == "1994-05"


async def test_the_number_activates(stack: FakeStack, app: FastAPI) -> None:
    newcomer = stack.identity.sign_in("account:activate")
    async with browser(app, newcomer) as client:
        assert (await client.get("/api/v1/account")).json()["state"] == "inactive"
        answer = await client.post(PATH, json={"nir": "2 94 05 99 999 017 25"})
    assert (answer.status_code, answer.json()["state"]) == (200, "active")


@pytest.mark.parametrize(
    ("nir", "status", "code"),
    [
        ("294059999901799", 422, "nir_malformed"),
        ("100000000000000", 403, "too_young"),
        ("200000000000000", 429, "activation_locked"),
        ("1", 422, "nir_malformed"),
        ("2" * 31, 422, "field_invalid"),
    ],
)
async def test_a_refusal_keeps_its_meaning_and_never_repeats_the_number(
    client: httpx.AsyncClient, nir: str, status: int, code: str
) -> None:
    answer = await client.post(PATH, json={"nir": nir})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    if status == 422:
        assert problem["errors"][0]["pointer"] == "#/nir"
    if status == 429:
        assert answer.headers["Retry-After"] == "900"
    assert len(nir) == 1 or nir not in answer.text


@pytest.mark.parametrize(
    ("nir", "code", "words"),
    [
        ("2940599999017", "nir_key_missing", "ajoutez les 2 chiffres"),
        ("2 94 05 99 999 017", "nir_key_missing", "ajoutez les 2 chiffres"),
        ("29405999990172", "nir_length", "a 14 caractère(s) au lieu de 15"),
        (" ", "nir_length", "a 0 caractère(s) au lieu de 15"),
    ],
)
async def test_what_is_missing_of_a_number_is_told(client: httpx.AsyncClient, nir: str, code: str, words: str) -> None:
    answer = await client.post(PATH, json={"nir": nir}, headers={"Accept-Language": "fr"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "nir_malformed")
    assert (problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == ("#/nir", code)
    assert words in problem["errors"][0]["detail"]


async def test_a_holder_who_has_not_activated_is_told_to(stack: FakeStack, app: FastAPI) -> None:
    async with browser(app, stack.identity.sign_in("account:activate")) as newcomer:
        answer = await newcomer.get("/api/v1/passport")
    assert answer.status_code == 403
    assert answer.json()["code"] == "caller_not_allowed"
    assert answer.json()["activation_url"] == PATH
    assert answer.json()["detail"].startswith("Activez d'abord votre compte")


async def test_activations_are_counted_by_session(make_app: Callable[..., FastAPI], holder: SignedIn) -> None:
    app = make_app(rate_activation="1/minute")
    async with browser(app, holder) as client:
        first = await client.post(PATH, json={"nir": "294059999901725"})
        second = await client.post(PATH, json={"nir": "294059999901725"})
    assert (first.status_code, second.status_code) == (200, 429)
    assert second.json()["code"] == "rate_limited"
