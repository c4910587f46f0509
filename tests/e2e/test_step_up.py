"""From eidas1 to eidas2 in one browser: the same person only, another session, and then what was refused goes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack
from tests.waiting import until

LOGIN = "karim"
LEVEL = "PASSEPORT_PUBLISH_ASSURANCE"
# Of a publication that there is not.
VERDICT = "/api/v1/verifications/K7QF-2M9X-PD4T-W6HA"


@pytest.fixture
def demanding(stack: Stack, http: httpx.Client) -> Iterator[None]:
    """Publishing, asking for eidas2."""
    before = stack.programs["publishing"]
    stack.programs["publishing"] = replace(before, environment={**before.environment, LEVEL: "eidas2"})
    _restart(stack, http)
    yield
    stack.programs["publishing"] = before
    _restart(stack, http)


def _restart(stack: Stack, http: httpx.Client) -> None:
    """Restart publishing, and wait until the gateway, which tries again after a moment, has found it."""
    stack.restart("publishing")
    until(lambda: http.get(VERDICT).status_code == httpx.codes.NOT_FOUND, "the gateway finds publishing again")


@pytest.mark.usefixtures("demanding")
def test_who_must_step_up_to_publish_is_told_where_and_comes_back_to_do_it(
    stack: Stack, browser: Browser, holder: Callable[[str], Browser]
) -> None:
    browser.sign_in(LOGIN)
    browser.activate(by_login(LOGIN).nir_with_key)
    entry = browser.ask("POST", "/api/v1/passport/records", json={"kind": "skill", "title": "Vannerie"})
    draft = {"title": "CV", "entry_ids": [entry["id"]]}
    refused = browser.request("POST", "/api/v1/publications", json=draft)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (403, "assurance_too_low")
    before = browser.ask("GET", "/api/v1/session")

    # Somebody else at FranceConnect+ is not let into her session, nor her session into his.
    page = browser.step_up("isabelle", problem["step_up_url"])
    assert (page.status_code, "step_up_other_person" in page.text) == (403, True)
    assert "set-cookie" not in page.headers
    # Nor does giving up, or a fault there, cost the session that was open.
    assert browser.step_up(f"{LOGIN}~not-encrypted", problem["step_up_url"]).status_code == 403
    assert browser.ask("GET", "/api/v1/session")["csrf_token"] == before["csrf_token"]

    answer = browser.step_up(LOGIN, problem["step_up_url"])
    assert (answer.status_code, urlsplit(answer.headers["location"]).path) == (303, "/")
    after = browser.ask("GET", "/api/v1/session")
    assert (before["acr"], after["acr"]) == ("eidas1", "eidas2")
    assert (after["person_id"], after["activated"]) == (before["person_id"], True)
    # The CSRF token is made of the secret of the session.
    assert after["csrf_token"] != before["csrf_token"]
    published = browser.ask("POST", "/api/v1/publications", json=draft)
    assert browser.download(published["document_url"]).startswith(b"%PDF")

    # Signing out goes by way of FranceConnect+, and comes back with the state that was sent along.
    goodbye = browser.sign_out()
    assert goodbye.status_code == 303
    assert stack.addresses.plus_issuer in str(goodbye.url)
    home = browser.open(goodbye.headers["location"])
    assert (home.status_code, home.headers["location"]) == (303, "/")


def test_either_platform_leads_to_the_same_person_once_he_has_stepped_up(stack: Stack, browser: Browser) -> None:
    browser.sign_in("anne-laure")
    person = browser.ask("GET", "/api/v1/session")["person_id"]
    browser.step_up("anne-laure")
    with Browser(stack.addresses.base_url) as elsewhere:
        elsewhere.step_up("anne-laure", "/auth/login?acr=eidas3")
        session = elsewhere.ask("GET", "/api/v1/session")
    assert (session["acr"], session["person_id"]) == ("eidas3", person)
