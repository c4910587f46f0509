"""The identity: always a signed JWT, for a minute, limited to the scopes, corrected as INSEE's register."""

from collections.abc import Callable

import pytest
from franceconnect.service import ISSUER, PASSPORT, ManualClock, Service, part_of

from passeport_sandbox.personas import Persona, load

ENVELOPE = {"sub", "aud", "iss", "iat", "exp"}
PIVOT = {"given_name", "given_name_array", "family_name", "birthdate", "gender", "birthplace", "birthcountry"}


async def claims_for(service: Service, login: str, scope: str) -> dict[str, object]:
    tokens = await service.tokens(login, scope=scope)
    return await service.claims((await service.userinfo(tokens["access_token"])).text)


@pytest.mark.parametrize("accept", ["application/json", "application/jwt", "*/*"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_it_is_a_signed_jwt_whatever_is_accepted(service: Service, method: str, accept: str) -> None:
    tokens = await service.tokens()
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "Accept": accept}
    response = await service.browser.request(method, f"{ISSUER}/userinfo", headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/jwt")
    assert "set-cookie" not in response.headers
    assert part_of(response.text, 0) == {"alg": "ES256", "kid": "pkcs11:ES256:hsm"}
    claims = await service.claims(response.text)
    assert (claims["iss"], claims["aud"]) == (ISSUER, PASSPORT.client_id)
    assert claims["exp"] == claims["iat"] + 60 == int(service.clock().timestamp()) + 60
    assert claims["sub"] == (await service.claims(tokens["id_token"]))["sub"]


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 401)])
async def test_the_access_token_lasts_sixty_seconds(
    service: Service, clock: ManualClock, seconds: int, status: int
) -> None:
    tokens = await service.tokens()
    clock.advance(seconds)
    assert (await service.userinfo(tokens["access_token"])).status_code == status


@pytest.mark.parametrize(
    ("authorization", "description", "code"),
    [
        (None, "no access token provided (no access token provided)", "Y04146A2"),
        ("Basic YTpi", "no access token provided (no access token provided)", "Y04146A2"),
        ("Bearer ", "no access token provided (no access token provided)", "Y04146A2"),
        ("Bearer inconnu", "invalid token provided (access token not found)", "Y040001"),
    ],
)
async def test_without_a_living_token_there_is_no_identity(
    service: Service, authorization: str | None, description: str, code: str
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    response = await service.browser.get(f"{ISSUER}/userinfo", headers=headers)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/json"
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert (response.json()["error"], response.json()["error_description"]) == ("invalid_token", description)
    assert f"?code={code}&id=" in response.json()["error_uri"]


@pytest.mark.parametrize(
    ("scope", "released"),
    [
        ("openid", set()),
        ("openid given_name", {"given_name", "given_name_array"}),
        ("openid family_name gender", {"family_name", "gender"}),
        ("openid birth", {"birthplace", "birthcountry"}),
        ("openid identite_pivot", PIVOT),
        ("openid profile", (PIVOT - {"birthplace", "birthcountry"}) | {"preferred_username"}),
        ("openid email", {"email"}),
        ("openid idp_birthdate scope_inconnu", {"idp_birthdate"}),
        ("openid profile birth email idp_birthdate", PIVOT | {"preferred_username", "email", "idp_birthdate"}),
    ],
)
async def test_only_what_the_scopes_release_is_sent(service: Service, scope: str, released: set[str]) -> None:
    assert set(await claims_for(service, "isabelle", scope)) == ENVELOPE | released


async def test_the_usage_name_is_absent_when_there_is_none(service: Service) -> None:
    assert "preferred_username" not in await claims_for(service, "claire", "openid profile")
    assert (await claims_for(service, "isabelle", "openid profile"))["preferred_username"] == "BENSAÏD"


@pytest.mark.parametrize(
    ("login", "corrected", "raw"),
    [
        ("claire", "1981-04-17", "1981-04-17"),
        ("mamadou", "1992-11-01", "1992-11-00"),
        ("lan", "1968-01-01", "1968-00-00"),
    ],
)
async def test_a_presumed_date_is_corrected_and_the_raw_one_kept(
    service: Service, login: str, corrected: str, raw: str
) -> None:
    claims = await claims_for(service, login, "openid birthdate idp_birthdate")
    assert (claims["birthdate"], claims["idp_birthdate"]) == (corrected, raw)


@pytest.mark.parametrize("persona", load(), ids=lambda persona: persona.login)
async def test_each_persona_arrives_as_he_is(service: Service, persona: Persona) -> None:
    claims = await service.identity(persona.login)
    assert claims["given_name"] == " ".join(persona.given_names)
    assert claims["given_name_array"] == list(persona.given_names)
    assert claims["family_name"] == persona.family_name
    assert claims["gender"] == persona.gender
    assert claims["birthplace"] == (persona.birthplace or "")
    assert claims["birthcountry"] == persona.birthcountry
    assert claims["email"] == persona.email


async def test_a_given_name_may_hold_a_space_and_only_the_array_tells(service: Service) -> None:
    claims = await claims_for(service, "marie-ange", "openid given_name")
    assert claims["given_name"] == "Marie Ange Thérèse"
    assert claims["given_name_array"] == ["Marie Ange", "Thérèse"]


async def test_the_sub_is_66_characters_pairwise_and_stable(
    service: Service, service_of: Callable[[str], Service], clock: ManualClock
) -> None:
    sub = str((await claims_for(service, "claire", "openid"))["sub"])
    assert len(sub) == 66
    assert sub.endswith("v1")
    assert set(sub[:64]) <= set("0123456789abcdef")
    clock.advance(3600)
    assert (await claims_for(service, "claire", "openid"))["sub"] == sub
    assert (await claims_for(service_of("frere"), "claire", "openid"))["sub"] == sub
    assert (await claims_for(service_of("autre"), "claire", "openid"))["sub"] != sub


async def test_no_two_personas_share_a_sub(service: Service, clock: ManualClock) -> None:
    subs = set()
    for persona in load():
        service.browser.cookies.clear()
        subs.add((await claims_for(service, persona.login, "openid"))["sub"])
        clock.advance(1)
    assert len(subs) == len(load())
