"""Offers of the holder, and the endpoints of wallets: what each refusal is called in the standard."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from conftest import browser
from fakes.refusals import refusal
from fakes.stack import FakeStack
from fakes.wallets import CODE, NONCE, TOKEN, TX_CODE
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_gateway.domain.wallets import CONFIGURATIONS, GRANT
from passeport_gateway.http.schemas.wallets import CredentialOfferMade, CredentialOfferShown, WalletRefused

BASE = "https://passeport.example"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ASKED: dict[str, Any] = {"credential_configuration_id": "passeport_cv_sd_jwt", "proofs": {"jwt": ["a.b.c"]}}


async def test_a_holder_offers_a_publication_and_sees_what_became_of_it(
    app: FastAPI, client: httpx.AsyncClient, stack: FakeStack
) -> None:
    path = f"/api/v1/publications/{new_id()}/credential-offers"
    made = await client.post(path, json={"tx_code": True})
    assert made.status_code == 200, made.text
    body = made.json()
    CredentialOfferMade.model_validate(body, extra="forbid")
    assert (body["state"], body["tx_code"], body["qr_svg"]) == ("open", TX_CODE, "<svg/>")
    assert made.headers["cache-control"] == "no-store"
    assert (await client.post(path, json={})).json()["tx_code"] is None
    listed = (await client.get(path)).json()["items"][:2]
    CredentialOfferShown.model_validate(listed[0], extra="forbid")
    assert [offer["needs_tx_code"] for offer in listed] == [False, True]
    for _ in range(2):
        assert (await client.delete(f"{path}/{body['id']}")).status_code == 204
    assert [offer["state"] for offer in (await client.get(path)).json()["items"][:2]] == ["open", "ended"]
    for other in (new_id(), "x"):
        unknown = await client.delete(f"{path}/{other}")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "credential_offer_not_found")
    wrong: list[Any] = [{"tx_code": 1}, {"pin": "1"}, []]
    for asked in wrong:
        assert (await client.post(path, json=asked)).status_code == 422
    nobody = await client.post("/api/v1/publications/x/credential-offers", json={})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "publication_not_found")
    async with browser(app, None) as stranger:
        assert (await stranger.post(path, json={})).status_code == 401
        assert (await stranger.get(path)).status_code == 401


async def test_the_metadata_says_where_everything_is(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/.well-known/openid-credential-issuer")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    found = answer.json()
    assert found["credential_issuer"] == BASE
    # The issuer is its own authorization server: no other is named.
    assert "authorization_servers" not in found
    server = (await anyone.get("/.well-known/oauth-authorization-server")).json()
    assert GRANT in server["grant_types_supported"]
    assert server["pre-authorized_grant_anonymous_access_supported"] is True
    assert set(found["credential_configurations_supported"]) == set(CONFIGURATIONS)
    configuration = found["credential_configurations_supported"]["passeport_cv_sd_jwt"]
    assert (configuration["format"], configuration["vct"]) == ("dc+sd-jwt", f"{BASE}/credential-types/cv/v1")
    assert configuration["cryptographic_binding_methods_supported"] == ["jwk"]
    nonce = await anyone.post(found["nonce_endpoint"])
    assert (nonce.status_code, nonce.json(), nonce.headers["cache-control"]) == (200, {"c_nonce": NONCE}, "no-store")
    taken = await anyone.post(found["credential_endpoint"], json=ASKED, headers=BEARER)
    assert taken.json() == {"credentials": [{"credential": "credential-a.b.c"}]}
    assert taken.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"pre-authorized_code": "other"}, "invalid_grant"),
        ({"pre-authorized_code": "x" * 300}, "invalid_grant"),
        ({}, "invalid_request"),
        ({"pre-authorized_code": CODE, "tx_code": "1"}, "invalid_request"),
        ({"pre-authorized_code": "a\0"}, "invalid_request"),
    ],
)
async def test_a_code_that_will_not_do_is_called_as_the_standard_says(
    anyone: httpx.AsyncClient, form: dict[str, str], error: str
) -> None:
    answer = await anyone.post("/oauth/token", data={"grant_type": GRANT} | form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_code_gives_a_token_and_a_transaction_code_is_told_apart(
    anyone: httpx.AsyncClient, stack: FakeStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"grant_type": GRANT, "pre-authorized_code": CODE}
    answer = await anyone.post("/oauth/token", data=form | {"client_id": "a-wallet", "authorization_details": "[]"})
    assert answer.json() == {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300}
    monkeypatch.setattr(stack.wallets, "tx_code", TX_CODE)
    for given, error in (({}, "invalid_request"), ({"tx_code": "1"}, "invalid_grant")):
        assert (await anyone.post("/oauth/token", data=form | given)).json()["error"] == error
    assert (await anyone.post("/oauth/token", data=form | {"tx_code": TX_CODE})).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"credential_configuration_id": None}, "invalid_credential_request"),
        ({"credential_configuration_id": "other"}, "unknown_credential_configuration"),
        ({"credential_identifier": "x"}, "unknown_credential_identifier"),
        ({"credential_response_encryption": {}}, "invalid_encryption_parameters"),
        ({"proofs": None}, "invalid_proof"),
        ({"proofs": {}}, "invalid_proof"),
        ({"proofs": {"jwt": []}}, "invalid_proof"),
        ({"proofs": {"jwt": ["x"] * 11}}, "invalid_proof"),
        ({"proofs": {"jwt": "x"}}, "invalid_proof"),
        ({"proofs": {"jwt": [1]}}, "invalid_proof"),
        ({"proofs": {"jwt": ["a\0"]}}, "invalid_proof"),
        ({"proofs": {"di_vp": [{}]}}, "invalid_proof"),
        ({"proofs": {"jwt": ["x"], "di_vp": []}}, "invalid_proof"),
    ],
)
async def test_a_request_that_will_not_do_is_called_as_the_standard_says(
    anyone: httpx.AsyncClient, stack: FakeStack, changes: dict[str, Any], error: str
) -> None:
    stack.wallets.taken.clear()
    answer = await anyone.post("/wallet/credential", json=ASKED | changes, headers=BEARER)
    WalletRefused.model_validate(answer.json(), extra="forbid")
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"].isascii()
    assert stack.wallets.taken == []


async def test_what_is_no_json_object_is_no_credential_request(anyone: httpx.AsyncClient) -> None:
    twice = json.dumps(ASKED)[:-1] + ', "proofs": {}}'
    for content, media in (
        ("{", "application/json"),
        ("[]", "application/json"),
        ("", "application/json"),
        (twice, "application/json"),
        (json.dumps(ASKED), "text/plain"),
        ("x=1", "application/x-www-form-urlencoded"),
    ):
        headers = BEARER | {"Content-Type": media}
        answer = await anyone.post("/wallet/credential", content=content, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_credential_request"), content
    large = await anyone.post("/wallet/credential", json=ASKED | {"x": "x" * 70_000}, headers=BEARER)
    assert (large.status_code, large.json()["error"]) == (413, "invalid_request")
    # What is not known is ignored.
    assert (await anyone.post("/wallet/credential", json=ASKED | {"x": 1}, headers=BEARER)).status_code == 200


async def test_without_a_token_that_serves_there_is_no_credential(anyone: httpx.AsyncClient) -> None:
    for authorization in ("", "Bearer", "Bearer other", f"Basic {TOKEN}", "Bearer " + "x" * 300, f"DPoP {TOKEN}"):
        answer = await anyone.post("/wallet/credential", json=ASKED, headers={"Authorization": authorization})
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
        assert answer.headers["www-authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("kind", "reason", "metadata", "status", "error"),
    [
        (Kind.INVALID, "WALLET_PROOF_INVALID", {"check": "audience"}, 400, "invalid_proof"),
        (Kind.INVALID, "WALLET_PROOF_INVALID", {"check": "of later"}, 400, "invalid_proof"),
        (Kind.INVALID, "WALLET_NONCE_INVALID", {}, 400, "invalid_nonce"),
        (Kind.PRECONDITION, "PUBLICATION_WITHDRAWN", {}, 400, "credential_request_denied"),
        (Kind.PRECONDITION, "OFFER_EXHAUSTED", {"most": "10"}, 400, "credential_request_denied"),
        (Kind.UNAVAILABLE, "", {}, 503, "temporarily_unavailable"),
    ],
)
async def test_what_publishing_refuses_is_called_as_the_standard_says(
    anyone: httpx.AsyncClient, stack: FakeStack, kind: Kind, reason: str, metadata: dict[str, Any], status: int,
    error: str,
) -> None:  # fmt: skip
    with stack.refusing("IssueToWallet", refusal(kind, reason, "publishing.passeport", **metadata)):
        answer = await anyone.post("/wallet/credential", json=ASKED, headers=BEARER)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_guessing_is_slowed_down(make_app: Callable[..., FastAPI]) -> None:
    async with browser(make_app(rate_link="2/minute", rate_link_opening="1/minute"), None) as eager:
        codes = [
            (await eager.post("/oauth/token", data={"grant_type": GRANT, "pre-authorized_code": "x"})).status_code
            for _ in range(2)
        ]
        nonces = [(await eager.post("/wallet/nonce")).status_code for _ in range(3)]
        credential = await eager.post("/wallet/credential", json=ASKED, headers=BEARER)
    assert (codes, nonces) == ([400, 429], [200, 200, 429])
    assert (credential.status_code, credential.json()["error"]) == (429, "temporarily_unavailable")
    assert int(credential.headers["retry-after"]) > 0
