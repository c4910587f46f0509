"""A process is killed between a request to publish and its answer: asked again, there is one CV, and it is whole."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from tests.resilience.books import Books
from tests.waiting import until

# Spread over the time that a publication takes, so that all of its stages are cut somewhere.
DELAYS = (0.03, 0.15)


def ask(browser: Browser, draft: dict[str, Any], key: str) -> httpx.Response | None:
    """The answer, or None when the line was cut."""
    try:
        return browser.request("POST", "/api/v1/publications", json=draft, headers={"Idempotency-Key": key})
    except httpx.TransportError:
        return None


def ask_until_it_is_done(browser: Browser, draft: dict[str, Any], key: str) -> dict[str, Any]:
    """What a client does that wants it done: the same request again, while the answer says to come back later."""
    deadline = time.monotonic() + 45
    while True:
        answer = ask(browser, draft, key)
        if answer is not None and answer.is_success:
            published: dict[str, Any] = answer.json()
            return published
        assert answer is None or answer.status_code in {503, 504}, answer.text
        assert time.monotonic() < deadline, "not published within 45 s"
        time.sleep(0.3)


@pytest.mark.parametrize("victim", ["publishing", "records", "identity", "gateway", "postgres", "nats"])
def test_a_kill_between_request_and_answer_publishes_once(
    stack: Stack, holder: Callable[[str], Browser], verifier: Verifier, books: Books, victim: str
) -> None:
    browser = holder("karim")
    entries = browser.ask("GET", "/api/v1/passport/records")["items"]
    assert browser.csrf_token
    for delay in DELAYS:
        draft = {"title": f"Électricien {uuid4()}", "entry_ids": [entry["id"] for entry in entries]}
        key = f'"{uuid4()}"'
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(ask, browser, draft, key)
            time.sleep(delay)
            stack.kill(victim)
            answer = asked.result()
        assert answer is None or answer.status_code in {201, 503, 504}, answer.text
        stack.restart(victim)
        published = ask_until_it_is_done(browser, draft, key)
        if answer is not None and answer.is_success:
            assert answer.json()["id"] == published["id"]
        assert books.count("publishing", f"publication WHERE title = '{draft['title']}'") == 1
        pdf = browser.download(published["document_url"])
        assert verifier.document(pdf)["outcome"] == "authentic"
        assert verifier.code(published["verification_code"])["outcome"] == "authentic"
    books.close()


def test_a_kill_while_one_is_in_line_leaves_it_there(
    stack: Stack, holder: Callable[[str], Browser], verifier: Verifier, books: Books
) -> None:
    browser = holder("karim")
    entries = browser.ask("GET", "/api/v1/passport/records")["items"]
    draft = {"title": f"Électricien {uuid4()}", "entry_ids": [entry["id"] for entry in entries]}
    queued = browser.request("POST", "/api/v1/publications", json=draft, headers={"Prefer": "respond-async"})
    assert queued.status_code == 202, queued.text
    stack.kill("publishing")
    stack.restart("publishing")
    address = queued.headers["location"]
    until(lambda: browser.request("GET", address).json()["state"] == "published", "what was in line is published")
    assert books.count("publishing", f"publication WHERE title = '{draft['title']}'") == 1
    assert verifier.code(browser.ask("GET", address)["verification_code"])["outcome"] == "authentic"
    books.close()
