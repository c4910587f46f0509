"""Professionals at the door: their own session, a purpose before anything is read, and refusals that speak to them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from conftest import BASE, browser, professional_browser
from fakes.identity import SignedIn
from fakes.records import guaranteed_entry
from fakes.stack import FakeStack

PRO = "__Host-passeport-pro"
ASKED = {"purpose": "professional-guidance", "person": {"birth_name": "EXEMPLE", "nir": "294059999901725"}}


MakeApp = Callable[..., FastAPI]


async def open_one(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await client.post("/professionals/v1/consultations", json=ASKED | changes)


async def test_a_professional_signs_in_reads_and_leaves(anyone: httpx.AsyncClient, stack: FakeStack) -> None:
    answer = await anyone.get("/auth/professional/login", params={"return_to": "/docs"})
    assert answer.headers["location"].startswith("https://proconnect.example/api/v2/authorize?")
    state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
    callback = {"state": state, "code": "good", "iss": "https://proconnect.example/api/v2"}
    answer = await anyone.get("/auth/professional/callback", params=callback)
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{PRO}=")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    session = (await anyone.get("/professionals/v1/session")).json()
    assert (session["organisation"], session["purposes"][0]["code"]) == ("Mission locale", "professional-guidance")
    anyone.headers["X-CSRF-Token"] = session["csrf_token"]
    opened = await open_one(anyone)
    assert opened.status_code == 201, opened.text
    person = stack.identity.professionals.consultations[opened.json()["id"]]
    assert person not in opened.text
    stack.records.give(person, guaranteed_entry("Titre professionnel"))
    read = await anyone.get(opened.json()["passport_url"])
    assert [entry["title"] for entry in read.json()["items"]] == ["Titre professionnel"]
    goodbye = await anyone.post("/auth/professional/logout")
    assert goodbye.json()["logout_url"].startswith("https://proconnect.example/api/v2/session/end?")
    assert "Max-Age=0" in goodbye.headers["set-cookie"]
    assert (await anyone.get("/professionals/v1/session")).status_code == 401
    assert (await anyone.post("/auth/professional/logout")).json() == {"logout_url": "/"}


async def test_neither_session_is_taken_for_the_other(
    app: FastAPI, stack: FakeStack, holder: SignedIn, professional: httpx.AsyncClient
) -> None:
    assert (await professional.get("/api/v1/passport/records")).json()["code"] == "session_invalid"
    async with browser(app, holder) as client:
        refused = await client.get("/professionals/v1/session")
        assert (refused.status_code, refused.json()["code"]) == (401, "professional_session_invalid")
        assert refused.json()["login_url"] == "/auth/professional/login"
        client.cookies.set(PRO, holder.token, domain="passeport.example")
        assert (await client.get("/professionals/v1/session")).status_code == 401
        assert (await open_one(client)).status_code == 401


async def test_without_a_purpose_nothing_is_asked(professional: httpx.AsyncClient, stack: FakeStack) -> None:
    asked = len(stack.identity.professionals.asked)
    for body in ({"person": ASKED["person"]}, ASKED | {"purpose": ""}, ASKED | {"purpose": "curiosity"}):
        refused = await professional.post("/professionals/v1/consultations", json=body)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "#/purpose"
    assert len(stack.identity.professionals.asked) == asked


async def test_a_person_is_named_field_by_field(professional: httpx.AsyncClient, stack: FakeStack) -> None:
    identity = {
        "birth_name": "EXEMPLE",
        "given_names": ["Camille", "Anne"],
        "sex": "female",
        "birth_date": "1994-05-12",
        "birth_place": "35238",
    }
    assert (await open_one(professional, person=identity)).status_code == 201
    told = stack.identity.professionals.asked[-1]
    assert (list(told.given_names), told.birth_date.month, told.birth_place) == (["Camille", "Anne"], 5, "35238")
    wrong = await open_one(professional, person=identity | {"birth_date": "1994-02-30"})
    assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["#/person/birth_date"]
    unknown = await open_one(professional, person=identity | {"birth_name": "AUTRE"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "consulted_person_unknown")


async def test_what_is_sent_needs_the_token_of_the_session_and_a_page_of_ours(
    professional: httpx.AsyncClient,
) -> None:
    for headers, code in (
        ({"X-CSRF-Token": "wrong"}, "csrf_invalid"),
        ({"Origin": "https://autre.example"}, "origin_refused"),
        ({"Sec-Fetch-Site": "cross-site"}, "origin_refused"),
    ):
        for path in ("/professionals/v1/consultations", "/auth/professional/logout"):
            refused = await professional.post(path, json=ASKED, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (403, code)
    refused = await professional.post(
        "/professionals/v1/consultations", json=ASKED, headers={"X-CSRF-Token": "", "Accept-Language": "fr"}
    )
    assert "GET /professionals/v1/session" in refused.json()["detail"]
    assert (await professional.post("/professionals/v1/consultations", json=ASKED, headers={"Origin": BASE})).is_success


async def test_a_consultation_that_is_over_or_anothers_reads_nothing(
    professional: httpx.AsyncClient, stack: FakeStack
) -> None:
    opened = (await open_one(professional)).json()["passport_url"]
    assert (await professional.get(opened)).status_code == 200
    stack.identity.professionals.lapsed.add(opened.split("/")[-2])
    refused = await professional.get(opened)
    assert (refused.status_code, refused.json()["code"]) == (410, "consultation_expired")
    refused = await professional.get("/professionals/v1/consultations/none/passport")
    assert (refused.status_code, refused.json()["code"]) == (404, "consultation_not_found")


@pytest.mark.parametrize(
    ("code", "status", "problem", "said"),
    [
        ("mairie", 403, "body_not_entitled", "R6323-35 III"),
        (
            "one-factor",
            403,
            "login_level_too_low",
            "un seul facteur. Pour lire un passeport, il faut : un compte de votre employeur et deux facteurs, ou",
        ),
    ],
)
async def test_who_may_not_come_in_gets_a_page_that_speaks_of_proconnect(
    anyone: httpx.AsyncClient, code: str, status: int, problem: str, said: str
) -> None:
    begun = await anyone.get("/auth/professional/login")
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    page = await anyone.get("/auth/professional/callback", params={"state": state, "code": code})
    assert page.status_code == status
    assert f"<code>{problem}</code>" in page.text
    # Pages have the spaces of French typography.
    assert said in page.text.replace("\u00a0", " ")
    assert "ProConnect" in page.text
    assert "FranceConnect" not in page.text
    assert PRO not in page.headers.get("set-cookie", "")
    again = await anyone.get("/auth/professional/callback", params={"state": state, "code": "good"})
    assert again.status_code == 400
    assert 'href="/auth/professional/login"' in again.text


async def test_a_flood_of_consultations_is_held_back_by_session(make_app: MakeApp, stack: FakeStack) -> None:
    app, statuses = make_app(rate_consultation="2/minute"), []
    for _ in range(2):
        async with professional_browser(app, stack) as client:
            answers = [await open_one(client) for _ in range(3)]
            statuses += [answer.status_code for answer in answers]
            assert (await client.get("/professionals/v1/session")).status_code == 200
    assert statuses == [201, 201, 429] * 2
    held_back = answers[-1]
    assert held_back.json()["code"] == "rate_limited"
    assert 0 < int(held_back.headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/professionals/v1/session"),
        ("POST", "/professionals/v1/consultations"),
        ("GET", "/professionals/v1/consultations/none/passport"),
    ],
)
async def test_whatever_professionals_ask_is_held_back_by_session_and_by_address(
    make_app: MakeApp, stack: FakeStack, method: str, path: str
) -> None:
    app = make_app(rate_professional="2/minute", rate_professional_address="4/minute")
    asked = []
    for _ in range(2):
        async with professional_browser(app, stack) as client:
            # One that is made up goes by its own name.
            client.cookies.set(PRO, secrets.token_urlsafe(32), domain="passeport.example")
            asked += [await client.request(method, path, json=ASKED) for _ in range(3)]
    assert [answer.status_code == 429 for answer in asked] == [False, False, True, False, True, True]
    assert {answer.json()["code"] for answer in asked if answer.status_code == 429} == {"rate_limited"}


async def test_the_door_of_professionals_is_held_back_by_address(make_app: MakeApp) -> None:
    async with browser(make_app(rate_sign_in="3/minute")) as client:
        for path in ("/auth/professional/login", "/auth/professional/callback"):
            answers = [await client.get(path) for _ in range(4)]
            assert [answer.status_code == 429 for answer in answers] == [False] * 3 + [True]
            assert "ProConnect" not in answers[-1].text
            assert 0 < int(answers[-1].headers["retry-after"]) <= 60


async def test_where_no_provider_is_configured_the_door_says_so(anyone: httpx.AsyncClient, stack: FakeStack) -> None:
    stack.identity.professionals.off = True
    try:
        refused = await anyone.get("/auth/professional/login", headers={"Accept": "application/json"})
    finally:
        stack.identity.professionals.off = False
    assert (refused.status_code, refused.json()["code"]) == (404, "professional_sign_in_off")
