"""FranceConnect+: its levels, its envelopes, its identities; and the faults that only envelopes can have."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from franceconnect.service import ISSUER, PASSPORT, ManualClock, Service, part_of
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from passeport_sandbox.franceconnect import FRANCECONNECT_PLUS, Client
from passeport_sandbox.franceconnect.app import create_app
from passeport_sandbox.franceconnect.command import main
from passeport_sandbox.franceconnect.envelopes import fetch_keys
from passeport_sandbox.openid.keys import KeyRing
from passeport_sandbox.openid.live import running

KEYS: dict[str, ECKey | RSAKey] = {
    "ECDH-ES": ECKey.generate_key("P-256", {"kid": "courbe", "use": "enc"}),
    "RSA-OAEP": RSAKey.generate_key(2048, {"kid": "rsa", "use": "enc"}),
}
SIGNS = ECKey.generate_key("P-256", {"kid": "signe", "use": "sig"})
PLUS = replace(PASSPORT, jwks_uri="http://localhost:8080/cles")
RSA_SERVICE = replace(PLUS, client_id="rsa", key_encryption="RSA-OAEP")
ALGORITHMS = jwe.JWERegistry(algorithms=["ECDH-ES", "RSA-OAEP", "A256GCM"], strict_check_header=False)


async def published(address: str) -> dict[str, Any]:
    assert address == PLUS.jwks_uri
    return dict(KeySet([SIGNS, *KEYS.values()]).as_dict(private=False))


def app_with(clients: list[Client], clock: ManualClock, keys: KeyRing, fetch: Any = published) -> FastAPI:
    platform = FRANCECONNECT_PLUS
    return create_app(issuer=ISSUER, clients=clients, clock=clock, keys=keys, platform=platform, fetch_keys=fetch)


def visitor(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8081")


@pytest.fixture
async def browser(clock: ManualClock, shared_keys: KeyRing) -> AsyncIterator[httpx.AsyncClient]:
    async with visitor(app_with([PLUS, RSA_SERVICE], clock, shared_keys)) as client:
        yield client


def opened(token: str, kind: str = "ECDH-ES") -> str:
    content = jwe.decrypt_compact(token, KEYS[kind], registry=ALGORITHMS).plaintext
    assert content is not None
    return content.decode()


async def person(service: Service, login: str) -> dict[str, Any]:
    tokens = await service.tokens(login, acr_values="eidas2", scope="openid identite_pivot preferred_username")
    answer = await service.userinfo(tokens["access_token"])
    assert answer.headers["content-type"].startswith("application/jwt")
    return await service.claims(opened(answer.text))


@pytest.mark.parametrize(("client", "kind"), [(PLUS, "ECDH-ES"), (RSA_SERVICE, "RSA-OAEP")])
async def test_tokens_come_signed_and_then_encrypted_to_the_service(
    browser: httpx.AsyncClient, clock: ManualClock, client: Client, kind: str
) -> None:
    service = Service(browser, client=client, clock=clock)
    token = (await service.tokens(acr_values="eidas2"))["id_token"]
    header = part_of(token, 0)
    assert (header["alg"], header["enc"], header["cty"], header["kid"]) == (kind, "A256GCM", "JWT", KEYS[kind].kid)
    assert (header["iss"], header["aud"]) == (ISSUER, client.client_id)
    inside = opened(token, kind)
    assert part_of(inside, 0)["alg"] == "ES256"
    assert (await service.claims(inside))["acr"] == "eidas2"


@pytest.mark.parametrize(
    ("asked", "reached"), [("eidas2", "eidas2"), ("eidas3", "eidas3"), ("eidas3 eidas2", "eidas2")]
)
async def test_the_level_is_one_of_its_own(service: Service, asked: str, reached: str) -> None:
    token = opened((await service.tokens(acr_values=asked))["id_token"])
    assert (await service.claims(token))["acr"] == reached


async def test_the_level_of_the_other_platform_is_refused(service: Service) -> None:
    assert (await service.refusal(acr_values="eidas1"))["error"] == "invalid_acr"


async def test_the_identity_is_as_it_came_and_the_person_another_one(
    service: Service, clock: ManualClock, shared_keys: KeyRing
) -> None:
    mamadou = await person(service, "mamadou")
    assert mamadou["birthdate"] == "1992-11-00"
    assert "given_name_array" not in mamadou
    other = create_app(issuer=ISSUER, clients=[PASSPORT], clock=clock, keys=shared_keys)
    async with visitor(other) as browser:
        assert (await Service(browser, clock=clock).identity("mamadou"))["sub"] != mamadou["sub"]


async def test_what_it_publishes_says_so(browser: httpx.AsyncClient) -> None:
    document = (await browser.get(f"{ISSUER}/.well-known/openid-configuration")).json()
    assert document["acr_values_supported"] == ["eidas2", "eidas3"]
    assert document["id_token_signing_alg_values_supported"] == ["ES256"]
    assert document["id_token_encryption_enc_values_supported"] == ["A256GCM"]
    assert "ECDH-ES" in document["userinfo_encryption_alg_values_supported"]
    assert [key["alg"] for key in (await browser.get(f"{ISSUER}/jwks")).json()["keys"]] == ["ES256"]


async def test_the_signed_token_is_a_hint_at_logout_and_its_envelope_is_none(service: Service) -> None:
    token = (await service.tokens(acr_values="eidas2"))["id_token"]
    address = f"{ISSUER}/session/end?post_logout_redirect_uri={PLUS.post_logout_redirect_uris[0]}&id_token_hint="
    assert (await service.browser.get(address + token)).status_code == 400
    assert (await service.browser.get(address + opened(token))).status_code == 303


@pytest.mark.parametrize(
    "fault", ["not-encrypted", "encrypted-to-another", "encrypted-to-unknown-kid", "encrypted-bare"]
)
async def test_faults_of_envelopes_are_on_demand(service: Service, fault: str) -> None:
    token = (await service.tokens(f"claire~{fault}", acr_values="eidas2"))["id_token"]
    if fault == "not-encrypted":
        assert token.count(".") == 2
    elif fault == "encrypted-to-another":
        with pytest.raises(JoseError):
            opened(token)
    elif fault == "encrypted-bare":
        assert json.loads(opened(token)) == {}
    else:
        assert part_of(token, 0)["kid"] == "inconnu"


async def _gone(address: str) -> dict[str, Any]:
    raise httpx.ConnectError("")


async def _none_that_fits(address: str) -> dict[str, Any]:
    return dict(KeySet([SIGNS]).as_dict(private=False))


@pytest.mark.parametrize(
    ("client", "fetch"),
    [(PLUS, _gone), (PLUS, _none_that_fits), (replace(PLUS, jwks_uri=None), published)],
    ids=["gone", "none that fits", "no address"],
)
async def test_a_service_without_keys_gets_no_token(
    clock: ManualClock, shared_keys: KeyRing, client: Client, fetch: Callable[[str], Any]
) -> None:
    async with visitor(app_with([client], clock, shared_keys, fetch)) as browser:
        service = Service(browser, client=client, clock=clock)
        answer = await service.token(await service.code(acr_values="eidas2"))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")


async def test_the_keys_of_a_service_are_fetched_where_it_publishes_them() -> None:
    def build(issuer: str) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/api/v2/keys", lambda: {"keys": []})
        return app

    with running(build) as address:
        assert await fetch_keys(f"{address}/keys") == {"keys": []}


def test_the_program_serves_either(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    served: list[FastAPI] = []
    monkeypatch.setattr("passeport_sandbox.franceconnect.command.serve", lambda app, host, port: served.append(app))
    (tmp_path / "secret").write_text("secret")
    options = [
        "--client-id",
        "passeport",
        "--client-secret-file",
        str(tmp_path / "secret"),
        "--redirect-uri",
        "http://x",
    ]
    assert main(options) == 0
    assert main([*options, "--plus", "http://localhost:8080/.well-known/franceconnect-jwks.json"]) == 0
    assert len(served) == 2


async def test_its_session_ends_after_ten_minutes_without_action(
    browser: httpx.AsyncClient, clock: ManualClock
) -> None:
    service = Service(browser, client=PLUS, clock=clock)
    login = await browser.get((await service.authorize(acr_values="eidas2")).headers["location"])
    assert login.status_code == 200
    clock.advance(9 * 60)
    assert (await browser.get(login.url)).status_code == 200
    clock.advance(10 * 60)
    late = await browser.get(login.url)
    assert (late.status_code, "Y190001" in late.text) == (400, True)
