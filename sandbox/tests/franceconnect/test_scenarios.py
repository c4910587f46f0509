"""Each fault is visible to a careful service, for the reason it is named after, and only on demand."""

import pytest
from franceconnect.service import Nap, Refused, Service, query_of

from passeport_sandbox.openid import SignInError
from passeport_sandbox.openid.scenarios import Tampering, load
from passeport_sandbox.openid.visitor import read_forms

REASONS = {
    "bad-signature": "id_token signature",
    "unsigned": "id_token alg",
    "symmetric": "id_token alg",
    "unknown-kid": "id_token kid",
    "wrong-iss": "callback iss",
    "no-iss": "callback iss",
    "wrong-state": "state",
    "token-wrong-iss": "id_token iss",
    "wrong-nonce": "nonce",
    "wrong-audience": "id_token aud",
    "expired-id-token": "id_token exp",
    "low-acr": "acr",
    "no-sub": "userinfo sub",
    "other-sub": "userinfo sub",
    "userinfo-wrong-audience": "userinfo aud",
    "userinfo-json": "userinfo content-type",
    "userinfo-500": "userinfo 500",
    "token-500": "token 500",
    "code-expired": "token 400",
}
ELSEWHERE = {"slow", "no-email"}  # proved below
OF_PLUS = {"not-encrypted", "encrypted-to-another", "encrypted-to-unknown-kid", "encrypted-bare"}  # in test_plus


@pytest.mark.parametrize(("scenario", "reason"), REASONS.items())
async def test_a_careful_service_refuses_and_says_why(service: Service, scenario: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        await service.identity(f"claire~{scenario}")
    assert refusal.value.args == (reason,)
    service.browser.cookies.clear()
    assert (await service.identity("claire"))["family_name"] == "FONTANEL"


def test_every_scenario_is_proved_and_explained() -> None:
    scenarios = load()
    assert set(scenarios) == set(REASONS) | ELSEWHERE | OF_PLUS
    assert all(scenario.title for scenario in scenarios.values())


async def test_a_signature_in_another_key_claims_the_right_kid(service: Service) -> None:
    token = (await service.tokens("claire~bad-signature"))["id_token"]
    with pytest.raises(Exception, match="bad_signature"):
        await service.claims(token)


async def test_a_slow_token_is_slow_and_then_right(service: Service, nap: Nap) -> None:
    assert (await service.identity("claire~slow"))["family_name"] == "FONTANEL"
    assert nap.seconds == [20]
    service.browser.cookies.clear()
    await service.identity("claire")
    assert nap.seconds == [20]


async def test_nobody_without_an_email_gets_through(service: Service) -> None:
    with pytest.raises(SignInError, match="Y600006"):
        await service.code("claire~no-email")
    service.browser.cookies.clear()
    start = await service.browser.get(service.authorize_url(state="mon-etat"), follow_redirects=True)
    form = read_forms(start.text)[0]
    login = await service.browser.post(
        form.action, data={**form.fields, "login": "claire~no-email", "password": "123"}, follow_redirects=True
    )
    assert login.status_code == 400
    back = read_forms(login.text)[0]
    response = await service.browser.post(back.action, data=back.fields)
    assert query_of(response.headers["location"]) == {
        "error": "server_error",
        "error_description": "authentication aborted due to a technical error on the authorization server",
        "state": "mon-etat",
        "iss": service.issuer,
    }


async def test_consent_does_not_go_around_the_missing_email(service: Service) -> None:
    start = await service.browser.get(service.authorize_url(), follow_redirects=True)
    form = read_forms(start.text)[0]
    typed = {**form.fields, "login": "claire~no-email", "password": "123"}
    await service.browser.post(form.action, data=typed)
    consent = await service.browser.post(form.action.replace("/login", "/consent"), data=form.fields)
    assert consent.status_code == 400


def test_tampering_overwrites_and_leaves_out() -> None:
    tampered = Tampering(set={"a": 2, "c": 3}, drop=("b",)).applied_to({"a": 1, "b": 1})
    assert tampered == {"a": 2, "c": 3}
