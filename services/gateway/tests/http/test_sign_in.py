"""Signing in and out: every refusal is a page with the right status, and a good session is never lost."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from conftest import BASE, browser, stopped
from fakes.identity import SignedIn
from fakes.stack import FakeStack

ISS = "https://fc.example/api/v2"
SESSION, LOGIN = "__Host-passeport", "__Host-passeport-login"


async def begin(client: httpx.AsyncClient, return_to: str = "/api/v1/account") -> str:
    """Begins to sign in and returns the state."""
    answer = await client.get("/auth/login", params={"return_to": return_to})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{ISS}/authorize?")
    return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]


async def test_a_sign_in_ends_with_a_session_and_goes_where_the_holder_wanted(anyone: httpx.AsyncClient) -> None:
    state = await begin(anyone)
    answer = await anyone.get("/auth/callback", params={"state": state, "code": "good", "iss": ISS})
    assert (answer.status_code, answer.headers["location"]) == (303, "/api/v1/account")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie
    assert (await anyone.get("/api/v1/session")).json()["family_name"] == "EXEMPLE"


async def test_the_binding_is_a_short_lived_cookie(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/auth/login")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{LOGIN}-")
    assert 300 < int(cookie.partition("Max-Age=")[2].partition(";")[0]) <= 600
    assert "HttpOnly" in cookie
    assert "Secure" in cookie


async def test_two_tabs_sign_in_each_by_itself(anyone: httpx.AsyncClient) -> None:
    states = [await begin(anyone, f"/docs?tab={tab}") for tab in range(3)]
    for tab, state in enumerate(states):
        answer = await anyone.get("/auth/callback", params={"state": state, "code": "good", "iss": ISS})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/docs?tab={tab}")


async def test_the_oldest_of_many_attempts_is_forgotten(anyone: httpx.AsyncClient) -> None:
    states = [await begin(anyone) for _ in range(8)]
    assert len([name for name in anyone.cookies if name.startswith(LOGIN)]) == 5
    answers = [
        await anyone.get("/auth/callback", params={"state": state, "code": "good", "iss": ISS}) for state in states
    ]
    assert [answer.status_code for answer in answers] == [400] * 3 + [303] * 5


async def test_one_attempt_s_cookie_is_of_no_use_to_another(anyone: httpx.AsyncClient) -> None:
    state = await begin(anyone)
    [binding] = [value for name, value in anyone.cookies.items() if name.startswith(LOGIN)]
    other = await begin(anyone)
    for name in list(anyone.cookies):
        anyone.cookies.set(name, binding)
    answer = await anyone.get("/auth/callback", params={"state": other, "code": "good", "iss": ISS})
    assert answer.status_code == 400
    assert (await anyone.get("/auth/callback", params={"state": state, "code": "good", "iss": ISS})).status_code == 303


async def test_a_browser_that_dropped_the_first_answer_gets_its_session_from_the_second(
    anyone: httpx.AsyncClient,
) -> None:
    state = await begin(anyone)
    callback = {"state": state, "code": "good", "iss": ISS}
    await anyone.get("/auth/callback", params=callback)
    del anyone.cookies[SESSION]
    again = await anyone.get("/auth/callback", params=callback)
    assert (again.status_code, again.headers["location"]) == (303, "/api/v1/account")
    assert (await anyone.get("/api/v1/session")).json()["family_name"] == "EXEMPLE"


async def test_a_double_callback_goes_on_with_the_same_session(anyone: httpx.AsyncClient) -> None:
    state = await begin(anyone)
    callback = {"state": state, "code": "good", "iss": ISS}
    await anyone.get("/auth/callback", params=callback)
    session = anyone.cookies[SESSION]
    again = await anyone.get("/auth/callback", params=callback)
    assert (again.status_code, again.headers["location"]) == (303, "/api/v1/account")
    assert "set-cookie" not in again.headers
    assert anyone.cookies[SESSION] == session


REFUSALS = [
    ({"code": "replayed"}, 400, "login_code_refused"),
    ({"code": "wrong-nonce"}, 403, "login_not_trusted"),
    ({"code": "wrong-key"}, 403, "login_not_trusted"),
    ({"code": "low-level"}, 403, "login_level_too_low"),
    ({"code": "down"}, 503, "provider_unavailable"),
    ({"code": "good", "iss": "https://evil.example"}, 403, "login_not_trusted"),
    ({"error": "access_denied", "error_description": "User auth aborted"}, 403, "login_cancelled"),
    ({"error": "invalid_scope"}, 403, "login_refused"),
    ({"code": "good", "state": "unknown"}, 400, "login_state_invalid"),
    ({"code": "good", "state": ""}, 400, "login_state_invalid"),
    ({"code": "good", "state": "\0"}, 400, "login_state_invalid"),
    ({"code": "good", "state": "x" * 50_000}, 400, "login_state_invalid"),
]


@pytest.mark.parametrize(("callback", "status", "code"), REFUSALS)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_each_refusal_is_its_own_page_and_the_session_stays(
    client: httpx.AsyncClient, callback: dict[str, str], status: int, code: str, language: str
) -> None:
    state = await begin(client)
    answer = await client.get(
        "/auth/callback", params={"state": state, "iss": ISS} | callback, headers={"Accept-Language": language}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}">' in answer.text
    assert code in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert "set-cookie" not in answer.headers
    assert (await client.get("/api/v1/session")).status_code == 200


async def test_programs_may_ask_for_json(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/auth/callback", params={"state": "x"}, headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "login_state_invalid"


async def test_a_callback_without_anything_is_a_page(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/auth/callback")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "evil"])
async def test_an_open_redirect_is_refused(anyone: httpx.AsyncClient, elsewhere: str) -> None:
    answer = await anyone.get("/auth/login", params={"return_to": elsewhere})
    assert answer.status_code == 400
    assert "return_to_refused" in answer.text


FRONT = "https://front.example"


async def test_a_known_front_end_is_come_back_to(make_app: Callable[..., FastAPI]) -> None:
    async with browser(make_app(cors_origins=(FRONT,))) as anyone:
        state = await begin(anyone, f"{FRONT}/retour?a=b#c")
        callback = {"state": state, "code": "good", "iss": ISS}
        answer = await anyone.get("/auth/callback", params=callback)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{FRONT}/retour?a=b#c")
        assert (await anyone.get("/api/v1/session")).status_code == 200
        for elsewhere in (f"{FRONT}.evil.example", f"{FRONT}@evil.example", f"{FRONT}:8443/", "http://front.example/"):
            refused = await anyone.get("/auth/login", params={"return_to": elsewhere})
            assert refused.status_code == 400
            assert "return_to_refused" in refused.text


async def test_a_front_end_that_is_known_no_longer_is_not_come_back_to(make_app: Callable[..., FastAPI]) -> None:
    async with browser(make_app(cors_origins=(FRONT,))) as before, browser(make_app()) as after:
        state = await begin(before, f"{FRONT}/retour")
        after.cookies.update(before.cookies)
        answer = await after.get("/auth/callback", params={"state": state, "code": "good", "iss": ISS})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_signing_out_leads_back_to_the_front_end_by_way_of_franceconnect(
    make_app: Callable[..., FastAPI], stack: FakeStack
) -> None:
    async with browser(make_app(cors_origins=(FRONT,)), stack.identity.sign_in()) as client:
        answer = await client.post("/auth/logout", params={"return_to": f"{FRONT}/adieu"})
        assert answer.json()["logout_url"].startswith(f"{ISS}/session/end")
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-passeport-return="))
        for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=120"):
            assert attribute in cookie
        state = parse_qs(urlsplit(answer.json()["logout_url"]).query)["state"][0]
        assert len(state) == 43
        # Whoever opens the home page meanwhile does not come from there.
        for other in ({}, {"state": "x"}, {"state": f"{state}x"}):
            assert (await client.get("/", params=other)).status_code == 200
        home = await client.get("/", params={"state": state})
        assert (home.status_code, home.headers["location"]) == (303, f"{FRONT}/adieu")
        assert (await client.get("/", params={"state": state})).status_code == 200, "once is enough"
        # There is no session any more, so FranceConnect has nothing to end.
        again = await client.post("/auth/logout", params={"return_to": f"{FRONT}/adieu"})
        assert again.json() == {"logout_url": f"{FRONT}/adieu"}


async def test_signing_out_does_not_lead_elsewhere_and_then_nobody_is_signed_out(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    answer = await client.post("/auth/logout", params={"return_to": FRONT})
    assert (answer.status_code, answer.json()["code"]) == (400, "return_to_refused")
    assert holder.token in stack.identity.sessions


async def test_a_way_back_that_is_not_ours_is_forgotten(anyone: httpx.AsyncClient) -> None:
    cookie = "__Host-passeport-return=s~https://evil.example/"
    answer = await anyone.get("/", params={"state": "s"}, headers={"Cookie": cookie})
    assert answer.status_code == 200
    assert "Max-Age=0" in answer.headers["set-cookie"]


async def test_identity_that_is_down_is_a_page_and_not_a_crash(anyone: httpx.AsyncClient, stack: FakeStack) -> None:
    async with stopped(stack, "identity"):
        for path in ("/auth/login", "/auth/callback?state=x&code=y"):
            answer = await anyone.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
            assert int(answer.headers["Retry-After"]) >= 1
        problem = (await anyone.get("/api/v1/session", headers={"Cookie": f"{SESSION}=x"})).json()
        assert problem["code"] == "unavailable"


async def test_signing_out_ends_the_session_and_tells_the_way(
    client: httpx.AsyncClient, stack: FakeStack, holder: SignedIn
) -> None:
    answer = await client.post("/auth/logout")
    assert answer.status_code == 200
    assert answer.json()["logout_url"].startswith(f"{ISS}/session/end?id_token_hint=")
    assert f'{SESSION}=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert holder.token not in stack.identity.sessions


async def test_a_form_of_our_own_page_signs_out_too(app: FastAPI, holder: SignedIn) -> None:
    async with browser(app, holder, **{"X-CSRF-Token": ""}) as page:
        answer = await page.post(
            "/auth/logout", data={"csrf_token": holder.csrf}, headers={"Accept": "text/html", "Origin": BASE}
        )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{ISS}/session/end")


async def test_signing_out_needs_the_csrf_token(app: FastAPI, stack: FakeStack, holder: SignedIn) -> None:
    async with browser(app, holder, **{"X-CSRF-Token": ""}) as thief:
        for form, place in ((None, {"header": "X-CSRF-Token"}), ({"csrf_token": "x"}, {"parameter": "csrf_token"})):
            answer = await thief.post("/auth/logout", data=form)
            assert (answer.status_code, answer.json()["code"]) == (403, "csrf_invalid")
            assert answer.json()["errors"][0].items() >= place.items()
        page = await thief.post("/auth/logout", data={"csrf_token": "x"}, headers={"Accept": "text/html"})
    assert page.status_code == 403
    assert "X-CSRF-Token" not in page.text
    assert "Revenez en arrière" in page.text
    assert holder.token in stack.identity.sessions


async def test_signing_out_without_a_session_is_nothing_to_do(anyone: httpx.AsyncClient) -> None:
    assert (await anyone.post("/auth/logout")).json() == {"logout_url": "/"}
    anyone.cookies.set(SESSION, "gone")
    answer = await anyone.post("/auth/logout")
    assert answer.json() == {"logout_url": "/"}
    assert "Max-Age=0" in answer.headers["set-cookie"]


async def test_the_session_says_who_until_when_and_how_to_write(client: httpx.AsyncClient, holder: SignedIn) -> None:
    session = (await client.get("/api/v1/session")).json()
    assert session["csrf_token"] == holder.csrf
    assert session["activated"] is True
    assert session["expire_time"].endswith("Z")


@pytest.mark.parametrize("cookie", [None, "", "unknown", "x" * 5000])
async def test_without_a_good_session_the_way_in_is_told(anyone: httpx.AsyncClient, cookie: str | None) -> None:
    if cookie is not None:
        anyone.cookies.set(SESSION, cookie)
    for path in ("/api/v1/session", "/api/v1/passport"):
        answer = await anyone.get(path)
        assert answer.status_code == 401
        assert answer.json()["code"] == "session_invalid"
        assert answer.json()["login_url"] == "/auth/login"
        assert "WWW-Authenticate" in answer.headers


async def test_sign_ins_are_counted_by_address(make_app: Callable[..., FastAPI]) -> None:
    async with browser(make_app(rate_sign_in="2/minute")) as eager:
        answers = [await eager.get("/auth/login") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("path", "doubled"),
    [
        ("/auth/login?acr=eidas2&acr=eidas1", ["acr"]),
        ("/auth/login?return_to=/a&return_to=/b&acr=eidas1&acr=eidas1", ["return_to", "acr"]),
        ("/auth/callback?state=a&code=x&state=b", ["state"]),
        ("/api/v1/passport/records?page_size=1&page_size=2", ["page_size"]),
    ],
)
async def test_a_parameter_that_is_there_twice_is_named(
    client: httpx.AsyncClient, path: str, doubled: list[str]
) -> None:
    answer = await client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert [(fault["parameter"], fault["code"]) for fault in answer.json()["errors"]] == [
        (name, "duplicate") for name in doubled
    ]


async def test_parameters_that_may_repeat_or_are_not_ours_are_no_fault(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/passport/records?kind=certification&kind=language&utm=1&utm=2")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/auth/login", "/auth/professional/login"])
async def test_who_cannot_sign_in_now_is_told_before_he_is_sent_anywhere(
    anyone: httpx.AsyncClient, stack: FakeStack, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for identity in (stack.identity, stack.identity.professionals):
        monkeypatch.setattr(identity, "provider_away", True)
    answer = await anyone.get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert answer.headers["Retry-After"] == "30"
    assert "set-cookie" not in answer.headers
    assert f'href="{path}"' in answer.text
