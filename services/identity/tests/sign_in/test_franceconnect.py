"""The client against the sandbox's FranceConnect over HTTP: honest sign-ins, and every fault that it can stage."""

from dataclasses import dataclass, replace

import httpx
import pytest

from passeport_chassis.errors import DomainError
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.opaque_token import mint
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import (
    LoginCodeRefused,
    LoginLevelTooLow,
    LoginNotTrusted,
    LoginRefused,
    ProviderUnavailable,
)
from passeport_identity.franceconnect.client import FranceConnect
from passeport_sandbox.openid import abandon, sign_in
from passeport_sandbox.personas import by_login, load
from sandbox import GOODBYE, Sandbox, query_of


@dataclass
class Visit:
    """One browser at FranceConnect, sent there by our client."""

    browser: httpx.AsyncClient
    client: FranceConnect
    state: str
    nonce: str
    code_verifier: str

    async def address(self, assurance: Assurance = Assurance.EIDAS1) -> str:
        return await self.client.authorization_url(
            state=self.state, nonce=self.nonce, code_verifier=self.code_verifier, assurance=assurance
        )

    async def callback(self, login: str) -> dict[str, str]:
        return query_of(await sign_in(self.browser, await self.address(), login))

    async def redeem(self, callback: dict[str, str]) -> SignedIn:
        self.client.check_callback_issuer(callback.get("iss", ""))
        return await self.client.sign_in(
            code=callback["code"], code_verifier=self.code_verifier, nonce=self.nonce, asked=Assurance.EIDAS1
        )

    async def sign_in(self, login: str) -> SignedIn:
        return await self.redeem(await self.callback(login))


@pytest.fixture
def visit(browser: httpx.AsyncClient, france_connect: FranceConnect) -> Visit:
    return Visit(browser, france_connect, mint(), mint(), mint())


@pytest.mark.parametrize("login", [persona.login for persona in load()])
async def test_every_persona_signs_in_as_himself(visit: Visit, login: str) -> None:
    persona = by_login(login)
    signed_in = await visit.sign_in(login)
    identity = signed_in.identity
    assert identity.given_names == persona.given_names
    assert identity.birth_name == persona.family_name
    assert identity.usage_name == (persona.preferred_username or "")
    assert identity.birth_place == (persona.birthplace or "")
    assert identity.birth_country == persona.birthcountry
    assert identity.birth_date.presumed == BirthDate.parse(persona.birthdate).presumed
    assert len(signed_in.subject) == 66


async def test_the_state_comes_back_with_the_issuer(visit: Visit, sandbox: Sandbox) -> None:
    callback = await visit.callback("claire")
    assert callback["state"] == visit.state
    assert callback["iss"] == sandbox.issuer


async def test_the_subject_of_a_person_does_not_change(visit: Visit, browser: httpx.AsyncClient) -> None:
    again = Visit(browser, visit.client, mint(), mint(), mint())
    assert (await visit.sign_in("claire")).subject == (await again.sign_in("claire")).subject


async def test_giving_up_comes_back_as_access_denied(visit: Visit) -> None:
    callback = query_of(await abandon(visit.browser, await visit.address()))
    assert callback["error"] == "access_denied"
    visit.client.check_callback_issuer(callback["iss"])


async def test_a_level_that_this_franceconnect_lacks_comes_back_as_invalid_acr(visit: Visit) -> None:
    response = await visit.browser.get(await visit.address(Assurance.EIDAS2))
    assert query_of(response.headers["location"])["error"] == "invalid_acr"


@pytest.mark.parametrize(
    ("scenario", "error", "check"),
    [
        ("bad-signature", LoginNotTrusted, "signature"),
        ("unsigned", LoginNotTrusted, "algorithm"),
        ("symmetric", LoginNotTrusted, "algorithm"),
        ("unknown-kid", LoginNotTrusted, "signature"),
        ("wrong-iss", LoginNotTrusted, "callback_issuer"),
        ("no-iss", LoginNotTrusted, "callback_issuer"),
        ("token-wrong-iss", LoginNotTrusted, "issuer"),
        ("wrong-nonce", LoginNotTrusted, "nonce"),
        ("wrong-audience", LoginNotTrusted, "audience"),
        ("expired-id-token", LoginNotTrusted, "expired"),
        ("low-acr", LoginLevelTooLow, None),
        ("no-sub", LoginNotTrusted, "subject"),
        ("other-sub", LoginNotTrusted, "subject"),
        ("userinfo-wrong-audience", LoginNotTrusted, "audience"),
        ("userinfo-json", LoginNotTrusted, "userinfo_type"),
        ("userinfo-500", ProviderUnavailable, None),
        ("token-500", ProviderUnavailable, None),
        ("slow", ProviderUnavailable, None),
        ("code-expired", LoginCodeRefused, None),
    ],
)
async def test_each_fault_is_caught_for_what_it_is(
    visit: Visit, scenario: str, error: type[DomainError], check: str | None
) -> None:
    with pytest.raises(error) as refusal:
        await visit.sign_in(f"claire~{scenario}")
    if check is not None:
        assert refusal.value.metadata == {"check": check}


async def test_a_code_serves_once(visit: Visit) -> None:
    callback = await visit.callback("claire")
    await visit.redeem(callback)
    with pytest.raises(LoginCodeRefused):
        await visit.redeem(callback)


async def test_a_code_is_of_no_use_without_its_verifier(visit: Visit) -> None:
    callback = await visit.callback("claire")
    with pytest.raises(LoginCodeRefused):
        await replace(visit, code_verifier=mint()).redeem(callback)


async def test_a_wrong_client_secret_is_said(visit: Visit, sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    callback = await visit.callback("claire")
    stranger = FranceConnect(http, replace(sandbox.registration, client_secret="faux"))
    with pytest.raises(LoginRefused) as refusal:
        await replace(visit, client=stranger).redeem(callback)
    assert refusal.value.metadata == {"error": "invalid_client"}


async def test_logging_out_ends_the_session_there_and_comes_back(visit: Visit) -> None:
    signed_in = await visit.sign_in("claire")
    response = await visit.browser.get(await visit.client.logout_url(signed_in.id_token, state="retour"))
    assert response.status_code == 303
    assert response.headers["location"] == f"{GOODBYE}?state=retour"


class Kept(httpx.AsyncHTTPTransport):
    """Passes requests on, and keeps what FranceConnect answers to each."""

    def __init__(self) -> None:
        super().__init__()
        self.token = ""
        self.revoked = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        await response.aread()
        if request.url.path.endswith("/token"):
            self.token = response.json()["access_token"]
        if request.url.path.endswith("/token/revocation"):
            self.revoked = response.status_code == 200
        return response


async def test_an_access_token_is_revoked_once_it_has_served(visit: Visit, sandbox: Sandbox) -> None:
    kept = Kept()
    async with httpx.AsyncClient(transport=kept) as http:
        client = FranceConnect(http, sandbox.registration)
        await replace(visit, client=client).sign_in("claire")
        await client.close()
        answer = await http.get(f"{sandbox.issuer}/userinfo", headers={"Authorization": f"Bearer {kept.token}"})
    assert kept.revoked
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


async def test_a_franceconnect_that_is_not_there_is_unavailable(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    nobody = FranceConnect(http, replace(sandbox.registration, issuer="http://127.0.0.1:9/api/v2"))
    with pytest.raises(ProviderUnavailable):
        await nobody.authorization_url(state="s", nonce="n", code_verifier="v", assurance=Assurance.EIDAS1)
