"""The pages a person goes through: login, information, return, abandonment, and the session behind them."""

from collections.abc import Callable

import httpx
import pytest
from franceconnect.service import ISSUER, ManualClock, Service, error_code, query_of

from passeport_sandbox.franceconnect.cookie import SESSION_COOKIE
from passeport_sandbox.openid.visitor import Form, SignInError, read_forms, sign_in
from passeport_sandbox.personas import load


async def open_login(service: Service, **changes: str | None) -> httpx.Response:
    response = await service.browser.get(service.authorize_url(**changes), follow_redirects=True)
    assert response.status_code == 200
    return response


def form_to(page: httpx.Response, step: str) -> Form:
    return next(form for form in read_forms(page.text) if form.action.endswith(step))


async def post(service: Service, form: Form, **typed: str) -> httpx.Response:
    return await service.browser.post(form.action, data={**form.fields, **typed})


async def log_in(service: Service, login: str = "claire", **changes: str | None) -> httpx.Response:
    """Return the information page."""
    form = form_to(await open_login(service, **changes), "/login")
    response = await post(service, form, login=login, password="123")
    assert response.status_code == 303
    return await service.browser.get(response.headers["location"])


async def test_the_login_page_is_plain_accessible_french_and_says_what_it_is(service: Service) -> None:
    page = await open_login(service)
    text = page.text
    assert '<html lang="fr">' in text
    assert "n’est pas FranceConnect" in text
    assert '<label for="login">' in text
    assert '<label for="password">' in text
    assert text.count("<h1>") == 1
    assert "<script" not in text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert (await service.browser.get("/api/v2/assets/sandbox.css")).headers["content-type"].startswith("text/css")


async def test_the_login_page_lists_every_persona_and_every_fault(service: Service) -> None:
    page = await open_login(service)
    for persona in load():
        assert f'value="{persona.login}"' in page.text
        assert persona.full_name in page.text
    assert "~bad-signature" in page.text


async def test_the_button_of_a_line_signs_that_persona_in(service: Service) -> None:
    page = await open_login(service)
    in_the_table = [form for form in read_forms(page.text) if form.action.endswith("/login")][1]
    response = await post(service, in_the_table, login="mamadou")
    assert response.status_code == 303
    assert "Mamadou DIALLO" in (await service.browser.get(response.headers["location"])).text


@pytest.mark.parametrize(
    ("login", "password"),
    [("claire", "1234"), ("claire", ""), ("personne", "123"), ("claire~inconnu", "123"), ("", "123")],
)
async def test_a_wrong_login_shows_the_form_again(service: Service, login: str, password: str) -> None:
    form = form_to(await open_login(service), "/login")
    response = await post(service, form, login=login, password=password)
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert 'aria-describedby="login-error"' in response.text
    information = await service.browser.get(form.action.replace("/login", "/consent"))
    assert (information.status_code, error_code(information)) == (403, "Y100004")


async def test_the_session_cookie_is_out_of_reach_and_changes_at_login(service: Service) -> None:
    response = await service.authorize()
    assert "httponly" in response.headers["set-cookie"].lower()
    assert "samesite=lax" in response.headers["set-cookie"].lower()
    before = service.browser.cookies[SESSION_COOKIE]
    await log_in(service)
    assert service.browser.cookies[SESSION_COOKIE] != before


async def test_a_cookie_known_before_the_login_gives_nothing_after_it(
    service: Service, browser: httpx.AsyncClient
) -> None:
    first = await service.authorize()
    planted = browser.cookies[SESSION_COOKIE]
    await log_in(service)
    browser.cookies.clear()
    headers = {"Cookie": f"{SESSION_COOKIE}={planted}"}
    response = await browser.get(first.headers["location"], headers=headers)
    assert error_code(response) == "Y190001"


@pytest.mark.parametrize("step", ["/login", "/abort"])
async def test_a_form_from_elsewhere_is_refused(service: Service, step: str) -> None:
    form = form_to(await open_login(service), step)
    typed = {"login": "claire", "password": "123"}
    without = await service.browser.post(form.action, data=typed)
    assert (without.status_code, error_code(without)) == (400, "Y470002")
    wrong = await service.browser.post(form.action, data={**typed, "csrf": "x" * 43})
    assert (wrong.status_code, error_code(wrong)) == (401, "Y470001")
    no_form = await service.browser.post(form.action, json=typed)
    assert error_code(no_form) == "Y470002"


async def test_consent_from_elsewhere_is_refused(service: Service) -> None:
    form = form_to(await log_in(service), "/consent")
    assert error_code(await service.browser.post(form.action, data={"csrf": "é"})) == "Y470001"
    assert (await post(service, form)).status_code == 303


async def test_the_information_page_shows_what_will_be_sent_and_nothing_else(service: Service) -> None:
    page = await log_in(service, "isabelle", scope="openid family_name preferred_username")
    assert "Nom de naissance" in page.text
    assert "BENSAÏD" in page.text
    assert "famille.bensaid@example.org" not in page.text
    assert "1979" not in page.text


