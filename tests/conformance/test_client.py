"""The client of FranceConnect and FranceConnect+ against a provider of ours and one that others wrote."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.civil_identity import CivilIdentity, Sex
from passeport_identity.domain.opaque_token import mint
from passeport_identity.errors import LoginCodeRefused, LoginNotTrusted, LoginRefused
from passeport_identity.franceconnect.client import FranceConnect
from passeport_sandbox.personas import Persona, by_login
from tests.conformance.parties import GOODBYE, Party, PlatformName, sign_out
from tests.conformance.visits import Visit

# A usage name, fifty characters, ligatures, Corsica, overseas, abroad, presumed dates, a space in a name, homonyms.
_PEOPLE = (
    *("isabelle", "maximilien", "noemie", "lisandru", "moana", "yasmina", "mamadou", "lan", "marie-ange"),
    *("thomas-rennes-12", "thomas-rennes-21"),
)
_SEXES = {"female": Sex.FEMALE, "male": Sex.MALE}


def known(persona: Persona, platform: PlatformName) -> CivilIdentity:
    """Who a persona is: FranceConnect presumes what is not known of a date, FranceConnect+ leaves it as it is."""
    born = persona.birthdate if platform == "plus" else persona.corrected_birthdate.isoformat()
    given = persona.given_names if platform == "franceconnect" else tuple(" ".join(persona.given_names).split())
    return CivilIdentity.of(
        given,
        persona.family_name,
        _SEXES[persona.gender],
        BirthDate.parse(born),
        birth_place=persona.birthplace or "",
        birth_country=persona.birthcountry,
        usage_name=persona.preferred_username or "",
    )


async def test_people_of_every_kind_sign_in_as_themselves(platform: PlatformName, visit: Visit) -> None:
    subjects = set()
    for login in _PEOPLE:
        visit.browser.cookies.clear()
        signed_in = await Visit(visit.browser, visit.client, visit.level).sign_in(login)
        assert signed_in.identity == known(by_login(login), platform)
        assert signed_in.assurance is visit.level
        subjects.add(signed_in.subject)
    assert len(subjects) == len(_PEOPLE)
    assert {len(subject) for subject in subjects} == {66}


async def test_a_subject_stays_the_same_for_us_and_is_another_for_others(
    client_of: Callable[..., FranceConnect], visit: Visit, platform: PlatformName
) -> None:
    first = await visit.sign_in()
    again = await Visit(visit.browser, visit.client, visit.level).sign_in()
    elsewhere = await Visit(visit.browser, client_of(platform, "passeport-rsa"), visit.level).sign_in()
    assert again.subject == first.subject
    assert elsewhere.subject != first.subject


async def test_the_id_token_says_who_signed_in_and_nothing_about_him(visit: Visit) -> None:
    header, payload, _ = (await visit.sign_in()).id_token.split(".")
    assert set(decoded(header)) == {"alg", "kid"}
    claims = decoded(payload)
    assert {"sub", "acr", "nonce", "aud", "exp", "iat", "iss"} <= set(claims)
    assert claims["exp"] - claims["iat"] == 60
    assert not {"given_name", "family_name", "birthdate", "email"} & set(claims)


def decoded(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


async def test_who_gives_up_comes_back_with_his_state_and_no_code(visit: Visit) -> None:
    callback = await visit.give_up()
    visit.client.check_callback_issuer(callback["iss"])
    assert (callback["error"], callback["state"]) == ("access_denied", visit.state)
    assert "code" not in callback


async def test_a_code_serves_once(visit: Visit) -> None:
    callback = await visit.callback()
    await visit.redeem(callback)
    with pytest.raises(LoginCodeRefused):
        await visit.redeem(callback)


async def test_a_code_is_refused_after_thirty_seconds_and_not_before(party: Party, visit: Visit) -> None:
    in_time, late = await visit.callback(), await visit.callback()
    party.advance(timedelta(seconds=25))
    await visit.redeem(in_time)
    party.advance(timedelta(seconds=6))
    with pytest.raises(LoginCodeRefused):
        await visit.redeem(late)


async def test_a_code_is_of_no_use_without_its_verifier(visit: Visit) -> None:
    callback = await visit.callback()
    with pytest.raises(LoginCodeRefused):
        await replace(visit, code_verifier=mint()).redeem(callback)


async def test_an_answer_to_another_question_is_not_believed(visit: Visit) -> None:
    callback = await visit.callback()
    with pytest.raises(LoginNotTrusted) as refusal:
        await replace(visit, nonce=mint()).redeem(callback)
    assert refusal.value.check == "nonce"


async def test_a_callback_of_another_provider_is_not_believed(visit: Visit) -> None:
    callback = await visit.callback()
    with pytest.raises(LoginNotTrusted) as refusal:
        await visit.redeem(callback | {"iss": "https://imposteur.example.org/api/v2"})
    assert refusal.value.check == "callback_issuer"


async def test_a_wrong_secret_is_said(
    visit: Visit, party: Party, platform: PlatformName, http: httpx.AsyncClient
) -> None:
    callback = await visit.callback()
    stranger = FranceConnect(http, replace(party.registration(platform), client_secret="faux"))
    with pytest.raises(LoginRefused) as refusal:
        await replace(visit, client=stranger).redeem(callback)
    assert refusal.value.metadata == {"error": "invalid_client"}


async def test_new_keys_are_fetched_once_and_serve(visit: Visit, party: Party, http: httpx.AsyncClient) -> None:
    fetched: list[str] = []

    async def note(request: httpx.Request) -> None:
        name = request.url.path.rpartition("/")[2]
        # That goes on beside the sign-in, in its own time.
        if name != "revocation":
            fetched.append(name)

    await visit.sign_in()
    http.event_hooks["request"].append(note)
    await visit.sign_in()
    assert fetched == ["token", "userinfo"]
    fetched.clear()
    party.change_keys(f"pkcs11:ES256:{mint()}")
    await visit.sign_in()
    assert fetched == ["token", "jwks", "userinfo"]


async def test_a_session_of_hours_ends_at_the_provider_too(party: Party, visit: Visit) -> None:
    signed_in = await visit.sign_in()
    party.advance(timedelta(minutes=5))
    response = await sign_out(visit.browser, await visit.client.logout_url(signed_in.id_token))
    assert (response.status_code, response.headers["location"]) == (303, GOODBYE)
    party.advance(timedelta(hours=9))
    response = await sign_out(visit.browser, await visit.client.logout_url(signed_in.id_token))
    assert (response.status_code, response.headers["location"]) == (303, GOODBYE)


async def test_signing_out_leads_to_no_address_that_was_not_registered(visit: Visit) -> None:
    signed_in = await visit.sign_in()
    address = await visit.client.logout_url(signed_in.id_token)
    elsewhere = str(httpx.URL(address).copy_set_param("post_logout_redirect_uri", "https://ailleurs.example.org/"))
    response = await sign_out(visit.browser, elsewhere)
    assert "location" not in response.headers
