"""Verification by anyone: what is shown decides what is asked; a bad document is a verdict; people get a page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.publishing import CODE, PDF, VC_JWT
from fakes.stack import FakeStack
from passeport.publishing.v1.verification_service_pb2 import (
    OUTCOME_SUPERSEDED,
    OUTCOME_WITHDRAWN,
    Outcome,
    Verdict,
)
from passeport_gateway.http.pages.verdict import verdict_page
from passeport_gateway.http.schemas.verification import VerdictShown

PATH = "/api/v1/verifications"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    "options",
    [
        {"content": PDF, "headers": {"Content-Type": "application/pdf"}},
        {"files": {"file": ("cv.pdf", PDF, "application/pdf")}},
        {"files": {"anything": ("cv.pdf", PDF)}},
        {"content": VC_JWT, "headers": {"Content-Type": "application/vc+jwt"}},
        {"content": VC_JWT, "headers": {"Content-Type": "application/dc+sd-jwt"}},
        {"content": VC_JWT + "\n", "headers": {"Content-Type": "application/jwt; charset=utf-8"}},
        {"files": {"file": ("cv.jwt", VC_JWT)}},
        {"files": {"credential": (None, VC_JWT)}},
        {"json": {"credential": VC_JWT}},
    ],
)
async def test_a_document_is_verified_in_every_form(anyone: httpx.AsyncClient, options: dict[str, Any]) -> None:
    answer = await anyone.post(PATH, **options)
    assert answer.status_code == 200, answer.text
    verdict = answer.json()
    VerdictShown.model_validate(verdict, extra="forbid")
    assert verdict["outcome"] == "authentic"
    assert verdict["message"] == "Ce document est authentique et à jour."
    assert verdict["items"][0]["end_date"] == "2018-09"
    assert verdict["checks"][1] == {"id": "status", "result": "skipped", "detail": "offline"}


@pytest.mark.parametrize(
    "options",
    [
        {"json": {"code": CODE}},
        {"json": {"code": CODE.lower().replace("-", "")}},
        {"files": {"code": (None, CODE)}},
        {"files": {"file": ("", b""), "code": (None, CODE)}},
        {"data": {"code": CODE}},
    ],
)
async def test_a_code_is_verified_in_every_form(anyone: httpx.AsyncClient, options: dict[str, Any]) -> None:
    answer = await anyone.post(PATH, **options)
    assert answer.status_code == 200, answer.text
    assert answer.json()["outcome"] == "authentic"
    assert answer.json()["basis"] == "code"
    assert answer.json()["items"] == []
    assert len(answer.json()["document_sha256"]) == 64


async def test_the_printed_address_works_in_both_languages(anyone: httpx.AsyncClient) -> None:
    french = await anyone.get(f"{PATH}/{CODE}")
    english = await anyone.get(f"{PATH}/{CODE}", headers={"Accept-Language": "en"})
    assert french.json()["message"].startswith("Ce document")
    assert english.json()["message"].startswith("This document")
    assert english.headers["content-language"] == "en"
    assert "Accept-Language" in english.headers["vary"]
    assert (await anyone.head(f"{PATH}/{CODE}")).status_code == 200


@pytest.mark.parametrize(
    ("content", "media", "outcome"),
    [
        (PDF + b" ", "application/pdf", "altered"),
        (b"hello", "application/pdf", "unreadable"),
        (b"eyJ.e30.x", "application/vc+jwt", "unknown_issuer"),
        ("é".encode(), "application/vc+jwt", "unknown_issuer"),
        (b"eyJ\0~", "application/dc+sd-jwt", "unknown_issuer"),
    ],
)
async def test_a_bad_document_is_a_verdict(anyone: httpx.AsyncClient, content: bytes, media: str, outcome: str) -> None:
    answer = await anyone.post(PATH, content=content, headers={"Content-Type": media})
    assert (answer.status_code, answer.json()["outcome"]) == (200, outcome)


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"json": {}}, 422, "field_invalid"),
        ({"json": {"code": CODE, "credential": VC_JWT}}, 422, "field_invalid"),
        ({"json": {"code": "AAAA"}}, 404, "code_not_found"),
        ({"json": {"kode": CODE}}, 422, "field_invalid"),
        ({"content": b"x", "headers": {"Content-Type": "text/plain"}}, 415, "media_type_unsupported"),
        ({"content": b"x"}, 415, "media_type_unsupported"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=y"}}, 400, "form_invalid"),
        ({"files": {"other": (None, "x")}}, 400, "form_invalid"),
        ({"content": b"", "headers": {"Content-Type": "application/pdf"}}, 422, "field_invalid"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    anyone: httpx.AsyncClient, options: dict[str, Any], status: int, code: str
) -> None:
    answer = await anyone.post(PATH, **options)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.parametrize("code", ["AAAA", "x", "%00", "%2e%2e", "é"])
async def test_an_unknown_code_is_not_found(anyone: httpx.AsyncClient, code: str) -> None:
    answer = await anyone.get(f"{PATH}/{code}")
    assert (answer.status_code, answer.json()["code"]) == (404, "code_not_found")


async def test_an_unknown_code_is_a_page_for_a_browser(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get(f"{PATH}/AAAA", headers=HTML)
    assert answer.status_code == 404
    assert "Code inconnu" in answer.text
    assert 'value="AAAA"' in answer.text


FAULT = re.compile(r'<p class="fault" id="(\w+)-fault" role="alert">([^<]+)</p>')


@pytest.mark.parametrize(
    ("options", "status", "field", "words"),
    [
        ({"data": {"code": "abcd"}}, 404, "code", "il y en a 4 ici"),
        ({"data": {"code": "0000-0000 0000-0000"}}, 404, "code", "Comparez-le signe par signe"),
        ({"data": {"code": ""}}, 422, "code", "Saisissez le code"),
        ({"files": {"file": ("", b"")}}, 400, "file", "Choisissez le fichier"),
        ({"files": {"file": ("cv.pdf", b"%PDF" + b"x" * 20_000)}}, 413, "file", "Ce fichier dépasse 1000 octets"),
    ],
)
async def test_the_form_comes_again_with_what_was_typed_and_the_fault_beside_its_field(
    make_app: Callable[..., FastAPI], options: dict[str, Any], status: int, field: str, words: str
) -> None:
    async with browser(make_app(document_max_bytes=1000)) as client:
        answer = await client.post(PATH, headers=HTML, **options)
    text = answer.text.replace("\u00a0", " ")
    assert answer.status_code == status
    told = FAULT.search(text)
    assert told is not None
    assert told[1] == field
    assert words in told[2]
    assert text.count('role="alert"') == text.count('aria-invalid="true"') == 1
    assert re.search(rf'<input id="{field}"[^>]* aria-describedby="{field}-fault">', text)
    assert f'name="code" value="{options.get("data", {}).get("code", "")}"' in text
    for said_to_programs in ("errors", "credential</code>", "form_invalid", "code_not_found"):
        assert said_to_programs not in text


async def test_what_nobody_can_do_in_the_form_is_refused_as_anywhere(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.post(PATH, content=b"x", headers=HTML | {"Content-Type": "text/plain"})
    assert (answer.status_code, 'name="code"' in answer.text) == (415, False)


async def test_the_page_tells_a_recruiter_what_he_needs(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.post(PATH, files={"file": ("cv.pdf", PDF)}, headers=HTML)
    text = answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for words in ("Authentique", "Garanti par une source officielle", "Déclaré par le titulaire", "Camille EXEMPLE"):
        assert words in text
    assert "juin 2018 – sept. 2018" in text
    sections = re.findall("<h3>([^<]+)</h3>", text)
    assert sections == ["Expériences professionnelles", "Certifications", "Langues"]
    plain = re.sub("<[^>]+>", "", text).replace("\u00a0", " ")
    for words in (
        "Crêperie · Quimper · SIRET 001 000 017 00010",
        "Référence : RS7256 · Score : 894 · Mention : bien · Valable jusqu’au : 8 mars 2027",
        "Source : DSN, donnée reçue le 23 novembre 2026",
        "Déclarée par le titulaire le 23 novembre 2026",
        "Service en salle &amp; en terrasse.",
    ):
        assert words in plain
    assert "<dd>23 novembre 2026</dd>" in text
    assert "Développeuse &lt;web&gt;" in text
    assert "<script" not in text
    assert 'lang="fr"' in text


async def test_the_page_of_a_code_asks_for_the_document(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get(f"{PATH}/{CODE}", headers=HTML | {"Accept-Language": "en"})
    assert "A publication exists under this code" in answer.text
    assert 'enctype="multipart/form-data"' in answer.text
    assert 'Ask its holder for the PDF file, then <a href="#file">verify it here</a>' in answer.text
    assert "Camille" not in answer.text


async def test_a_document_that_is_too_large_is_refused_before_it_is_read(
    make_app: Callable[..., FastAPI], stack: FakeStack
) -> None:
    async with browser(make_app(document_max_bytes=1000)) as client:
        stack.publishing.shown.clear()
        headers = {"Content-Type": "application/pdf"}
        announced = await client.post(PATH, content=b"x" * 20_000, headers=headers)
        assert (announced.status_code, announced.json()["code"]) == (413, "body_too_large")

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(100):
                yield b"x" * 100

        unannounced = await client.post(PATH, content=pieces(), headers=headers)
        assert (unannounced.status_code, unannounced.json()["code"]) == (413, "body_too_large")
        assert stack.publishing.shown == []


async def test_only_so_many_documents_are_held_at_once(make_app: Callable[..., FastAPI]) -> None:
    held = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"%PDF"
        await held.wait()

    headers = {"Content-Type": "application/pdf"}
    async with browser(make_app(document_max_concurrent=1)) as client:
        first = asyncio.create_task(client.post(PATH, content=slowly(), headers=headers))
        await asyncio.sleep(0.1)
        second = await client.post(PATH, content=PDF, headers=headers)
        held.set()
        assert (await first).status_code == 200
        third = await client.post(PATH, content=PDF, headers=headers)
    assert (second.status_code, second.json()["code"], third.status_code) == (503, "overloaded", 200)


async def test_a_sender_who_stops_in_the_middle_is_not_waited_for(make_app: Callable[..., FastAPI]) -> None:
    async def stuck() -> AsyncIterator[bytes]:
        yield b"%PDF"
        await asyncio.sleep(2)

    async with browser(make_app(body_idle_seconds=0.1)) as client:
        answer = await client.post(PATH, content=stuck(), headers={"Content-Type": "application/pdf"})
    assert (answer.status_code, answer.json()["code"]) == (408, "client_too_slow")


async def test_keys_lists_and_chain_are_for_everybody_and_kept(anyone: httpx.AsyncClient) -> None:
    for path, media, kept in (
        ("/.well-known/jwks.json", "application/jwk-set+json", 300),
        ("/.well-known/franceconnect-jwks.json", "application/jwk-set+json", 300),
        ("/status-lists/1", "application/vc+jwt", 60),
        ("/status-lists/token-1", "application/statuslist+jwt", 60),
        ("/status-lists", "application/json", 60),
        ("/credential-types/cv/v1", "application/json", 86400),
        ("/credential-types/attestation/v1", "application/json", 86400),
        ("/.well-known/jwt-vc-issuer", "application/json", 86400),
        ("/keys/2026-1", "application/jwk+json", 86400),
        ("/keys/2026-2", "application/jwk+json", 86400),
        ("/.well-known/passeport-seal-chain.pem", "application/x-pem-file", 300),
        ("/vocabulary/v1", "application/ld+json", 300),
    ):
        answer = await anyone.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, media)
        assert answer.headers["cache-control"] == f"public, max-age={kept}"
        assert answer.headers["access-control-allow-origin"] == "*"
        again = await anyone.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert (await anyone.get("/.well-known/jwks.json")).json()["keys"][0]["kid"] == "2026-1"
    assert (await anyone.get("/.well-known/franceconnect-jwks.json")).json()["keys"][0]["kid"] == "2026-fc"
    issuer = (await anyone.get("/.well-known/jwt-vc-issuer")).json()
    assert (await anyone.get("/status-lists")).json() == {
        "status_lists": [f"{issuer['issuer']}/status-lists/token-{number}" for number in (1, 2)]
    }
    assert issuer["jwks_uri"] == f"{issuer['issuer']}/.well-known/jwks.json"
    for path in ("/credential-types/cv/v1", "/credential-types/attestation/v1"):
        assert (await anyone.get(path)).json()["vct"] == f"{issuer['issuer']}{path}"
    assert (await anyone.get("/keys/2026-2")).json()["kid"].endswith("/keys/2026-2")
    for nobodys in ("2026-3", "https%3A%2F%2Fx"):
        assert (await anyone.get(f"/keys/{nobodys}")).status_code == 404
    unknown = await anyone.get("/status-lists/2")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "status_list_not_found")


async def test_the_terms_of_credentials_are_described_for_programs_and_for_people(anyone: httpx.AsyncClient) -> None:
    for accept in ("application/ld+json, text/html;q=0.5", "application/json", "*/*", "image/png"):
        answer = await anyone.get("/vocabulary/v1", headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/ld+json"
        assert "Accept" in answer.headers["vary"]
    kind = next(term for term in answer.json()["@graph"] if term["label"] == "kind")
    assert kind["@id"].endswith("/vocabulary/v1#kind")
    assert kind["comment"]["en"].startswith("What the line is: employment")
    page = await anyone.get("/vocabulary/v1", headers=HTML)
    assert page.headers["content-type"].startswith("text/html")
    for term in answer.json()["@graph"]:
        assert f'<dt id="{term["label"]}">' in page.text


async def test_the_address_of_the_qr_code_opens_a_page_whatever_the_browser_asks_for(anyone: httpx.AsyncClient) -> None:
    for headers in ({}, {"Accept": "*/*"}, HTML):
        answer = await anyone.get(f"/verify/{CODE}", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert "Une publication existe sous ce code" in answer.text
        assert "Authentique" not in answer.text
    assert (await anyone.head(f"/verify/{CODE}")).status_code == 200


async def test_an_unknown_code_has_a_page_that_helps(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/verify/0000-0000-0000-0000", headers=HTML)
    assert answer.status_code == 404
    assert "Code inconnu" in answer.text
    assert 'name="code"' in answer.text


async def test_the_verification_page_takes_a_code_or_a_file_and_repeats_nothing_unescaped(
    anyone: httpx.AsyncClient,
) -> None:
    answer = await anyone.get("/verify", params={"code": '"><script>alert(1)</script>'}, headers=HTML)
    assert answer.status_code == 422
    assert 'type="file"' in answer.text
    assert 'value="&quot;&gt;&lt;script&gt;' in answer.text
    assert "<script>" not in answer.text
    assert (await anyone.get("/verify", params={"code": " "}, headers=HTML)).status_code == 200


async def test_script_and_camera_are_of_the_page_that_scans_alone(anyone: httpx.AsyncClient) -> None:
    form, verdict = [await anyone.get(path, headers=HTML) for path in ("/verify", f"/verify/{CODE}")]
    assert form.headers["permissions-policy"].startswith("camera=(self), ")
    assert form.headers["content-security-policy"].endswith("; script-src 'self'")
    assert verdict.headers["permissions-policy"].startswith("camera=(), ")
    assert "script" not in verdict.headers["content-security-policy"] + verdict.text
    (address,) = re.findall(r'<script src="(/assets/[0-9a-f]{12}\.js)" defer>', form.text)
    script = await anyone.get(address)
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    # Each sentence that the script knows by name is on the page.
    assert set(re.findall(r'say\("([a-z]+)"', script.text)) <= set(re.findall(r"data-([a-z]+)=", form.text))


@pytest.mark.parametrize("code", [CODE, CODE.replace("-", " "), CODE.replace("-", "").lower()])
async def test_a_code_in_the_address_of_the_form_leads_on_to_its_verdict(anyone: httpx.AsyncClient, code: str) -> None:
    answer = await anyone.get("/verify", params={"code": f" {code} "}, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/verify/{code.replace(' ', '-')}")
    unknown = await anyone.get("/verify", params={"code": "0000-0000"}, headers=HTML, follow_redirects=True)
    assert (unknown.status_code, 'value="0000-0000"' in unknown.text) == (404, True)


@pytest.mark.parametrize("code", ["//evil.example", "../auth/logout", "a\r\nSet-Cookie: x", "\u00e9", "x" * 65])
async def test_what_is_no_code_leads_nowhere(anyone: httpx.AsyncClient, code: str) -> None:
    answer = await anyone.get("/verify", params={"code": code}, headers=HTML)
    assert (answer.status_code, 'name="code"' in answer.text) == (422, True)
    assert "location" not in answer.headers


@pytest.mark.parametrize(("limit", "words"), [(2 * 1024 * 1024, "2 Mio"), (5000, "5000 octets")])
async def test_the_largest_document_is_that_of_the_setting_wherever_it_is_told(
    make_app: Callable[..., FastAPI], limit: int, words: str
) -> None:
    app = make_app(document_max_bytes=limit)
    async with browser(app) as client:
        for path in ("/", "/verify", f"/verify/{CODE}"):
            page = (await client.get(path, headers=HTML)).text.replace("\u00a0", " ")
            assert f"Fichier PDF ou attestation ({words} au plus)" in page
        english = words.replace("Mio", "MiB").replace("octets", "bytes")
        operation = (await client.get("/openapi.json")).json()["paths"][PATH]["post"]
        assert operation["description"].startswith(f"At most {english}.")
        for options in (
            {"content": b"x" * (limit + 20_000), "headers": {"Content-Type": "application/pdf"}},
            {"files": {"file": ("a.pdf", b"%PDF" + b"x" * (limit + 20_000))}},
        ):
            refused = await client.post(PATH, **options)
            assert (refused.status_code, refused.json()["metadata"]) == (413, {"limit": str(limit)})
            assert f"dépasse {words}." in refused.json()["detail"]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(OUTCOME_SUPERSEDED, "Dépassé depuis le"), (OUTCOME_WITHDRAWN, "Retiré par son titulaire le")],
)
def test_a_date_says_what_it_is_the_date_of(outcome: Outcome, words: str) -> None:
    verdict = Verdict(outcome=outcome)
    verdict.state_time.FromSeconds(1_795_424_700)
    page = bytes(verdict_page(verdict, "document", "fr", 1000).body).decode()
    assert f"<dt>{words}</dt><dd>23 novembre 2026</dd>" in page
