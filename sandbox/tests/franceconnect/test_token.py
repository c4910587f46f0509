"""The token endpoint: who may ask, what a code is worth, how long, and the shape of the answer."""

from collections.abc import Callable

import pytest
from franceconnect.service import ISSUER, PASSPORT, ManualClock, Service, challenge_of, part_of


async def test_the_answer_has_five_members(service: Service) -> None:
    response = await service.token(await service.code(scope="openid email scope_inconnu"))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in response.headers
    answer = response.json()
    assert set(answer) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    assert (answer["expires_in"], answer["token_type"], answer["scope"]) == (60, "Bearer", "openid email")


async def test_the_id_token_says_how_and_for_whom_but_not_who(service: Service, clock: ManualClock) -> None:
    code = await service.code(nonce="n" * 43)
    clock.advance(10)
    token = (await service.token(code)).json()["id_token"]
    claims = await service.claims(token)
    now = int(clock().timestamp())
    assert part_of(token, 0) == {"alg": "ES256", "kid": "pkcs11:ES256:hsm"}
    assert set(claims) == {"sub", "acr", "auth_time", "nonce", "aud", "exp", "iat", "iss"}
    assert claims["iss"] == ISSUER
    assert claims["aud"] == PASSPORT.client_id
    assert claims["acr"] == "eidas1"
    assert claims["nonce"] == "n" * 43
    assert (claims["iat"], claims["exp"], claims["auth_time"]) == (now, now + 60, now - 10)


async def test_the_algorithm_is_that_agreed_with_the_service(service_of: Callable[[str], Service]) -> None:
    service = service_of("rsa")
    tokens = await service.tokens()
    assert part_of(tokens["id_token"], 0) == {"alg": "RS256", "kid": "pkcs11:RS256:hsm"}
    assert (await service.claims(tokens["id_token"]))["aud"] == "rsa"
    assert part_of((await service.userinfo(tokens["access_token"])).text, 0)["alg"] == "RS256"


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (29, 200), (30, 400), (500, 400)])
async def test_a_code_lasts_thirty_seconds(service: Service, clock: ManualClock, seconds: int, status: int) -> None:
    code = await service.code()
    clock.advance(seconds)
    response = await service.token(code)
    assert response.status_code == status
    if status == 400:
        assert response.json()["error"] == "invalid_grant"
        assert "expired" in response.json()["error_description"]


async def test_a_code_serves_once_and_a_second_use_revokes_the_first(service: Service) -> None:
    code = await service.code()
    first = (await service.token(code)).json()
    assert (await service.userinfo(first["access_token"])).status_code == 200
    second = await service.token(code)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert (await service.userinfo(first["access_token"])).status_code == 401


async def test_a_second_use_leaves_the_tokens_of_others_alone(service: Service) -> None:
    other = await service.tokens()
    code = await service.code()
    await service.token(code)
    await service.token(code)
    assert (await service.userinfo(other["access_token"])).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "error", "detail", "code"),
    [
        ({"client_secret": "faux"}, 401, "invalid_client", "invalid secret provided", "Y0434A7B"),
        ({"client_secret": None}, 401, "invalid_client", "invalid secret provided", "Y0434A7B"),
        ({"client_id": "inconnu"}, 401, "invalid_client", "client not found", ""),
        ({"client_id": None}, 400, "invalid_request", "no client authentication mechanism", ""),
        ({"code": ""}, 400, "invalid_request", "missing required parameter 'code'", "Y048017B"),
        ({"code": None}, 400, "invalid_request", "missing required parameter 'code'", "Y048017B"),
        ({"code": "inconnu"}, 400, "invalid_grant", "authorization code not found", "Y049E20B"),
        ({"redirect_uri": None}, 400, "invalid_request", "'redirect_uri'", ""),
        ({"redirect_uri": "http://localhost:8080/autre?page=1"}, 400, "invalid_grant", "redirect_uri mismatch", ""),
        ({"grant_type": None}, 400, "invalid_request", "'grant_type'", ""),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type", "", ""),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "", ""),
        ({"code_verifier": "v" * 43}, 400, "invalid_grant", "PKCE", ""),
    ],
)
async def test_refusals_are_json_with_a_link_to_the_documentation(
    service: Service, change: dict[str, str | None], status: int, error: str, detail: str, code: str
) -> None:
    issued = await service.code()
    response = await service.token(**{"code": issued, **change})  # type: ignore[arg-type]
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert detail in response.json()["error_description"]
    assert f"/fs-technique-erreurs/?code={code}" in response.json()["error_uri"]
    assert "&id=" in response.json()["error_uri"]
    assert "set-cookie" not in response.headers
    assert (await service.token(issued)).status_code == 200  # a refusal does not use the code up


async def test_the_code_of_another_service_is_worth_nothing(
    service: Service, service_of: Callable[[str], Service]
) -> None:
    code = await service.code()
    stolen = await service_of("autre").token(code)
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert (await service.token(code)).status_code == 200


async def test_basic_authentication_is_not_agreed(service: Service) -> None:
    code = await service.code()
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": PASSPORT.redirect_uris[0]}
    auth = (PASSPORT.client_id, PASSPORT.client_secret)
    response = await service.browser.post(f"{ISSUER}/token", data=body, auth=auth)
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
async def test_only_a_form_is_read(service: Service, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    response = await service.browser.post(f"{ISSUER}/token", content=b"grant_type=x", headers=headers)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("body", [b"a=1&a=2", b"a=" + b"x" * 70_000, b"\xff=1"])
async def test_a_form_that_repeats_is_too_long_or_is_not_text_is_refused(service: Service, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await service.browser.post(f"{ISSUER}/token", content=body, headers=headers)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(("verifier", "status"), [("v" * 43, 200), ("w" * 43, 400), (None, 400), ("é" * 43, 400)])
async def test_pkce_binds_who_began_with_it(service: Service, verifier: str | None, status: int) -> None:
    code = await service.code(code_challenge=challenge_of("v" * 43), code_challenge_method="S256")
    response = await service.token(code, code_verifier=verifier)
    assert response.status_code == status
    if status == 400:
        assert response.json()["error"] == "invalid_grant"


async def test_a_revoked_token_is_dead(service: Service, service_of: Callable[[str], Service]) -> None:
    token = (await service.tokens())["access_token"]
    for client_id in ("autre", "passeport"):
        assert (await service.userinfo(token)).status_code == 200
        client = service_of(client_id).client
        body = {"token": token, "client_id": client.client_id, "client_secret": client.client_secret}
        assert (await service.browser.post(f"{ISSUER}/token/revocation", data=body)).status_code == 200
    assert (await service.userinfo(token)).status_code == 401


async def test_revocation_needs_the_secret_and_forgives_an_unknown_token(service: Service) -> None:
    address = f"{ISSUER}/token/revocation"
    body = {"token": "inconnu", "client_id": PASSPORT.client_id, "client_secret": "faux"}
    assert (await service.browser.post(address, data=body)).status_code == 401
    body["client_secret"] = PASSPORT.client_secret
    assert (await service.browser.post(address, data=body)).status_code == 200
    del body["token"]
    assert (await service.browser.post(address, data=body)).status_code == 400
