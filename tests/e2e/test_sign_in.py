"""Whatever FranceConnect or a stranger sends back gets its own clear page, never a 500, and no good session is lost."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from passeport_sandbox.openid import scenarios, sign_in_blocking
from passeport_sandbox.personas import by_login
from passeport_sandbox.stack.browser import Browser
from passeport_sandbox.stack.stack import Stack

LOGIN = "isabelle"
# What each misbehaviour of the provider comes to: the status of the page, and the stable code on it.
FAULTS = {
    "bad-signature": (403, "login_not_trusted"),
    "unsigned": (403, "login_not_trusted"),
    "symmetric": (403, "login_not_trusted"),
    "unknown-kid": (403, "login_not_trusted"),
    "wrong-iss": (403, "login_not_trusted"),
    "no-iss": (403, "login_not_trusted"),
    "wrong-state": (400, "login_state_invalid"),
    "token-wrong-iss": (403, "login_not_trusted"),
    "wrong-nonce": (403, "login_not_trusted"),
    "wrong-audience": (403, "login_not_trusted"),
    "expired-id-token": (403, "login_not_trusted"),
    "low-acr": (403, "login_level_too_low"),
    "no-sub": (403, "login_not_trusted"),
    "other-sub": (403, "login_not_trusted"),
    "userinfo-wrong-audience": (403, "login_not_trusted"),
    "userinfo-json": (403, "login_not_trusted"),
    "userinfo-500": (503, "provider_unavailable"),
    "token-500": (503, "provider_unavailable"),
    "slow": (503, "provider_unavailable"),
    "code-expired": (400, "login_code_refused"),
}
# FranceConnect keeps these people on a page of its own.
NEVER_COME_BACK = {"no-email"}
# Wrong envelopes are those of FranceConnect+; identity's own tests sign in there.
AT_FRANCECONNECT_PLUS = {name for name, scenario in scenarios.load().items() if scenario.envelope != "own"}


@pytest.fixture(scope="module")
def isabelle(holder: Callable[[str], Browser]) -> Iterator[Browser]:
    """Somebody with a good session, which must outlive whatever else happens in her browser."""
    browser = holder(LOGIN)
    yield browser
    assert browser.ask("GET", "/api/v1/session")["family_name"] == by_login(LOGIN).family_name


def assert_page(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert f"<code>{code}</code>" in answer.text
    assert 'href="/auth/login"' in answer.text
    assert "set-cookie" not in answer.headers
    assert ("Retry-After" in answer.headers) == (status == 503)


def is_still_in(browser: Browser) -> bool:
    session = browser.request("GET", "/api/v1/session")
    return session.is_success and session.json()["family_name"] == by_login(LOGIN).family_name


def test_every_misbehaviour_of_the_sandbox_is_tried() -> None:
    assert set(scenarios.load()) == set(FAULTS) | NEVER_COME_BACK | AT_FRANCECONNECT_PLUS


@pytest.mark.parametrize("fault", FAULTS)
def test_a_misbehaving_provider_gets_its_page(isabelle: Browser, fault: str) -> None:
    assert_page(isabelle.sign_in(f"{LOGIN}~{fault}"), *FAULTS[fault])
    assert is_still_in(isabelle)


def test_each_cause_has_words_of_its_own(isabelle: Browser) -> None:
    pages = {
        fault: isabelle.sign_in(f"{LOGIN}~{fault}").text for fault in ("wrong-nonce", "bad-signature", "wrong-iss")
    }
    assert "nonce" in pages["wrong-nonce"]
    assert "signature" in pages["bad-signature"]
    assert "iss" in pages["wrong-iss"]


def test_giving_up_is_a_page_that_says_so(isabelle: Browser) -> None:
    assert_page(isabelle.open(isabelle.give_up()), 403, "login_cancelled")
    assert is_still_in(isabelle)


def test_a_double_callback_goes_on_to_the_same_place_with_the_same_session(stack: Stack) -> None:
    with Browser(stack.addresses.base_url) as browser:
        callback = browser.visit_franceconnect("moana", return_to="/api/v1/account")
        first = browser.open(callback)
        session = browser.ask("GET", "/api/v1/session")
        second = browser.open(callback)
        assert first.status_code == second.status_code == httpx.codes.SEE_OTHER
        assert first.headers["location"] == second.headers["location"] == "/api/v1/account"
        assert browser.ask("GET", "/api/v1/session")["csrf_token"] == session["csrf_token"]


def test_a_callback_replayed_by_another_browser_opens_nothing(stack: Stack) -> None:
    with Browser(stack.addresses.base_url) as browser, Browser(stack.addresses.base_url) as thief:
        callback = browser.visit_franceconnect("moana")
        # Before its owner came back, and after.
        for _ in range(2):
            thief.begin()
            assert_page(thief.open(callback), 400, "login_state_invalid")
            assert thief.request("GET", "/api/v1/session").status_code == httpx.codes.UNAUTHORIZED
            browser.open(callback)
        assert browser.ask("GET", "/api/v1/session")["family_name"] == "TEHEIURA"


def test_a_code_that_served_opens_nothing_in_another_attempt(isabelle: Browser) -> None:
    first = isabelle.visit_franceconnect(LOGIN)
    assert isabelle.open(first).status_code == httpx.codes.SEE_OTHER
    second = isabelle.visit_franceconnect(LOGIN)
    used = parse_qs(urlsplit(first).query)["code"][0]
    fresh = {name: values[0] for name, values in parse_qs(urlsplit(second).query).items()}
    answer = isabelle.open(f"/auth/callback?{urlencode({**fresh, 'code': used})}")
    assert_page(answer, 400, "login_code_refused")
    assert is_still_in(isabelle)


def test_an_attempt_that_lapsed_opens_nothing(stack: Stack, isabelle: Browser) -> None:
    callback = isabelle.visit_franceconnect(LOGIN)
    stack.sql("identity", "UPDATE sign_in_attempt SET expires_at = now() - interval '1 second' WHERE used_at IS NULL")
    assert_page(isabelle.open(callback), 400, "login_state_invalid")
    assert is_still_in(isabelle)


@pytest.mark.parametrize(
    "query", ["", "?state=x", "?code=x&state=y&iss=z", "?error=server_error&state=y", "?state=%00"]
)
def test_an_invented_callback_opens_nothing(isabelle: Browser, query: str) -> None:
    assert_page(isabelle.open(f"/auth/callback{query}"), 400, "login_state_invalid")
    assert is_still_in(isabelle)


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/%0d%0aX: y"]
)
def test_the_way_back_never_leads_elsewhere(browser: Browser, elsewhere: str) -> None:
    answer = browser.open(f"/auth/login?{urlencode({'return_to': elsewhere})}")
    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert "<code>return_to_refused</code>" in answer.text


def test_a_new_sign_in_ends_the_session_before_it(stack: Stack) -> None:
    with Browser(stack.addresses.base_url) as browser, Browser(stack.addresses.base_url) as copy:
        browser.sign_in("moana")
        for cookie in browser.http.cookies.jar:
            copy.http.cookies.jar.set_cookie(cookie)
        assert copy.request("GET", "/api/v1/session").is_success
        browser.open(sign_in_blocking(browser.http, browser.begin(), "karim"))
        assert browser.ask("GET", "/api/v1/session")["family_name"] == "ZERROUKI"
        assert copy.request("GET", "/api/v1/session").status_code == httpx.codes.UNAUTHORIZED
