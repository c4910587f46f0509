"""A wallet sends a holder here, he lets it take a publication or refuses, and it exchanges the code."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from conftest import BASE, browser
from fakes.identity import SignedIn
from fakes.platforms import CLIENT, WALLET, WALLET_BACK
from fakes.refusals import refusal
from fakes.stack import FakeStack
from fakes.wallets import CODE, TOKEN
from passeport_chassis.errors import Kind
from passeport_chassis.ids import new_id
from passeport_gateway.http.schemas.wallets import WalletInvitationShown

AUTHORIZE = "/oauth/authorize"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
ASKED = {
    "response_type": "code",
    "client_id": WALLET,
    "redirect_uri": WALLET_BACK,
    "scope": "wallet:cv",
    "state": "s",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
SHOWN = {
    "grant_type": "authorization_code",
    "client_id": WALLET,
    "code": CODE,
    "redirect_uri": WALLET_BACK,
    "code_verifier": "v" * 43,
}


@pytest.fixture
async def publications(client: httpx.AsyncClient) -> list[str]:
    """Publications of the holder: two CVs, and an attestation, which the wallet does not ask for."""
    made = []
    for key, kind in (("a", "cv"), ("b", "cv"), ("c", "attestation")):
        draft = {"title": f"CV <{key}>", "kind": kind, "entry_ids": ["0193f1d0-0000-7000-8000-000000000001"]}
        answer = await client.post("/api/v1/publications", json=draft, headers={"Idempotency-Key": f"wallet-{key}"})
        made.append(answer.json()["id"])
    return made


@pytest.fixture
async def person(app: FastAPI, holder: SignedIn) -> AsyncIterator[httpx.AsyncClient]:
    """The holder's browser, which sends forms and no header of ours."""
    async with browser(app, Accept="text/html") as made:
        made.cookies.set("__Host-passeport", holder.token, domain="passeport.example")
        yield made


def asked(**changes: str) -> str:
    return f"{AUTHORIZE}?{urlencode(ASKED | changes)}"


def hidden_in(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def sent_back(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    assert address.startswith(f"{WALLET_BACK}?")
    said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (said.pop("state"), said.pop("iss")) == ("s", BASE)
    return said


async def test_a_holder_lets_a_wallet_take_the_publication_that_it_was_invited_to(
    person: httpx.AsyncClient, stack: FakeStack, publications: list[str]
) -> None:
    first, second, attestation = publications
    shown = await person.get(asked(issuer_state=second))
    assert shown.status_code == 200, shown.text
    text = unescape(shown.text)
    assert "Ajouter une publication à Portefeuille <exemple>" in text
    assert "<script" not in shown.text
    assert attestation not in shown.text
    assert 'name="granted"' not in shown.text
    assert re.findall(r'name="publication_id" value="([^"]+)" checked', shown.text) == [second]
    # What is invited to and not his chooses nothing for him.
    assert "checked" not in (await person.get(asked(issuer_state=str(new_id())))).text
    form = hidden_in(shown.text)
    lacking = await person.post(AUTHORIZE, data=form | {"decision": "allow", "publication_id": attestation})
    assert (lacking.status_code, "Choisissez une publication." in lacking.text) == (422, True)
    answer = await person.post(AUTHORIZE, data=form | {"decision": "allow", "publication_id": first})
    assert sent_back(answer) == {"code": CODE}
    given = stack.wallets.authorized[-1]
    assert (given.publication_id, given.client_id, given.wallet) == (first, WALLET, "Portefeuille <exemple>")
    assert (given.redirect_uri, given.code_challenge) == (WALLET_BACK, CHALLENGE)
    refused = await person.post(AUTHORIZE, data=form | {"decision": "deny"})
    assert sent_back(refused)["error"] == "access_denied"
    assert len(stack.wallets.authorized) == 1


async def test_who_is_not_signed_in_comes_back_to_what_he_was_invited_to(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get(asked(issuer_state="x"))
    (back,) = parse_qs(urlsplit(answer.headers["location"]).query)["return_to"]
    assert parse_qs(urlsplit(back).query)["issuer_state"] == ["x"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"scope": "cv:identity"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"authorization_details": '[{"type":"openid_credential"}]'}, "invalid_authorization_details"),
    ],
)
async def test_what_is_wrong_goes_back_to_the_wallet(
    anyone: httpx.AsyncClient, changes: dict[str, str], error: str
) -> None:
    assert sent_back(await anyone.get(asked(**changes)))["error"] == error


async def test_what_is_too_long_goes_back_too(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get(asked(state="x" * 3000))
    said = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (answer.status_code, said["error"], said["state"]) == (303, ["invalid_request"], ["x" * 3000])


async def test_a_code_becomes_a_token_for_a_wallet_that_proves_nothing(
    anyone: httpx.AsyncClient, stack: FakeStack
) -> None:
    issued = await anyone.post("/oauth/token", data=SHOWN)
    assert issued.json() == {
        "access_token": TOKEN, "token_type": "Bearer", "expires_in": 300, "scope": "wallet:cv",
    }  # fmt: skip
    assert issued.headers["cache-control"] == "no-store"
    for changes, status, error in (
        ({"code": "other"}, 400, "invalid_grant"),
        ({"code_verifier": "w" * 43}, 400, "invalid_grant"),
        ({"redirect_uri": WALLET_BACK + "/"}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_request"),
        ({"client_id": "inconnu"}, 401, "invalid_client"),
        # A platform has to prove who it is, whatever it shows.
        ({"client_id": CLIENT, "redirect_uri": "https://recruteur.example/retour?de=passeport"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
    ):
        answer = await anyone.post("/oauth/token", data=SHOWN | changes)
        assert (answer.status_code, answer.json()["error"]) == (status, error), changes
        assert answer.json()["error_description"].isascii()
    with stack.refusing("RedeemAuthorization", refusal(Kind.UNAVAILABLE, "", "publishing.passeport")):
        assert (await anyone.post("/oauth/token", data=SHOWN)).status_code == 503


async def test_the_metadata_leads_a_wallet_there(anyone: httpx.AsyncClient) -> None:
    server = (await anyone.get("/.well-known/oauth-authorization-server")).json()
    assert "none" in server["token_endpoint_auth_methods_supported"]
    assert "none" not in server["revocation_endpoint_auth_methods_supported"]
    issuer = (await anyone.get("/.well-known/openid-credential-issuer")).json()
    scopes = {one["scope"] for one in issuer["credential_configurations_supported"].values()}
    assert scopes == {"wallet:cv", "wallet:attestation"} < set(server["scopes_supported"])


async def test_a_holder_reads_what_a_wallet_opens(client: httpx.AsyncClient, anyone: httpx.AsyncClient) -> None:
    path = f"/api/v1/publications/{new_id()}/wallet-invitation"
    WalletInvitationShown.model_validate((await client.get(path)).json(), extra="forbid")
    assert (await client.get("/api/v1/publications/x/wallet-invitation")).status_code == 404
    assert (await anyone.get(path)).status_code == 401
