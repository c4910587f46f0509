"""The discovery document and the keys."""

from pathlib import Path

import httpx
import pytest
from franceconnect.service import ISSUER, Service

from passeport_sandbox.franceconnect import FRANCECONNECT
from passeport_sandbox.openid.keys import KeyRing


async def test_the_configuration_says_what_franceconnect_says(browser: httpx.AsyncClient) -> None:
    response = await browser.get(f"{ISSUER}/.well-known/openid-configuration")
    document = response.json()
    assert response.headers["content-type"] == "application/json"
    assert "set-cookie" not in response.headers
    assert document["issuer"] == ISSUER
    assert document["acr_values_supported"] == ["eidas1"]
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["subject_types_supported"] == ["pairwise"]
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert set(document["id_token_signing_alg_values_supported"]) == {"HS256", "ES256", "RS256"}
    assert set(document["userinfo_signing_alg_values_supported"]) == {"HS256", "ES256", "RS256"}
    assert {"openid", "profile", "preferred_username", "idp_birthdate"} <= set(document["scopes_supported"])
    assert {"offline_access", "address", "phone"}.isdisjoint(document["scopes_supported"])
    assert {"sub", "given_name", "given_name_array", "amr", "acr"} <= set(document["claims_supported"])
    assert not [name for name in document if "encryption" in name or "backchannel" in name]


@pytest.mark.parametrize(
    ("member", "path"),
    [
        ("authorization_endpoint", "/authorize"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/userinfo"),
        ("jwks_uri", "/jwks"),
        ("end_session_endpoint", "/session/end"),
        ("revocation_endpoint", "/token/revocation"),
    ],
)
async def test_each_endpoint_is_where_it_is_announced(browser: httpx.AsyncClient, member: str, path: str) -> None:
    document = (await browser.get(f"{ISSUER}/.well-known/openid-configuration")).json()
    assert document[member] == ISSUER + path
    answer = await browser.request("POST" if "token" in path else "GET", document[member])
    assert answer.status_code not in {404, 405}


async def test_two_public_keys_are_served_and_the_first_is_not_the_one_that_signs(service: Service) -> None:
    keys = (await service.browser.get(f"{ISSUER}/jwks")).json()["keys"]
    assert {(key["kid"], key["alg"], key["use"]) for key in keys} == {
        ("pkcs11:ES256:hsm", "ES256", "sig"),
        ("pkcs11:RS256:hsm", "RS256", "sig"),
    }
    assert keys[0]["alg"] == "RS256"
    for key in keys:
        assert {"d", "p", "q", "dp", "dq", "qi"}.isdisjoint(key)


def test_keys_kept_in_a_file_are_the_same_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    first, second = KeyRing.load_or_create(file), KeyRing.load_or_create(file)
    assert first.public() == second.public()
    assert file.stat().st_mode & 0o077 == 0
    assert KeyRing.generate().public() != first.public()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"ES256": {}, "RS256": {}}', "é"])
def test_a_file_that_holds_no_keys_is_named_and_left_alone(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"keys.json does not hold our keys; remove it"):
        KeyRing.load_or_create(file)
    assert file.read_text(encoding="utf-8") == content


def test_rotation_changes_the_key_that_signs(tmp_path: Path) -> None:
    ring = KeyRing.load_or_create(tmp_path / "keys.json")
    before = ring.public()
    ring.rotate("pkcs11:ES256:hsm-2")
    assert [key["kid"] for key in ring.public()["keys"]] == ["pkcs11:RS256:hsm", "pkcs11:ES256:hsm-2"]
    assert ring.public() != before


def test_the_platform_is_data() -> None:
    assert FRANCECONNECT.levels == ("eidas1",)
