"""Whatever goes wrong, the answer is a problem document; every answer carries the headers that keep browsers strict."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY

from conftest import browser
from fakes.identity import SignedIn
from fakes.publishing import CODE
from passeport_gateway.domain.catalogue import CATALOGUE
from passeport_gateway.http import observe
from passeport_gateway.http.pages.assets import SCAN, STYLE
from passeport_gateway.http.schemas.shapes import ProblemShown

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HTML = {"Accept": "text/html,*/*;q=0.8"}
TRACEPARENT = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/v1/passport/", 404, "not_found"),
        ("GET", "/api/v1/../../etc/passwd", 404, "not_found"),
        ("PUT", "/api/v1/passport/records", 405, "method_not_allowed"),
        ("OPTIONS", "/api/v1/passport", 405, "method_not_allowed"),
        ("GET", "/api/v1/passport/records?page_size=9999", 422, "field_invalid"),
        ("GET", "/api/v1/passport/records?kind=hobby", 422, "field_invalid"),
        ("GET", "/problems/nothing", 404, "not_found"),
        ("GET", "/problems/NOT_FOUND", 404, "not_found"),
        ("GET", "/assets/000000000000.css", 404, "not_found"),
    ],
)
async def test_the_framework_refuses_in_the_same_shape(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path, headers=TRACEPARENT)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    ProblemShown.model_validate(problem, extra="forbid")
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"] == f"/problems/{code}"
    assert problem["instance"] == httpx.URL(f"http://x{path}").path
    assert problem["trace_id"] == TRACE


async def test_405_names_every_method_of_the_address(client: httpx.AsyncClient) -> None:
    answer = await client.put("/api/v1/passport/records")
    assert answer.headers["allow"] == "GET, POST"


async def test_a_trace_id_is_there_without_one_from_outside(anyone: httpx.AsyncClient) -> None:
    first, second = [(await anyone.get("/nowhere")).json()["trace_id"] for _ in range(2)]
    assert len(first) == 32
    assert first != second


async def test_the_words_come_in_the_language_asked_for(anyone: httpx.AsyncClient) -> None:
    french = await anyone.get("/nowhere", headers={"Accept-Language": "fr"})
    english = await anyone.get("/nowhere", headers={"Accept-Language": "en-US,en"})
    assert (french.json()["title"], french.headers["content-language"]) == ("Introuvable", "fr")
    assert (english.json()["title"], english.headers["content-language"]) == ("Not found", "en")


async def test_a_crash_says_nothing_but_its_trace(make_app: Callable[..., FastAPI]) -> None:
    app = make_app()

    async def crash() -> None:
        raise ValueError("secret 1234")

    app.add_api_route("/crash", crash)
    async with browser(app) as client:
        answer = await client.get("/crash", headers=TRACEPARENT)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.json()["trace_id"] == TRACE
    assert "secret" not in answer.text


@pytest.mark.parametrize("code", [kind.code for kind in CATALOGUE.values()])
async def test_every_type_leads_to_its_description(anyone: httpx.AsyncClient, code: str) -> None:
    answer = await anyone.get(f"/problems/{code}")
    assert (answer.status_code, answer.json()["code"]) == (200, code)
    page = await anyone.get(f"/problems/{code}", headers=HTML)
    assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_kinds_are_listed(anyone: httpx.AsyncClient) -> None:
    listed = (await anyone.get("/problems")).json()["items"]
    assert {item["code"] for item in listed} == {kind.code for kind in CATALOGUE.values()}
    assert "etag_stale" in (await anyone.get("/problems", headers=HTML)).text


@pytest.mark.parametrize("path", ["/", "/docs", "/nowhere", "/api/v1/passport", "/openapi.json", "/problems"])
async def test_every_answer_carries_the_strict_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "server" not in headers
    for name in ("content-security-policy", "cache-control", "content-type"):
        assert len(headers.get_list(name)) == 1


async def test_pages_need_no_script_and_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    for path in ("/", "/docs", "/problems"):
        answer = await client.get(path, headers=HTML | {"Accept-Language": "en"})
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "style=" not in answer.text
        assert "http://" not in answer.text
        assert "https://" not in answer.text
        style = answer.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert (await client.get(style)).headers["content-type"].startswith("text/css")
    assert (await client.head("/")).status_code == 200


async def test_the_landing_page_greets_and_signs_out(
    client: httpx.AsyncClient, anyone: httpx.AsyncClient, holder: SignedIn
) -> None:
    signed_in = (await client.get("/")).text
    assert "Camille &lt;b&gt;Anne&lt;/b&gt; EXEMPLE" in signed_in
    assert f'name="csrf_token" value="{holder.csrf}"' in signed_in
    stranger = (await anyone.get("/")).text
    assert 'href="/auth/login"' in stranger
    anyone.cookies.set("__Host-passeport", "gone")
    assert 'href="/auth/login"' in (await anyone.get("/")).text


async def test_the_description_is_served(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"


async def test_known_front_ends_may_read_and_others_not(make_app: Callable[..., FastAPI], holder: SignedIn) -> None:
    app = make_app(cors_origins=("https://front.example",))
    async with browser(app, holder) as client:
        known = await client.get("/api/v1/session", headers={"Origin": "https://front.example"})
        other = await client.get("/api/v1/session", headers={"Origin": "https://evil.example"})
        asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "If-Match, X-CSRF-Token"}
        preflight = await client.options(
            "/api/v1/passport/records/1", headers=asked | {"Origin": "https://front.example"}
        )
        written = await client.post(
            "/api/v1/passport/records",
            json={"kind": "skill", "title": "Breton"},
            headers={"Origin": "https://front.example", "Idempotency-Key": "1"},
        )
    assert known.headers["access-control-allow-origin"] == "https://front.example"
    assert known.headers["access-control-allow-credentials"] == "true"
    assert "access-control-allow-origin" not in other.headers
    assert preflight.status_code == 200
    assert written.status_code == 201


async def test_known_front_ends_may_read_every_refusal(make_app: Callable[..., FastAPI]) -> None:
    app = make_app(cors_origins=("https://front.example",), max_concurrent=1)

    async def crash() -> None:
        raise ValueError("secret 1234")

    app.add_api_route("/crash", crash)
    held = make_app(cors_origins=("https://front.example",), max_concurrent=0)
    for one, path, status in (
        (app, "/crash", 500),
        (app, "/nowhere", 404),
        (app, "/api/v1/session", 401),
        (held, "/", 503),
    ):
        async with browser(one, Origin="https://front.example") as client:
            answer = await client.get(path)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "https://front.example"
        assert "Retry-After" in answer.headers["access-control-expose-headers"]


async def test_more_requests_at_once_than_allowed_are_told_to_come_back(make_app: Callable[..., FastAPI]) -> None:
    async with browser(make_app(max_concurrent=0)) as client:
        answer = await client.get("/openapi.json")
    assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
    assert answer.headers["Retry-After"]


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    provider, exporter = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(observe, "_tracer", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


async def test_a_span_has_the_template_and_the_parent_and_no_address(
    anyone: httpx.AsyncClient, spans: InMemorySpanExporter
) -> None:
    await anyone.get(f"/api/v1/verifications/{CODE}?x=y", headers=TRACEPARENT)
    [span] = spans.get_finished_spans()
    assert span.name == "GET /api/v1/verifications/{code}"
    assert span.context is not None
    assert format(span.context.trace_id, "032x") == TRACE
    assert span.attributes == {
        "http.request.method": "GET",
        "http.route": "/api/v1/verifications/{code}",
        "http.response.status_code": 200,
    }
    assert CODE not in span.to_json()


def _count(method: str, route: str, status: str) -> float:
    labels = {"method": method, "route": route, "status": status}
    return REGISTRY.get_sample_value("http_server_requests_total", labels) or 0.0


async def test_requests_are_counted_by_template(client: httpx.AsyncClient) -> None:
    route = "/api/v1/passport/records/{entry_id}"
    found, nowhere = _count("GET", route, "404"), _count("GET", "unmatched", "404")
    odd = _count("other", "unmatched", "404")
    assets = "/assets/{name}"
    given, lost = _count("GET", assets, "200"), _count("GET", assets, "404")
    await client.get("/api/v1/passport/records/0193f1d2-11aa-7bb2-8cc3-2dd4ee5ff601")
    await client.get("/some/secret/path")
    await client.request("BREW", "/coffee")
    for address in (STYLE.address, SCAN.address, "/assets/000000000000.css"):
        await client.get(address)
    assert _count("GET", route, "404") == found + 1
    assert _count("GET", "unmatched", "404") == nowhere + 1
    assert _count("other", "unmatched", "404") == odd + 1
    assert (_count("GET", assets, "200"), _count("GET", assets, "404")) == (given + 2, lost + 1)


async def test_logs_hold_no_address_no_code_and_no_number(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, "passeport")
    number = "294059999901799"
    await client.post("/api/v1/account/activation", json={"nir": number})
    await client.get(f"/api/v1/verifications/{number}")
    await client.get(f"/nowhere/{number}?nir={number}")
    await client.get("/auth/callback", params={"code": number, "state": number})
    written = "".join(capfd.readouterr()) + caplog.text
    assert "request refused" in written
    assert number not in written


def bodies() -> list[tuple[str, str, list[str]]]:
    """Each operation that takes a body, with the types that the description names."""
    document = json.loads((Path(__file__).parents[2] / "openapi.json").read_text(encoding="utf-8"))
    return [
        (method, path, list(operation["requestBody"]["content"]))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        # The refusals of OAuth are those of RFC 6749, those of wallets of OpenID4VCI.
        if "requestBody" in operation and not path.startswith(("/oauth/", "/wallet/"))
    ]


@pytest.mark.parametrize(("method", "path", "types"), bodies())
async def test_a_type_that_is_not_taken_is_told_those_that_are(
    client: httpx.AsyncClient,
    partner: httpx.AsyncClient,
    professional: httpx.AsyncClient,
    method: str,
    path: str,
    types: list[str],
) -> None:
    who = {"partners": partner, "professionals": professional}.get(path.split("/")[1], client)
    headers = {"Content-Type": "application/x-nothing", "Idempotency-Key": "k", "If-Match": '"r1"'}
    # An import needs to be told in which capacity it is sent, or that is what is refused.
    query = {"declarant": "training_body"} if path.endswith("/imports") else {}
    address = path.format_map(defaultdict(lambda: "x", siret="73282932000074"))
    answer = await who.request(method, address, params=query, content=b"x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type_unsupported"), answer.text
    assert answer.json()["metadata"]["accepted"] == ", ".join(types)
