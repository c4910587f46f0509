"""Refusals of every sort, in both languages: no text is of the other one, and what is wrong with a header names it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.identity import SignedIn
from fakes.refusals import refusal
from fakes.stack import FakeStack
from languages import wrong_language
from passeport_chassis.errors import FieldViolation, Kind
from passeport_gateway.domain.catalogue import CATALOGUE
from passeport_gateway.http import examples
from passeport_gateway.http.examples.problems import problem_example

RECORDS, VERIFICATIONS = "/api/v1/passport/records", "/api/v1/verifications"
ONE = f"{RECORDS}/0193f1d2-11aa-7bb2-8cc3-2dd4ee5ff601"
DSN, DECLARATIONS = "/partners/v1/feeds/dsn", "/partners/v1/prevention/declarations"
KEY, DRAFT = {"Idempotency-Key": "k"}, examples.ENTRY_DRAFT
NAMED = {"Content-Disposition": 'attachment; filename="a.xml"'}
PDF = {"Content-Type": "application/pdf"}
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}


@dataclass(frozen=True, slots=True)
class Refused:
    """A request, the code of its refusal, and where its first fault is."""

    method: str
    path: str
    code: str
    place: tuple[str, str] | None
    sent: dict[str, Any] = field(default_factory=dict)


def refused(method: str, path: str, code: str, place: tuple[str, str] | None = None, **sent: Any) -> Refused:
    return Refused(method, path, code, place, sent)


def header(name: str) -> tuple[str, str]:
    return "header", name


def pointer(name: str) -> tuple[str, str]:
    return "pointer", f"#/{name}"


OF_HEADERS = [
    refused("POST", RECORDS, "idempotency_key_missing", header("Idempotency-Key"), json=DRAFT),
    refused("POST", RECORDS, "idempotency_key_invalid", header("Idempotency-Key"), json=DRAFT,
            headers={"Idempotency-Key": "a b"}),
    refused("POST", RECORDS, "csrf_invalid", header("X-CSRF-Token"), json=DRAFT, headers=KEY | {"X-CSRF-Token": ""}),
    refused("POST", RECORDS, "csrf_invalid", header("X-CSRF-Token"), json=DRAFT, headers=KEY | {"X-CSRF-Token": "x"}),
    refused("POST", RECORDS, "origin_refused", header("Origin"), json=DRAFT, headers=KEY | {"Origin": "https://evil"}),
    refused("POST", RECORDS, "origin_refused", header("Sec-Fetch-Site"), json=DRAFT,
            headers=KEY | {"Sec-Fetch-Site": "cross-site"}),
    refused("POST", RECORDS, "media_type_unsupported", header("Content-Type"), content=b"{}", headers=KEY),
    refused("POST", RECORDS, "content_encoding_unsupported", header("Content-Encoding"), content=b"x",
            headers=KEY | {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
    refused("PATCH", ONE, "if_match_missing", header("If-Match"), json={"title": "x"}),
    refused("PATCH", ONE, "if_match_invalid", header("If-Match"), json={"title": "x"}, headers={"If-Match": "*"}),
    refused("DELETE", ONE, "if_match_invalid", header("If-Match"), headers={"If-Match": 'W/"r1"'}),
    refused("POST", DSN, "access_token_invalid", header("Authorization"), headers={"Authorization": "Bearer x"}),
    refused("POST", DSN, "file_name_missing", header("Content-Disposition"), content=b"x"),
    refused("POST", DSN, "media_type_unsupported", header("Content-Type"), json={}),
    refused("GET", "/partners/v1/batches/x/report", "not_acceptable", header("Accept"), headers={"Accept": "font/otf"}),
    refused("POST", VERIFICATIONS, "media_type_unsupported", header("Content-Type"), content=b"x"),
    refused("POST", VERIFICATIONS, "form_invalid", header("Content-Type"), content=b"x",
            headers={"Content-Type": "multipart/form-data"}),
]  # fmt: skip
OF_BODIES = [
    refused("POST", RECORDS, "json_invalid", ("pointer", "#"), content=b"{",
            headers=KEY | {"Content-Type": "application/json"}),
    refused("POST", RECORDS, "field_invalid", ("pointer", "#"), json=[], headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("nickname"), json=DRAFT | {"nickname": 1}, headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("title"), json={"kind": "skill"}, headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("title"), json=DRAFT | {"title": "x" * 251}, headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("title"), json=DRAFT | {"title": ""}, headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("title"), json=DRAFT | {"title": 1}, headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("kind"), json=DRAFT | {"kind": "hobby"}, headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("start_date"), json=DRAFT | {"start_date": "x"}, headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("end_date"), json=DRAFT | {"end_date": "2019-02-30"},
            headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("award"), json=DRAFT | {"award": {}}, headers=KEY),
    refused("POST", RECORDS, "field_invalid", pointer("training/hours"),
            json={"kind": "training", "title": "x", "training": {"hours": 0}}, headers=KEY),
    refused("PATCH", ONE, "field_invalid", ("pointer", "#"), json={}, headers={"If-Match": '"r1"'}),
    refused("POST", "/api/v1/publications", "field_invalid", pointer("entry_ids"), json={"title": "x", "entry_ids": []},
            headers=KEY),
    refused("POST", "/api/v1/publications", "entry_not_found", pointer("entry_ids/1"), headers=KEY,
            json={"title": "x", "entry_ids": [examples.ENTRY["id"], "nonsense"]}),
    refused("POST", DECLARATIONS, "field_invalid", pointer("nir"), json=examples.DECLARATION | {"nir": "1"}),
    refused("POST", VERIFICATIONS, "field_invalid", pointer("code"), json={}),
    refused("POST", VERIFICATIONS, "field_invalid", ("parameter", "code"), data={"x": "y"}),
    refused("POST", VERIFICATIONS, "field_invalid", ("", ""), content=b"", headers=PDF),
    refused("POST", VERIFICATIONS, "form_invalid", ("", ""), content=b"x", headers=MULTIPART),
    refused("POST", VERIFICATIONS, "form_invalid", ("", ""), files={"other": (None, "x")}),
    refused("POST", VERIFICATIONS, "body_too_large", None, content=b"x" * 11_000_000, headers=PDF),
]  # fmt: skip
OTHERS = [
    refused("GET", "/nowhere", "not_found"),
    refused("PUT", RECORDS, "method_not_allowed"),
    refused("GET", ONE, "entry_not_found"),
    refused("GET", "/api/v1/publications/x", "publication_not_found"),
    refused("GET", "/partners/v1/batches/x", "batch_not_found"),
    refused("GET", "/status-lists/x", "status_list_not_found"),
    refused("GET", f"{VERIFICATIONS}/AAAA", "code_not_found"),
    refused("GET", f"{RECORDS}?page_size=0", "field_invalid", ("parameter", "page_size")),
    refused("GET", f"{RECORDS}?page_size=x", "field_invalid", ("parameter", "page_size")),
    refused("GET", f"{RECORDS}?kind=hobby", "field_invalid", ("parameter", "kind")),
    refused("GET", f"{RECORDS}?cursor=x", "field_invalid", ("parameter", "cursor")),
    refused("GET", "/api/v1/passport/access-log?cursor=x", "field_invalid", ("parameter", "cursor")),
    refused("GET", "/auth/login?return_to=https://evil.example", "return_to_refused", ("parameter", "return_to")),
    refused("POST", "/auth/logout?return_to=//evil", "return_to_refused", ("parameter", "return_to")),
    refused("POST", DSN, "file_invalid", None, content=b"bad", headers=NAMED),
    refused("POST", DSN, "sender_mismatch", None, content=b"x", params={"file_name": "stranger.xml"}),
    refused("POST", DECLARATIONS, "worker_not_found", None, json=examples.DECLARATION | {"birth_name": "INCONNU"}),
    refused("POST", "/api/v1/account/activation", "nir_malformed", pointer("nir"), json={"nir": "2" * 15}),
]


def check_texts(problem: dict[str, Any], language: str) -> None:
    """Title, detail and faults are in the language; never as little as nothing."""
    texts = [problem["title"], problem["detail"], *(fault["detail"] for fault in problem.get("errors", ()))]
    assert all(texts)
    assert [wrong for text in texts if (wrong := wrong_language(text, language))] == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("wrong", [*OF_HEADERS, *OF_BODIES, *OTHERS], ids=lambda one: f"{one.code} {one.place}")
async def test_a_refusal_names_its_place_and_speaks_the_language_asked_for(
    client: httpx.AsyncClient, partner: httpx.AsyncClient, wrong: Refused, language: str
) -> None:
    headers = {"Accept": "application/json", "Accept-Language": language} | wrong.sent.get("headers", {})
    who = partner if wrong.path.startswith("/partners") else client
    answer = await who.request(wrong.method, wrong.path, **(wrong.sent | {"headers": headers}))
    problem = answer.json()
    assert problem["code"] == wrong.code, problem
    assert answer.headers["content-language"] == language
    check_texts(problem, language)
    faults = problem.get("errors", [])
    if wrong.place is None:
        assert faults == []
    else:
        kind, name = wrong.place
        assert faults[0].get(kind, "") == name, faults
        assert set(faults[0]) == {"code", "detail", *([kind] if kind else [])}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "wrong",
    [one for one in (*OF_HEADERS, *OF_BODIES, *OTHERS) if not one.path.startswith("/partners")],
    ids=lambda one: f"{one.code} {one.place}",
)
async def test_a_refusal_speaks_the_language_that_its_holder_chose(
    client: httpx.AsyncClient, holder: SignedIn, wrong: Refused, language: str
) -> None:
    holder.language = language
    headers = {"Accept": "application/json"} | wrong.sent.get("headers", {})
    answer = await client.request(wrong.method, wrong.path, **(wrong.sent | {"headers": headers}))
    assert (answer.json()["code"], answer.headers["content-language"]) == (wrong.code, language)
    check_texts(answer.json(), language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("reason", sorted(CATALOGUE))
async def test_every_reason_is_told_in_the_language_that_the_holder_chose(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, reason: str, language: str
) -> None:
    holder.language = language
    # What says to come back later is not worth a question to identity: it was known before, or it is French.
    refuses = "GetAccount" if CATALOGUE[reason].status in {429, 503, 504} else "IssueCallerToken"
    values = problem_example(reason).get("metadata", {})
    if reason.startswith("PROGRAMME_"):
        # What a programme says is quoted as it is, in French.
        values = {name: value for name, value in values.items() if name != "detail"}
    with stack.refusing(refuses, refusal(Kind.DENIED, reason, **values)):
        answer = await client.get("/api/v1/account")
    assert (answer.json()["code"], answer.headers["content-language"]) == (reason.lower(), language)
    check_texts(answer.json(), language)


async def test_a_page_of_a_refusal_speaks_the_language_that_the_holder_chose(
    client: httpx.AsyncClient, holder: SignedIn
) -> None:
    holder.language = "en"
    page = await client.get("/auth/callback", params={"state": "none"})
    assert (page.status_code, page.headers["content-language"]) == (400, "en")
    assert "Sign-in lapsed" in page.text


async def test_a_crash_speaks_the_language_that_the_holder_chose(
    make_app: Callable[..., FastAPI], holder: SignedIn
) -> None:
    app = make_app()

    async def crash() -> None:
        raise ValueError("secret 1234")

    app.add_api_route("/crash", crash)
    holder.language = "en"
    async with browser(app, holder) as client:
        answer = await client.get("/crash")
    assert (answer.status_code, answer.headers["content-language"]) == (500, "en")


@pytest.mark.parametrize("gone", [True, False])
async def test_a_language_that_identity_does_not_tell_is_french(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn, gone: bool
) -> None:
    holder.language = "en"
    with contextlib.ExitStack() as away:
        if gone:
            client.cookies.set("__Host-passeport", "gone", domain="passeport.example")
        else:
            away.enter_context(stack.refusing("GetSession", refusal(Kind.UNAVAILABLE, "")))
        answer = await client.get(f"{RECORDS}?page_size=0")
    assert (answer.status_code, answer.headers["content-language"]) == (422, "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_key_that_was_used_is_named_where_it_stood(
    client: httpx.AsyncClient, partner: httpx.AsyncClient, stack: FakeStack, language: str
) -> None:
    reused = refusal(Kind.ALREADY_EXISTS, "REQUEST_ID_REUSED")
    said = {"Accept-Language": language}
    with stack.refusing("CreateEntry", reused), stack.refusing("DeclareTraining", reused):
        of_holder = (await client.post(RECORDS, json=DRAFT, headers=KEY | said)).json()
        of_partner = (await partner.post(DECLARATIONS, json=examples.DECLARATION, headers=said)).json()
    check_texts(of_holder, language)
    check_texts(of_partner, language)
    assert of_holder["errors"][0]["header"] == "Idempotency-Key"
    assert of_partner["errors"][0]["pointer"] == "#/partner_key"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("has 300 characters, at most 250 are allowed", "TOO_LONG"),
        ("must be empty or one of A1, A2", "UNKNOWN_VALUE"),
        ("do not belong to the kind skill", "DETAILS_OF_KIND"),
        ("is not a SIRET: 14 digits with a valid key", "SIRET"),
        ("is a rule that this gateway does not know yet", "NEWER_THAN_THIS_GATEWAY"),
        ("is described without a reason, and in English", ""),
    ],
)
async def test_what_a_service_says_in_english_is_never_said_in_french(
    client: httpx.AsyncClient, stack: FakeStack, description: str, reason: str, language: str
) -> None:
    error = refusal(Kind.INVALID, "FIELD_INVALID", violations=(FieldViolation("entry.title", description, reason),))
    with stack.refusing("CreateEntry", error):
        answer = await client.post(RECORDS, json=DRAFT, headers=KEY | {"Accept-Language": language})
    check_texts(answer.json(), language)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_who_may_not_is_told_so(app: FastAPI, stack: FakeStack, language: str) -> None:
    said = {"Accept-Language": language}
    async with browser(app, stack.identity.sign_in("account:activate"), **said) as fresh:
        problem = (await fresh.get("/api/v1/passport")).json()
        assert problem["activation_url"]
        check_texts(problem, language)
    async with browser(app, stack.identity.sign_in("account:activate passport:read"), **said) as reader:
        needs = refusal(Kind.DENIED, "CALLER_NOT_ALLOWED", needs="scope feed:dsn")
        role = refusal(Kind.DENIED, "CALLER_NOT_ALLOWED", needs="actor holder or partner")
        for error in (needs, role):
            with stack.refusing("ListEntries", error):
                check_texts((await reader.get(RECORDS)).json(), language)
