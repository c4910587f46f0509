"""Logout asked by the service."""

from collections.abc import Callable

import pytest
from franceconnect.service import GOODBYE, ISSUER, ManualClock, Service, error_code, query_of
from joserfc import jwt
from joserfc.jwk import ECKey

from passeport_sandbox.franceconnect.cookie import SESSION_COOKIE

END = f"{ISSUER}/session/end"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_logout_returns_to_the_service_and_ends_single_sign_on(
    service: Service, service_of: Callable[[str], Service], clock: ManualClock, method: str
) -> None:
    hint = (await service.tokens())["id_token"]
    clock.advance(20 * 60)  # the id_token has long expired and is a hint nonetheless
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": GOODBYE, "state": "etat-du-depart"}
    sent = {"params": asked} if method == "GET" else {"data": asked}
    response = await service.browser.request(method, END, **sent)  # type: ignore[arg-type]
    assert response.status_code == 303
    assert response.headers["location"].startswith(f"{GOODBYE}?")
    assert query_of(response.headers["location"]) == {"state": "etat-du-depart"}
    assert SESSION_COOKIE not in service.browser.cookies
    assert not (await service_of("frere").authorize()).headers["location"].endswith("/consent")


async def test_the_session_itself_is_dead_not_only_the_cookie(service: Service) -> None:
    hint = (await service.tokens())["id_token"]
    kept = service.browser.cookies[SESSION_COOKIE]
    await service.browser.get(END, params={"id_token_hint": hint})
    response = await service.browser.get(service.authorize_url(), headers={"Cookie": f"{SESSION_COOKIE}={kept}"})
    assert not response.headers["location"].endswith("/consent")


async def test_without_state_the_address_comes_back_as_registered(service: Service) -> None:
    hint = (await service.tokens())["id_token"]
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": GOODBYE}
    assert (await service.browser.get(END, params=asked)).headers["location"] == GOODBYE


@pytest.mark.parametrize("address", [None, "https://my-malicious-url.fr/", f"{GOODBYE}/"])
async def test_an_address_not_registered_gets_a_page_but_the_session_ends(
    service: Service, address: str | None
) -> None:
    hint = (await service.tokens())["id_token"]
    asked = {"id_token_hint": hint} | ({"post_logout_redirect_uri": address} if address else {})
    response = await service.browser.get(END, params=asked)
    assert response.status_code == 200
    assert "Vous êtes déconnecté" in response.text
    assert SESSION_COOKIE not in service.browser.cookies


async def test_the_hint_is_mandatory(service: Service) -> None:
    await service.tokens()
    for asked in ({}, {"id_token_hint": ""}):
        response = await service.browser.get(END, params={**asked, "post_logout_redirect_uri": GOODBYE})
        assert (response.status_code, error_code(response)) == (400, "Y030007")
    assert (await service.browser.get(f"{END}?id_token_hint=a&id_token_hint=b")).status_code == 400
    assert (await service.browser.post(END, json={})).status_code == 400
    assert (await service.authorize()).headers["location"].endswith("/consent")  # still signed in


async def test_a_hint_of_someone_else_is_refused(service: Service) -> None:
    key = ECKey.generate_key("P-256", {"kid": "pkcs11:ES256:hsm"})
    header = {"alg": "ES256", "kid": "pkcs11:ES256:hsm"}
    forged = jwt.encode(header, {"iss": ISSUER, "aud": "passeport", "sub": "x"}, key)
    for hint in (forged, "pas.un.jeton", "rien"):
        response = await service.browser.get(END, params={"id_token_hint": hint})
        assert (response.status_code, error_code(response)) == (400, "Y040001")


async def test_logging_out_twice_is_no_error(service: Service) -> None:
    asked = {"id_token_hint": (await service.tokens())["id_token"], "post_logout_redirect_uri": GOODBYE}
    for _ in range(2):
        assert (await service.browser.get(END, params=asked)).status_code == 303
