"""Whoever asks for what is not his, or asks wrongly, gets the right status and a stable code."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.partner_api import PartnerApi
from passeport_sandbox.stack.stack import Stack

DRAFT = {"kind": "skill", "title": "Tricot"}
Holder = Callable[[str], Browser]


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal that is what it should be."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), problem
    assert problem["type"] == f"/problems/{code}"
    assert problem["title"]
    assert problem["detail"]
    assert len(problem["trace_id"]) == 32
    return problem


def entry_of(browser: Browser) -> dict[str, Any]:
    return browser.ask("POST", "/api/v1/passport/records", json=DRAFT)


def test_somebody_elses_entry_is_not_there(holder: Holder) -> None:
    entry = entry_of(holder("karim"))
    other, address = holder("yasmina"), f"/api/v1/passport/records/{entry['id']}"
    version = {"If-Match": f'"{entry["etag"]}"'}
    for answer in (
        other.request("GET", address),
        other.request("GET", f"{address}/provenance"),
        other.request("PATCH", address, json={"title": "À moi"}, headers=version),
        other.request("DELETE", address, headers=version),
        other.request("GET", f"/api/v1/passport/records/{uuid4()}"),
        other.request("POST", "/api/v1/publications", json={"title": "CV", "entry_ids": [entry["id"]]}),
    ):
        refused(answer, 404, "entry_not_found")
    assert holder("karim").ask("GET", address)["title"] == "Tricot"


def test_somebody_elses_publication_is_not_there(holder: Holder) -> None:
    owner = holder("karim")
    published = owner.ask("POST", "/api/v1/publications", json={"title": "CV", "entry_ids": [entry_of(owner)["id"]]})
    other = holder("yasmina")
    for path in (f"/api/v1/publications/{published['id']}", published["document_url"], published["credential_url"]):
        refused(other.request("GET", path), 404, "publication_not_found")
    refused(other.request("POST", f"/api/v1/publications/{published['id']}/withdrawal"), 404, "publication_not_found")
    assert owner.ask("GET", f"/api/v1/publications/{published['id']}")["state"] == "published"


def test_without_a_session_everything_is_shut(browser: Browser) -> None:
    for path in ("/api/v1/session", "/api/v1/account", "/api/v1/passport", "/api/v1/publications"):
        problem = refused(browser.request("GET", path), 401, "session_invalid")
        assert problem["login_url"] == "/auth/login"
    browser.http.cookies.set("__Host-passeport", "x" * 43)
    refused(browser.request("GET", "/api/v1/passport"), 401, "session_invalid")


@pytest.mark.parametrize("end", ["idle_expires_at", "expires_at"])
def test_a_session_that_expired_is_over(stack: Stack, browser: Browser, end: str) -> None:
    browser.sign_in("mickael")
    person = browser.ask("GET", "/api/v1/session")["person_id"]
    stack.sql("identity", f"UPDATE session SET {end} = now() - interval '1 second' WHERE person_id = '{person}'")
    refused(browser.request("GET", "/api/v1/passport"), 401, "session_invalid")
    refused(browser.request("GET", "/api/v1/session"), 401, "session_invalid")


def test_a_change_without_the_csrf_token_is_refused(holder: Holder) -> None:
    browser = holder("karim")
    for token in (None, "", "x" * 43, holder("yasmina").csrf_token):
        answer = browser.request("POST", "/api/v1/passport/records", json=DRAFT, headers={"X-CSRF-Token": token})
        refused(answer, 403, "csrf_invalid")
    foreign = {"Origin": "https://example.org"}
    answer = browser.request("POST", "/api/v1/passport/records", json=DRAFT, headers=foreign)
    refused(answer, 403, "origin_refused")


@pytest.mark.parametrize(
    ("draft", "pointer"),
    [
        ({**DRAFT, "nickname": "x"}, "#/nickname"),
        ({**DRAFT, "organisation": {"naem": "x"}}, "#/organisation/naem"),
        ({**DRAFT, "title": ""}, "#/title"),
        ({**DRAFT, "start_date": "2019-13"}, "#/start_date"),
        ({"kind": "skill"}, "#/title"),
    ],
)
def test_a_field_that_is_wrong_or_unknown_is_named(holder: Holder, draft: dict[str, Any], pointer: str) -> None:
    problem = refused(holder("karim").request("POST", "/api/v1/passport/records", json=draft), 422, "field_invalid")
    assert pointer in {fault["pointer"] for fault in problem["errors"]}


def test_a_body_that_is_no_json_is_refused(holder: Holder) -> None:
    send = holder("karim").request
    headers = {"Content-Type": "application/json"}
    refused(send("POST", "/api/v1/passport/records", content=b"{", headers=headers), 400, "json_invalid")
    refused(
        send("POST", "/api/v1/passport/records", content=b"a=b", headers={"Content-Type": "text/plain"}),
        415,
        "media_type_unsupported",
    )


def test_an_edit_says_which_version_it_saw(holder: Holder) -> None:
    browser = holder("karim")
    entry = entry_of(browser)
    address, change = f"/api/v1/passport/records/{entry['id']}", {"title": "Crochet"}
    refused(browser.request("PATCH", address, json=change), 428, "if_match_missing")
    refused(browser.request("DELETE", address, headers={"If-Match": '"0"'}), 412, "etag_stale")
    browser.ask("PATCH", address, json=change, headers={"If-Match": f'"{entry["etag"]}"'})
    stale = browser.request("PATCH", address, json=change, headers={"If-Match": f'"{entry["etag"]}"'})
    refused(stale, 412, "etag_stale")


def test_a_guaranteed_entry_is_not_edited(holder: Holder) -> None:
    browser = holder("karim")
    entries = browser.ask("GET", "/api/v1/passport/records")["items"]
    entry = next(one for one in entries if one["nature"] == "guaranteed")
    address, version = f"/api/v1/passport/records/{entry['id']}", {"If-Match": f'"{entry["etag"]}"'}
    refused(browser.request("PATCH", address, json={"title": "Chef"}, headers=version), 403, "entry_guaranteed")
    refused(browser.request("DELETE", address, headers=version), 403, "entry_guaranteed")


def test_a_creation_sent_twice_creates_once(holder: Holder) -> None:
    browser, key = holder("karim"), {"Idempotency-Key": f'"{uuid4()}"'}
    path = "/api/v1/passport/records"
    first, second = (browser.ask("POST", path, json=DRAFT, headers=key)["id"] for _ in range(2))
    assert first == second
    other = browser.request("POST", path, json={**DRAFT, "title": "Broderie"}, headers=key)
    refused(other, 422, "request_id_reused")
    refused(
        browser.request("POST", path, json=DRAFT, headers={"Idempotency-Key": None}), 400, "idempotency_key_missing"
    )


def test_the_number_of_somebody_else_opens_nothing(browser: Browser) -> None:
    browser.sign_in("marie-ange")
    path = "/api/v1/account/activation"
    number = by_login("marie-ange").nir
    for wrong, code in ((number + "00", "nir_key"), (number, "nir_key_missing"), (number + "0", "nir_length")):
        problem = refused(browser.request("POST", path, json={"nir": wrong}), 422, "nir_malformed")
        assert problem["errors"][0]["code"] == code
    answer = browser.request("POST", path, json={"nir": by_login("josiane").nir_with_key})
    refused(answer, 403, "activation_refused")
    shut = refused(browser.request("GET", "/api/v1/passport"), 403, "caller_not_allowed")
    assert shut["activation_url"] == path
    assert browser.activate(by_login("marie-ange").nir_with_key)["state"] == "active"


def test_too_many_wrong_numbers_lock_the_activation_for_a_while(browser: Browser) -> None:
    browser.sign_in("lan")
    wrong = {"nir": by_login("josiane").nir_with_key}
    path = "/api/v1/account/activation"
    answers = [browser.request("POST", path, json=wrong) for _ in range(7)]
    assert answers[0].status_code == httpx.codes.FORBIDDEN
    refused(answers[-1], 429, "activation_locked")
    assert int(answers[-1].headers["Retry-After"]) > 0
    refused(browser.request("POST", path, json={"nir": by_login("lan").nir_with_key}), 429, "activation_locked")


def test_at_fifteen_an_account_opens_with_an_apprenticeship_only(stack: Stack, browser: Browser) -> None:
    browser.sign_in("lila")
    answer = browser.request("POST", "/api/v1/account/activation", json={"nir": by_login("lila").nir_with_key})
    refused(answer, 403, "too_young")
    with Browser(stack.addresses.base_url) as apprentice:
        apprentice.sign_in("enzo")
        assert apprentice.activate(by_login("enzo").nir_with_key)["state"] == "active"


def test_partners_without_the_right_are_refused(http: httpx.Client, certifier: PartnerApi) -> None:
    path = "/partners/v1/feeds/dsn"
    refused(http.post(path, content=b"x"), 401, "access_token_invalid")
    unknown = {"Authorization": "Bearer unknown"}
    refused(http.post(path, content=b"x", headers=unknown), 401, "access_token_invalid")
    named = {"Content-Disposition": 'attachment; filename="a.dsn"'}
    refused(certifier.request("POST", path, content=b"S10.G00.00.001,'x'", headers=named), 403, "caller_not_allowed")
    token = http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(certifier.client_id, "wrong"))
    assert (token.status_code, token.json()["error"]) == (401, "invalid_client")
    asked = {"grant_type": "client_credentials", "scope": "feed:dsn"}
    scope = http.post("/oauth/token", data=asked, auth=(certifier.client_id, certifier.client_secret))
    assert (scope.status_code, scope.json()["error"]) == (400, "invalid_scope")


def test_a_worker_whom_nobody_knows_is_told_to_the_declarant(training_body: PartnerApi) -> None:
    declaration = {
        "title": "Travail en hauteur",
        "proof": "attestation",
        "declarant": "training_body",
        "nir": by_login("karim").nir,
        "birth_name": "INTROUVABLE",
        "partner_key": str(uuid4()),
        "start_date": "2026-02-02",
        "end_date": "2026-02-03",
        "validity_start_date": "2026-02-03",
    }
    path = "/partners/v1/prevention/declarations"
    refused(training_body.request("POST", path, json=declaration), 422, "worker_not_found")
    known = {**declaration, "birth_name": by_login("karim").family_name}
    first, second = (training_body.request("POST", path, json=known).json() for _ in range(2))
    assert (first["already_declared"], second["already_declared"]) == (False, True)
    assert first["training_id"] == second["training_id"]
    reused = training_body.request("POST", path, json={**known, "title": "Autre chose"})
    refused(reused, 422, "request_id_reused")


def test_what_is_nowhere_and_what_is_not_done_there(http: httpx.Client) -> None:
    json = {"Accept": "application/json"}
    refused(http.get("/api/v1/nowhere", headers=json), 404, "not_found")
    refused(http.delete("/api/v1/session", headers=json), 405, "method_not_allowed")
