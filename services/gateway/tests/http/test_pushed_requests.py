"""A client pushes its request, and sends the browser with a reference to it (RFC 9126)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from conftest import BASE, browser
from fakes.platforms import BACK, CLIENT, WALLET, WALLET_BACK
from passeport_gateway.http.schemas.partners import PushedShown

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
ASKED = {
    "response_type": "code",
    "client_id": WALLET,
    "redirect_uri": WALLET_BACK,
    "scope": "wallet:cv",
    "state": "s",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "issuer_state": "x",
}
OF_PLATFORM = ASKED | {"client_id": CLIENT, "redirect_uri": BACK, "scope": "cv:awards", "client_secret": "s"}


async def pushed(anyone: httpx.AsyncClient, form: dict[str, str]) -> str:
    answer = await anyone.post("/oauth/par", data=form)
    assert answer.status_code == 201, answer.text
    PushedShown.model_validate(answer.json(), extra="forbid")
    assert (answer.json()["expires_in"], answer.headers["cache-control"]) == (90, "no-store")
    uri: str = answer.json()["request_uri"]
    return uri


async def test_the_browser_comes_with_the_reference_and_is_shown_what_was_pushed(anyone: httpx.AsyncClient) -> None:
    server = (await anyone.get("/.well-known/oauth-authorization-server")).json()
    assert server["pushed_authorization_request_endpoint"] == f"{BASE}/oauth/par"
    for form in (ASKED, OF_PLATFORM):
        uri = await pushed(anyone, form)
        # What else comes in the address bar counts for nothing.
        shown = {"client_id": form["client_id"], "request_uri": uri, "scope": "cv:identity", "state": "other"}
        for _ in range(2):
            answer = await anyone.get(f"/oauth/authorize?{urlencode(shown)}")
            (back,) = parse_qs(urlsplit(answer.headers["location"]).query)["return_to"]
            said = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
            assert said == {name: value for name, value in form.items() if name != "client_secret"}


@pytest.mark.parametrize("client_id", [CLIENT, "", "x"])
async def test_a_reference_serves_its_client_alone(anyone: httpx.AsyncClient, client_id: str) -> None:
    uri = await pushed(anyone, ASKED)
    for wrong in (uri, "urn:ietf:params:oauth:request_uri:none", "https://voleur.example/"):
        shown = {"client_id": client_id, "request_uri": wrong}
        answer = await anyone.get(f"/oauth/authorize?{urlencode(shown)}", headers={"Accept": "text/html"})
        assert answer.status_code in (404, 422)
        assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_challenge": ""}, 400, "invalid_request"),
        ({"code_challenge_method": "plain"}, 400, "invalid_request"),
        ({"response_type": ""}, 400, "invalid_request"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"redirect_uri": "https://voleur.example/"}, 400, "invalid_request"),
        ({"scope": "cv:identity"}, 400, "invalid_scope"),
        ({"authorization_details": "[]"}, 400, "invalid_authorization_details"),
        ({"request_uri": "urn:x"}, 400, "invalid_request"),
        ({"state": "x" * 3000}, 400, "invalid_request"),
        ({"client_id": "inconnu"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"client_id": CLIENT, "redirect_uri": BACK}, 401, "invalid_client"),
        ({"client_secret": "s"}, 401, "invalid_client"),
    ],
)
async def test_what_will_not_do_is_refused_before_any_browser_comes(
    anyone: httpx.AsyncClient, changes: dict[str, str], status: int, error: str
) -> None:
    answer = await anyone.post("/oauth/par", data=ASKED | changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert answer.json()["error_description"].isascii()


async def test_pushing_is_limited(make_app: Callable[..., FastAPI]) -> None:
    async with browser(make_app(rate_oauth="1/minute"), None) as eager:
        codes = [(await eager.post("/oauth/par", data=ASKED)).status_code for _ in range(2)]
    assert codes == [201, 429]
