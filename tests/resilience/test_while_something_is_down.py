"""While a process is down the rest goes on, the answers say what is missing, and readiness tells."""

from collections.abc import Callable
from http import HTTPStatus

import httpx
import pytest

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.stack.addresses import SERVICES, STORES
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from tests.resilience.books import Books
from tests.waiting import until

PARTS = {"records": "records", "prevention": "prevention", "publishing": "publications"}


def readiness(stack: Stack, service: str) -> int:
    """The status of the probe; 0 when nobody answers."""
    try:
        return httpx.get(f"{stack.addresses.admin_url(service)}/readyz", timeout=5).status_code
    except httpx.TransportError:
        return 0


@pytest.mark.parametrize("victim", PARTS)
def test_the_passport_has_a_named_gap_where_a_service_is_down(
    stack: Stack, holder: Callable[[str], Browser], victim: str
) -> None:
    browser = holder("anne-laure")
    whole = browser.ask("GET", "/api/v1/passport")
    assert whole["gaps"] == []
    stack.kill(victim)
    partial = browser.ask("GET", "/api/v1/passport")
    assert [gap["service"] for gap in partial["gaps"]] == [victim]
    assert partial[PARTS[victim]] is None
    assert all(partial[part] == whole[part] for service, part in PARTS.items() if service != victim)
    assert readiness(stack, victim) == 0
    assert readiness(stack, "gateway") == HTTPStatus.OK
    log = browser.ask("GET", "/api/v1/passport/access-log")
    assert [gap["service"] for gap in log["gaps"]] == [victim]
    assert log["items"]
    stack.restart(victim)
    until(lambda: browser.ask("GET", "/api/v1/passport")["gaps"] == [], "the passport is whole again", timeout=15)
    assert browser.ask("GET", "/api/v1/passport") == whole


def test_without_identity_nobody_comes_in_and_no_session_is_lost(
    stack: Stack, holder: Callable[[str], Browser], http: httpx.Client
) -> None:
    browser = holder("anne-laure")
    assert browser.ask("GET", "/api/v1/passport")["gaps"] == []
    stack.kill("identity")
    answer = browser.request("GET", "/api/v1/passport")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert int(answer.headers["Retry-After"]) > 0
    page = http.get("/auth/login", headers={"Accept": "text/html"})
    assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert page.headers["content-type"].startswith("text/html")
    # Verification needs nobody to be known.
    assert http.get("/.well-known/jwks.json").is_success
    stack.restart("identity")
    until(lambda: browser.request("GET", "/api/v1/passport").is_success, "the passport is there again", timeout=15)


def test_without_franceconnect_the_sign_in_says_so_and_sessions_go_on(
    stack: Stack, holder: Callable[[str], Browser]
) -> None:
    browser = holder("anne-laure")
    with Browser(stack.addresses.base_url) as other, Browser(stack.addresses.base_url, language="en") as english:
        callback = other.visit_franceconnect("moana")
        stack.kill("franceconnect")
        # Who has just been there cannot be asked about; who wants to go, once nothing is known of it, is told at once.
        told = {"FranceConnect ne répond pas": other.open(callback)}
        stack.restart("identity")
        until(lambda: browser.request("GET", "/api/v1/session").is_success, "the session is there", timeout=15)
        told["FranceConnect does not answer"] = english.open("/auth/login")
    for title, page in told.items():
        assert page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert page.headers["content-type"].startswith("text/html")
        assert title in page.text.replace("\u00a0", " ")
        assert int(page.headers["Retry-After"]) >= 1
        assert "set-cookie" not in page.headers
    assert browser.ask("GET", "/api/v1/passport")["gaps"] == []
    assert browser.ask("POST", "/api/v1/passport/records", json={"kind": "skill", "title": "Reliure"})["id"]


def test_without_postgresql_nobody_is_ready_and_all_become_so_by_themselves(
    stack: Stack, holder: Callable[[str], Browser], books: Books
) -> None:
    browser = holder("anne-laure")
    whole = browser.ask("GET", "/api/v1/passport")
    stack.kill("postgres")
    for service in STORES:
        until(lambda name=service: readiness(stack, name) == HTTPStatus.SERVICE_UNAVAILABLE, f"{service} is not ready")  # type: ignore[misc]
    answer = browser.request("GET", "/api/v1/passport")
    assert answer.status_code in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}, answer.text
    stack.restart("postgres")
    for service in STORES:
        until(lambda name=service: readiness(stack, name) == HTTPStatus.OK, f"{service} is ready")  # type: ignore[misc]
    until(lambda: browser.request("GET", "/api/v1/passport").is_success, "the passport is there again", timeout=15)
    assert browser.ask("GET", "/api/v1/passport") == whole
    books.close()


def test_without_the_bus_holders_notice_nothing(
    stack: Stack, holder: Callable[[str], Browser], verifier: Verifier, books: Books
) -> None:
    browser = holder("anne-laure")
    stack.kill("nats")
    for service in SERVICES:
        assert readiness(stack, service) == HTTPStatus.OK, service
    entry = browser.ask("POST", "/api/v1/passport/records", json={"kind": "skill", "title": "Vannerie"})
    published = browser.ask("POST", "/api/v1/publications", json={"title": "CV", "entry_ids": [entry["id"]]})
    assert verifier.document(browser.download(published["document_url"]))["outcome"] == "authentic"
    assert books.waiting("publishing") >= 1
    stack.restart("nats")
    books.close()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_is_told_to_stop_ends_well(stack: Stack, service: str) -> None:
    assert stack.end(service) == 0
    stack.restart(service)
    assert readiness(stack, service) == HTTPStatus.OK
