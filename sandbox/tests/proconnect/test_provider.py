"""The sandbox's ProConnect keeps to the protocol, and refuses what the true one refuses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from stdnum.fr import siret

from passeport_sandbox.franceconnect import Client
from passeport_sandbox.openid.live import running
from passeport_sandbox.openid.visitor import read_forms
from passeport_sandbox.proconnect import BODIES, PROFESSIONALS
from passeport_sandbox.proconnect.app import create_app

CALLBACK, GOODBYE = "https://service.example/callback", "https://service.example/"
ASKED = {
    "response_type": "code",
    "client_id": "passeport",
    "redirect_uri": CALLBACK,
    "scope": "openid given_name usual_name uid siret",
    "state": "s" * 32,
    "nonce": "n" * 32,
}


class Clock:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(clock: Clock) -> Iterator[httpx.Client]:
    client = Client("passeport", "secret", (CALLBACK,), (GOODBYE,))
    with (
        running(lambda issuer: create_app(issuer=issuer, client=client, clock=clock)) as issuer,
        httpx.Client(base_url=issuer.removesuffix("/api/v2")) as browser,
    ):
        yield browser


def sign_in(browser: httpx.Client, login: str = "maud", **changes: str) -> dict[str, str]:
    """The parameters of the callback."""
    page = browser.get("/api/v2/authorize", params=ASKED | changes, follow_redirects=True)
    assert page.status_code == 200, page.text
    form = read_forms(page.text)[0]
    back = browser.post(form.action, data={**form.fields, "login": login})
    assert back.headers["location"].startswith(f"{CALLBACK}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(back.headers["location"]).query).items()}


def exchange(browser: httpx.Client, code: str, **changes: str) -> tuple[int, dict[str, str]]:
    form = {
        "grant_type": "authorization_code",
        "client_id": "passeport",
        "client_secret": "secret",
        "redirect_uri": CALLBACK,
        "code": code,
    }
    answer = browser.post("/api/v2/token", data=form | changes)
    return answer.status_code, answer.json()


def test_a_sign_in_gives_what_was_asked_signed(browser: httpx.Client) -> None:
    back = sign_in(browser)
    assert (back["state"], back["iss"]) == ("s" * 32, f"{str(browser.base_url).rstrip('/')}/api/v2")
    status, tokens = exchange(browser, back["code"])
    assert (status, tokens["token_type"]) == (200, "Bearer")
    keys = KeySet.import_key_set(browser.get("/api/v2/jwks").json())
    id_token = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"]).claims
    assert (id_token["nonce"], id_token["exp"] - id_token["iat"]) == ("n" * 32, 60)
    assert "siret" not in id_token
    userinfo = browser.get("/api/v2/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert userinfo.headers["content-type"] == "application/jwt"
    claims = jwt.decode(userinfo.text, keys, algorithms=["ES256"]).claims
    assert (claims["sub"], claims["siret"]) == (id_token["sub"], PROFESSIONALS["maud"].siret)
    assert "email" not in claims


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"prompt_": "login"}, "Y000400"),
        ({"nonce": ""}, "Y000400"),
        ({"state": "s" * 31}, "Y000400"),
        ({"scope": "given_name"}, "Y000400"),
        ({"scope": "openid address"}, "Y000400"),
        ({"redirect_uri": f"{CALLBACK}/"}, "Y030031"),
        ({"client_id": "another"}, "Y030031"),
    ],
)
def test_what_is_asked_wrongly_stops_on_a_page(browser: httpx.Client, changes: dict[str, str], code: str) -> None:
    page = browser.get("/api/v2/authorize", params=ASKED | changes)
    assert (page.status_code, code in page.text) == (400, True)


def test_a_code_serves_once_for_thirty_seconds_and_a_token_for_sixty(browser: httpx.Client, clock: Clock) -> None:
    code = sign_in(browser)["code"]
    assert exchange(browser, code, client_secret="x") == (401, {"error": "invalid_client"})
    status, tokens = exchange(browser, code)
    assert status == 200
    assert exchange(browser, code) == (400, {"error": "invalid_grant"})
    assert exchange(browser, sign_in(browser)["code"], redirect_uri=GOODBYE) == (400, {"error": "invalid_grant"})
    verifier = sign_in(browser, code_challenge="c" * 43, code_challenge_method="S256")["code"]
    assert exchange(browser, verifier, code_verifier="v" * 43) == (400, {"error": "invalid_grant"})
    late = sign_in(browser)["code"]
    clock.now += timedelta(seconds=60)
    assert exchange(browser, late) == (400, {"error": "invalid_grant"})
    read = browser.get("/api/v2/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert (read.status_code, read.json()) == (401, {"error": "invalid_token"})


def test_it_signs_out_whom_it_signed_in_and_goes_back_to_who_asks(browser: httpx.Client) -> None:
    _, tokens = exchange(browser, sign_in(browser)["code"])
    goodbye = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": GOODBYE, "state": "s" * 32}
    back = browser.get("/api/v2/session/end", params=goodbye)
    assert (back.status_code, back.headers["location"]) == (303, f"{GOODBYE}?state={'s' * 32}")
    for changes, code in (
        ({"id_token_hint": "x"}, "Y030110"),
        ({"post_logout_redirect_uri": CALLBACK}, "Y030111"),
        ({"state": ""}, "Y000400"),
    ):
        page = browser.get("/api/v2/session/end", params=goodbye | changes)
        assert (page.status_code, code in page.text) == (400, True)


def test_the_invented_are_of_bodies_with_a_right_siret_but_for_those_who_stay_outside() -> None:
    assert all(siret.is_valid(body.siret) and body.siret.startswith("00") for body in BODIES)
    registered = {body.siret for body in BODIES}
    outside = {one.login for one in PROFESSIONALS.values() if one.siret not in registered}
    assert outside == {"lise", "paul", "yann"}
    assert [siret.is_valid(PROFESSIONALS[login].siret) for login in ("lise", "yann")] == [True, False]
