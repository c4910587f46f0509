"""A process is killed between a request that writes and its answer: asked again, it was written once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.furnish import TRAINING_BODY
from passeport_sandbox.stack.refused import is_weather
from passeport_sandbox.stack.stack import Stack
from tests.resilience.books import Books
from tests.waiting import until

Ask = Callable[[], httpx.Response]
# Long enough for the request to be under way, short enough for it not to be over.
DELAY = 0.015


def asked_through_a_kill(stack: Stack, victim: str, ask: Ask) -> httpx.Response:
    """Ask, kill somebody meanwhile, and ask again as long as the answer says no more than to come back."""
    answers: list[httpx.Response] = []

    def answered() -> bool:
        try:
            answer = ask()
        except httpx.TransportError:
            return False
        assert answer.is_success or is_weather(answer), answer.text
        if answer.is_success:
            answers.append(answer)
        return answer.is_success

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(answered)
        time.sleep(DELAY)
        stack.kill(victim)
        first.result()
    stack.restart(victim)
    until(answered, "the request is answered")
    assert len({answer.text.replace("true", "false") for answer in answers}) == 1, "two answers to one request"
    return answers[-1]


@pytest.mark.parametrize("victim", ["prevention", "identity", "gateway", "postgres"])
def test_a_training_is_declared_once(stack: Stack, http: httpx.Client, books: Books, victim: str) -> None:
    api = stack.partner(http, TRAINING_BODY.client_id)
    assert api.authorization
    title = f"Travail en hauteur {uuid4()}"
    declaration = {
        "title": title,
        "proof": "attestation",
        "declarant": "training_body",
        "nir": by_login("karim").nir,
        "birth_name": by_login("karim").family_name,
        "partner_key": str(uuid4()),
        "start_date": "2026-02-02",
        "end_date": "2026-02-03",
        "validity_start_date": "2026-02-03",
    }
    path = "/partners/v1/prevention/declarations"
    answer = asked_through_a_kill(stack, victim, lambda: api.request("POST", path, json=declaration))
    assert books.count("prevention", f"training WHERE title = '{title}'") == 1
    training = answer.json()["training_id"]
    assert books.count("prevention", f"outbox WHERE position('{training}'::bytea IN data) > 0") == 1
    books.close()


@pytest.mark.parametrize("victim", ["records", "identity", "gateway", "postgres"])
def test_an_entry_is_declared_once(stack: Stack, holder: Callable[[str], Browser], books: Books, victim: str) -> None:
    browser, title = holder("karim"), f"Tricot {uuid4()}"
    assert browser.csrf_token
    key = {"Idempotency-Key": f'"{uuid4()}"'}
    draft = {"kind": "skill", "title": title}
    asked_through_a_kill(
        stack, victim, lambda: browser.request("POST", "/api/v1/passport/records", json=draft, headers=key)
    )
    assert books.count("records", f"entry WHERE title = '{title}'") == 1


@pytest.mark.parametrize(("login", "victim"), [("mickael", "identity"), ("moana", "postgres"), ("josiane", "gateway")])
def test_an_account_is_activated_once(stack: Stack, books: Books, login: str, victim: str) -> None:
    with Browser(stack.addresses.base_url) as browser:
        browser.sign_in(login)
        person = browser.ask("GET", "/api/v1/session")["person_id"]
        assert browser.csrf_token
        number = {"nir": by_login(login).nir_with_key}
        asked_through_a_kill(stack, victim, lambda: browser.request("POST", "/api/v1/account/activation", json=number))
        assert browser.ask("GET", "/api/v1/passport")["gaps"] == []
    assert books.count("identity", f"outbox WHERE position('{person}'::bytea IN data) > 0") == 1
    books.close()