async def test_the_information_page_speaks_french(service: Service) -> None:
    page = await log_in(service, "yasmina", scope="openid gender birthplace")
    assert "<dd>féminin</dd>" in page.text
    assert "<em>non renseigné</em>" in page.text


async def test_an_anonymous_sign_in_says_so(service: Service) -> None:
    assert "anonyme" in (await log_in(service, scope="openid")).text


async def test_refreshing_the_information_page_changes_nothing(service: Service) -> None:
    page = await log_in(service)
    again = await service.browser.get(page.url)
    assert again.text == page.text


async def test_consent_returns_to_the_service_with_code_state_and_iss(service: Service) -> None:
    form = form_to(await log_in(service, state="mon-etat"), "/consent")
    response = await post(service, form)
    assert response.status_code == 303
    assert response.headers["content-type"].startswith("text/html")
    answer = query_of(response.headers["location"])
    assert set(answer) == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("mon-etat", ISSUER)
    assert error_code(await post(service, form)) == "Y190001"


@pytest.mark.parametrize("identified", [False, True])
async def test_the_person_may_go_back_at_any_moment(service: Service, *, identified: bool) -> None:
    opened = log_in if identified else open_login
    page = await opened(service, state="mon-etat")
    response = await post(service, form_to(page, "/abort"))
    assert response.status_code == 303
    assert query_of(response.headers["location"]) == {
        "error": "access_denied",
        "error_description": "User auth aborted",
        "state": "mon-etat",
        "iss": ISSUER,
    }


async def test_abandon_does_as_the_button(service: Service) -> None:
    assert (await service.cancel())["error"] == "access_denied"


async def test_a_second_service_asks_for_no_second_login(
    service: Service, service_of: Callable[[str], Service], clock: ManualClock
) -> None:
    first = await service.claims((await service.tokens("claire"))["id_token"])
    clock.advance(29 * 60)
    response = await service_of("frere").authorize()
    assert response.headers["location"].endswith("/consent")
    page = await service.browser.get(response.headers["location"])
    assert "Claire FONTANEL" in page.text
    code = query_of((await post(service, form_to(page, "/consent"))).headers["location"])["code"]
    again = (await service_of("frere").token(code)).json()
    assert (await service.claims(again["id_token"]))["auth_time"] == first["auth_time"]


async def test_another_identity_may_be_chosen_in_spite_of_single_sign_on(service: Service) -> None:
    await service.tokens("claire")
    response = await service.authorize()
    login = await service.browser.get(response.headers["location"].removesuffix("/consent"))
    await post(service, form_to(login, "/login"), login="enzo", password="123")
    assert "Enzo MARCHETTI" in (await service.browser.get(response.headers["location"])).text


async def test_the_session_ends_after_half_an_hour_without_action(service: Service, clock: ManualClock) -> None:
    page = await open_login(service)
    clock.advance(29 * 60)
    assert (await service.browser.get(page.url)).status_code == 200
    clock.advance(29 * 60)
    assert (await service.browser.get(page.url)).status_code == 200
    clock.advance(30 * 60)
    late = await service.browser.get(page.url)
    assert (late.status_code, error_code(late)) == (400, "Y190001")


async def test_without_a_session_there_is_no_page(service: Service) -> None:
    page = await open_login(service)
    service.browser.cookies.clear()
    assert error_code(await service.browser.get(page.url)) == "Y190001"
    service.browser.cookies.set(SESSION_COOKIE, "inconnue")
    assert error_code(await service.browser.get(page.url)) == "Y190001"
    assert (await service.authorize()).status_code == 303


async def test_one_browser_cannot_fill_the_memory(service: Service) -> None:
    oldest = await open_login(service)
    for _ in range(20):
        await service.authorize()
    assert error_code(await service.browser.get(oldest.url)) == "Y190001"


@pytest.mark.parametrize(
    ("client_id", "prompt", "asked"),
    [
        ("presse", "login", False),
        ("presse", "login consent", True),
        ("presse", None, True),
        ("passeport", "login", True),
    ],
)
async def test_only_an_authorised_service_skips_the_information_page(
    service_of: Callable[[str], Service], client_id: str, prompt: str | None, *, asked: bool
) -> None:
    service = service_of(client_id)
    form = form_to(await open_login(service, prompt=prompt), "/login")
    response = await post(service, form, login="claire", password="123")
    assert response.headers["location"].endswith("/consent") is asked
    assert ("code" in query_of(response.headers["location"])) is not asked


async def test_what_is_typed_is_shown_as_text(service: Service) -> None:
    form = form_to(await open_login(service, state='"><script>'), "/login")
    assert "<script" not in (await post(service, form, login="<script>", password="x")).text


async def test_the_visitor_is_who_was_asked_for_whoever_came_before(service: Service) -> None:
    for login, name in (("claire", "FONTANEL"), ("enzo", "MARCHETTI")):
        assert (await service.identity(login))["family_name"] == name


async def test_the_visitor_says_where_it_stopped(service: Service) -> None:
    with pytest.raises(SignInError, match="Y030007"):
        await sign_in(service.browser, service.authorize_url(nonce="court"), "claire")
    with pytest.raises(SignInError, match="400"):
        await sign_in(service.browser, service.authorize_url(), "personne")
