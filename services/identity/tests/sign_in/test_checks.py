"""Every check of what FranceConnect signs, one forged answer each; and the caches of what it publishes."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from passeport_chassis.errors import DomainError
from passeport_identity.domain.addresses import is_safe_address
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.civil_identity import Sex
from passeport_identity.errors import (
    LoginCodeRefused,
    LoginLevelTooLow,
    LoginNotTrusted,
    LoginRefused,
    ProviderUnavailable,
)
from sign_in.forge import NONCE, REGISTRATION, SUBJECT, Provider, new_key


@pytest.fixture
def provider() -> Provider:
    return Provider()


async def refused_check(provider: Provider) -> str:
    with pytest.raises(LoginNotTrusted) as refusal:
        await provider.sign_in()
    return refusal.value.check


async def test_an_honest_answer_is_believed(provider: Provider) -> None:
    signed_in = await provider.sign_in()
    assert signed_in.subject == SUBJECT
    assert signed_in.assurance is Assurance.EIDAS1
    assert signed_in.identity.given_names == ("Claire", "Sophie", "Hélène")
    assert (signed_in.identity.sex, signed_in.identity.birth_place) == (Sex.FEMALE, "44109")
    assert "FONTANEL" not in repr(signed_in)


NOW = time.time()


@pytest.mark.parametrize(
    ("part", "changes", "check"),
    [
        ("id_token", {"iss": "https://imposteur.example.org/api/v2"}, "issuer"),
        ("id_token", {"aud": "autre"}, "audience"),
        ("id_token", {"aud": ["passeport", "autre"]}, "audience"),
        ("id_token", {"aud": None}, "audience"),
        ("id_token", {"nonce": "m" * 43}, "nonce"),
        ("id_token", {"nonce": None}, "nonce"),
        ("id_token", {"exp": NOW - 60}, "expired"),
        ("id_token", {"exp": "demain"}, "expired"),
        ("id_token", {"exp": True}, "expired"),
        ("id_token", {"iat": NOW + 600}, "issued_at"),
        ("id_token", {"iat": None}, "issued_at"),
        ("id_token", {"sub": ""}, "subject"),
        ("id_token", {"sub": "a" * 256}, "subject"),
        ("id_token", {"sub": 12}, "subject"),
        ("userinfo", {"iss": "https://imposteur.example.org/api/v2"}, "issuer"),
        ("userinfo", {"aud": "autre"}, "audience"),
        ("userinfo", {"exp": NOW - 60}, "expired"),
        ("userinfo", {"sub": "b" * 64 + "v1"}, "subject"),
        ("userinfo", {"sub": None}, "subject"),
        ("userinfo", {"birthdate": "1977-00-03"}, "identity"),
        ("userinfo", {"birthdate": None}, "identity"),
        ("userinfo", {"family_name": ""}, "identity"),
        ("userinfo", {"family_name": "FONTANEL\x00"}, "identity"),
        ("userinfo", {"birthcountry": "FR"}, "identity"),
    ],
)
async def test_a_wrong_claim_is_named(provider: Provider, part: str, changes: dict[str, Any], check: str) -> None:
    claims: dict[str, Any] = getattr(provider, part)
    for name, value in changes.items():
        claims[name] = value
        if value is None:
            del claims[name]
    assert await refused_check(provider) == check


@pytest.mark.parametrize(("acr", "told"), [("eidas0", "eidas0"), ("", ""), ("<b>eidas2", ""), ("eidas1", "eidas1")])
async def test_a_level_below_the_one_asked_is_refused(provider: Provider, acr: str, told: str) -> None:
    provider.id_token["acr"] = acr
    with pytest.raises(LoginLevelTooLow) as refusal:
        await provider.client().sign_in(code="c", code_verifier="v" * 43, nonce=NONCE, asked=Assurance.EIDAS2)
    assert refusal.value.metadata == {"asked": "eidas2", "reached": told}


async def test_a_level_above_the_one_asked_is_kept(provider: Provider) -> None:
    provider.id_token["acr"] = "eidas3"
    assert (await provider.sign_in()).assurance is Assurance.EIDAS3


@pytest.mark.parametrize("answer", ["", "a.b", "a.b.c", "é.é.é", "x" * 70_000])
async def test_what_is_no_token_is_refused(provider: Provider, answer: str) -> None:
    provider.token_answer = {"id_token": answer}
    assert await refused_check(provider) == "format"


async def test_a_token_whose_payload_is_no_object_is_refused(provider: Provider) -> None:
    provider.id_token = ["a"]  # type: ignore[assignment]
    assert await refused_check(provider) == "format"


@pytest.mark.parametrize("part", ["access_token", "id_token", "token_type"])
async def test_a_token_answer_without_its_parts_is_refused(provider: Provider, part: str) -> None:
    provider.token_answer = {part: None}
    assert await refused_check(provider) == "token_response"


async def test_other_algorithms_are_refused_before_any_key_is_touched(provider: Provider) -> None:
    secret = OctKey.import_key(REGISTRATION.client_secret * 10)
    symmetric = jws.serialize_compact({"alg": "HS256", "kid": provider.key.kid}, b"{}", secret, algorithms=["HS256"])
    rsa = RSAKey.generate_key(2048, {"kid": "rsa"})
    others = jws.serialize_compact({"alg": "RS256", "kid": "rsa"}, b"{}", rsa, algorithms=["RS256"])
    unsigned = "eyJhbGciOiJub25lIiwia2lkIjoicGtjczExOkVTMjU2OmhzbSJ9.e30."
    for token in (symmetric, others, unsigned):
        provider.token_answer = {"id_token": token}
        assert await refused_check(provider) == "algorithm"
    assert provider.calls["jwks"] == 0


async def test_a_signature_by_another_key_is_refused_after_one_refetch(provider: Provider) -> None:
    honest, provider.key = provider.key, new_key("pkcs11:ES256:hsm")
    provider.published = [honest]
    assert await refused_check(provider) == "signature"
    assert provider.calls["jwks"] == 2


async def test_an_unknown_kid_is_refused_after_one_refetch(provider: Provider) -> None:
    provider.published = [new_key("autre")]
    assert await refused_check(provider) == "signature"
    assert provider.calls["jwks"] == 2


async def test_a_token_without_kid_is_refused(provider: Provider) -> None:
    provider.token_answer = {"id_token": provider.sign(provider.id_token, kid="")}
    assert await refused_check(provider) == "format"


async def test_new_keys_are_found_by_one_refetch(provider: Provider) -> None:
    client = provider.client()
    await provider.sign_in(client)
    provider.key = new_key("pkcs11:ES256:hsm-2")
    provider.published = [provider.key]
    await provider.sign_in(client)
    assert provider.calls["jwks"] == 2
    await provider.sign_in(client)
    assert provider.calls["jwks"] == 2


async def test_keys_are_found_by_kid_and_algorithm_whatever_their_order(provider: Provider) -> None:
    broken = {"kty": "EC", "crv": "P-256", "kid": "cassée", "x": "AA", "y": "AA"}
    other_use = {**Provider._public(new_key(provider.key.kid or "")), "use": "enc"}
    rsa = RSAKey.generate_key(2048, {"kid": "pkcs11:ES256:hsm"}).as_dict(private=False)
    provider.published = [rsa, broken, "nonsense", new_key("autre"), provider.key, other_use]
    assert (await provider.sign_in()).subject == SUBJECT


async def test_what_is_published_is_fetched_once_and_again_when_old(provider: Provider) -> None:
    client = provider.client(max_age=600)
    for _ in range(3):
        await provider.sign_in(client)
    assert (provider.calls[".well-known/openid-configuration"], provider.calls["jwks"]) == (1, 1)
    provider.now += 601
    await provider.sign_in(client)
    assert (provider.calls[".well-known/openid-configuration"], provider.calls["jwks"]) == (2, 2)


async def test_when_discovery_goes_away_its_last_copy_serves_for_a_day(provider: Provider) -> None:
    client = provider.client(max_age=600)
    await provider.sign_in(client)
    provider.answers[".well-known/openid-configuration"] = httpx.ConnectError("")
    provider.answers["jwks"] = httpx.Response(503)
    provider.now += 3600
    await provider.sign_in(client)
    provider.now += 24 * 3600
    with pytest.raises(ProviderUnavailable):
        await provider.sign_in(client)


async def test_metadata_that_hang_cost_one_sign_in_its_patience_and_no_other(provider: Provider) -> None:
    client = provider.client(max_age=600, patience=0.2)
    await provider.sign_in(client)
    provider.hanging = {".well-known/openid-configuration", "jwks"}
    provider.now += 601
    provider.calls.clear()
    began = time.perf_counter()
    await asyncio.gather(*(provider.sign_in(client) for _ in range(20)))
    assert time.perf_counter() - began < 2
    for name in provider.hanging:
        assert provider.calls[name] == 1, "asked once, and not again for a while"
    provider.now += 29
    await provider.sign_in(client)
    assert provider.calls["jwks"] == 1
    provider.now += 2
    provider.hanging = set()
    await provider.sign_in(client)
    assert provider.calls["jwks"] == 2


async def test_many_sign_ins_at_once_fetch_the_metadata_once(provider: Provider) -> None:
    client = provider.client()
    await asyncio.gather(*(provider.sign_in(client) for _ in range(10)))
    assert (provider.calls[".well-known/openid-configuration"], provider.calls["jwks"]) == (1, 1)


async def test_a_sign_in_that_is_given_up_does_not_take_the_metadata_from_the_others(provider: Provider) -> None:
    client = provider.client()
    given_up, other = (asyncio.create_task(provider.sign_in(client)) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    assert (await other).subject
    assert provider.calls["jwks"] == 1


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(500), httpx.Response(200, text="<html>"), httpx.Response(200, json=[]), httpx.ConnectError("")],
)
async def test_without_discovery_nothing_begins(provider: Provider, answer: httpx.Response | Exception) -> None:
    provider.answers[".well-known/openid-configuration"] = answer
    with pytest.raises(ProviderUnavailable) as refusal:
        await provider.client().authorization_url(
            state="s", nonce=NONCE, code_verifier="v" * 43, assurance=Assurance.EIDAS1
        )
    assert refusal.value.retry_after is not None


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"issuer": "https://imposteur.example.org/api/v2"}, "discovery_issuer"),
        ({"token_endpoint": "http://fournisseur.example.org/token"}, "discovery_addresses"),
        ({"jwks_uri": None}, "discovery_addresses"),
        ({"revocation_endpoint": "http://fournisseur.example.org/revocation"}, "discovery_addresses"),
        ({"userinfo_endpoint": "//["}, "discovery_addresses"),
    ],
)
async def test_a_discovery_document_of_someone_else_is_refused(
    provider: Provider, changes: dict[str, Any], check: str
) -> None:
    provider.discovery |= changes
    assert await refused_check(provider) == check


def test_secrets_travel_by_https_or_not_beyond_this_machine() -> None:
    assert is_safe_address("https://oidc.franceconnect.gouv.fr/api/v2/token")
    assert is_safe_address("http://localhost:8081/api/v2/token")
    assert not is_safe_address("http://localhost.example.org/token")
    assert not is_safe_address("ftp://localhost/token")
    assert not is_safe_address("https:///token")
    assert not is_safe_address("//[")


@pytest.mark.parametrize(
    ("endpoint", "answer", "error"),
    [
        ("token", httpx.Response(400, json={"error": "invalid_grant"}), LoginCodeRefused),
        ("token", httpx.Response(401, json={"error": "invalid_client"}), LoginRefused),
        ("token", httpx.Response(400, text="<html>"), LoginRefused),
        ("token", httpx.Response(500, json={"error": "server_error"}), ProviderUnavailable),
        ("token", httpx.Response(429), ProviderUnavailable),
        ("token", httpx.ReadTimeout(""), ProviderUnavailable),
        ("token", httpx.Response(302, headers={"location": "https://imposteur.example.org"}), LoginNotTrusted),
        ("token", httpx.Response(200, text="nonsense"), LoginNotTrusted),
        ("userinfo", httpx.Response(401, json={"error": "invalid_token"}), LoginRefused),
        ("userinfo", httpx.Response(502), ProviderUnavailable),
        ("userinfo", httpx.RemoteProtocolError(""), ProviderUnavailable),
        ("userinfo", httpx.Response(200, json={"sub": SUBJECT}), LoginNotTrusted),
    ],
)
async def test_each_failure_of_an_endpoint_is_its_own_error(
    provider: Provider, endpoint: str, answer: httpx.Response | Exception, error: type[DomainError]
) -> None:
    provider.answers[endpoint] = answer
    with pytest.raises(error):
        await provider.sign_in()
    assert provider.calls["token"] == 1


async def test_a_foreign_error_is_not_repeated(provider: Provider) -> None:
    provider.answers["token"] = httpx.Response(400, json={"error": "<script>alert(1)</script>"})
    with pytest.raises(LoginRefused) as refusal:
        await provider.sign_in()
    assert refusal.value.metadata == {"error": "unknown"}
