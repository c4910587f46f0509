"""The account after its activation: how the holder wants to be reached is his, and a closed passport is shut."""

import time
from collections.abc import Callable
from http import HTTPStatus

import httpx

from passeport_sandbox.demo.outsiders import Verifier
from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

LOGIN = "josiane"
ADDRESS = "josiane.vasseur@example.org"
_SOON = 20.0


def becomes(status: int, ask: Callable[[], httpx.Response]) -> httpx.Response:
    """What publishing hears by an event is so within moments."""
    began = time.monotonic()
    while (answer := ask()).status_code != status:
        assert time.monotonic() - began < _SOON, answer.text
        time.sleep(0.1)
    return answer


def change(browser: Browser, etag: str | None, **values: str | None) -> httpx.Response:
    headers = {} if etag is None else {"If-Match": etag}
    return browser.request("PATCH", "/api/v1/account", json=values, headers=headers)


def test_an_address_is_the_holders_and_closing_shuts_all_but_what_was_handed_out(
    stack: Stack, http: httpx.Client, verifier: Verifier, browser: Browser
) -> None:
    browser.sign_in(LOGIN)
    browser.activate(by_login(LOGIN).nir_with_key)
    etag = browser.request("GET", "/api/v1/account").headers["ETag"]
    assert change(browser, None, contact_email=ADDRESS).status_code == HTTPStatus.PRECONDITION_REQUIRED
    assert change(browser, '"a99"', contact_email=ADDRESS).status_code == HTTPStatus.PRECONDITION_FAILED
    for wrong, pointer in (({"contact_email": "josiane"}, "#/contact_email"), ({"language": "de"}, "#/language")):
        refused = change(browser, etag, **wrong)
        assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]
    assert change(browser, etag, contact_email=ADDRESS, language="en").json()["contact_email"] == ADDRESS
    assert ADDRESS not in stack.sql("identity", "SELECT coalesce(string_agg(account::text, ''), '') FROM account")

    entry = browser.ask("POST", "/api/v1/passport/records", json={"kind": "skill", "title": "Vannerie"})
    cv = browser.ask("POST", "/api/v1/publications", json={"title": "CV", "entry_ids": [entry["id"]]})
    document = browser.download(cv["document_url"])
    page = cv["verification_url"].removeprefix(stack.addresses.base_url)
    assert http.get(page).is_success

    with Browser(stack.addresses.base_url) as elsewhere:
        elsewhere.sign_in(LOGIN)
        # FranceConnect has another address of hers.
        assert elsewhere.ask("GET", "/api/v1/account")["contact_email"] == ADDRESS
        assert browser.ask("POST", "/api/v1/account/closure")["state"] == "closed"
        assert browser.ask("POST", "/api/v1/account/closure")["state"] == "closed"
        assert elsewhere.request("GET", "/api/v1/session").status_code == HTTPStatus.UNAUTHORIZED
        elsewhere.sign_in(LOGIN)
        shut = elsewhere.request("GET", "/api/v1/passport")
        assert (shut.status_code, shut.json()["code"]) == (HTTPStatus.FORBIDDEN, "account_closed")
        becomes(HTTPStatus.NOT_FOUND, lambda: http.get(page))
        assert verifier.document(document)["outcome"] == "authentic"
        assert elsewhere.ask("POST", shut.json()["reopening_url"])["state"] == "active"
        becomes(HTTPStatus.OK, lambda: http.get(page))
        assert entry["id"] in {one["id"] for one in elsewhere.ask("GET", "/api/v1/passport")["records"]["items"]}
        purposes = {one["purpose"] for one in elsewhere.ask("GET", "/api/v1/passport/access-log")["items"]}
        assert {"Fermeture de votre compte", "Réouverture de votre compte"} <= purposes
