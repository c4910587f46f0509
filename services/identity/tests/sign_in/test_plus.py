"""The client against the sandbox's FranceConnect+ over HTTP: encrypted tokens at eidas2, and faults of envelopes."""

import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from joserfc.jwk import ECKey

from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.names import name_key, names_key
from passeport_identity.domain.opaque_token import mint
from passeport_identity.domain.sign_in import SignedIn
from passeport_identity.errors import LoginNotTrusted, LoginRefused
from passeport_identity.franceconnect.client import FranceConnect
from passeport_identity.franceconnect.envelopes import EnvelopeOpener
from passeport_identity.vault.decryption_keys import DecryptionKeys
from passeport_sandbox.openid import sign_in
from passeport_sandbox.personas import by_login, load
from sandbox import GOODBYE, Sandbox, query_of, running_plus

KEYS = DecryptionKeys([ECKey.generate_key("P-256", {"kid": "2026", "use": "enc", "alg": "ECDH-ES"})])


@pytest.fixture(scope="module")
def plus() -> Iterator[Sandbox]:
    with running_plus(KEYS.jwks) as sandbox:
        yield sandbox


@pytest.fixture
async def client(plus: Sandbox, http: httpx.AsyncClient) -> AsyncIterator[FranceConnect]:
    made = FranceConnect(http, plus.registration, envelopes=EnvelopeOpener(KEYS), patience=2.0)
    yield made
    await made.close()


async def enter(
    browser: httpx.AsyncClient, client: FranceConnect, login: str, level: Assurance = Assurance.EIDAS2
) -> SignedIn:
    state, nonce, verifier = mint(), mint(), mint()
    address = await client.authorization_url(state=state, nonce=nonce, code_verifier=verifier, assurance=level)
    callback = query_of(await sign_in(browser, address, login))
    client.check_callback_issuer(callback["iss"])
    return await client.sign_in(code=callback["code"], code_verifier=verifier, nonce=nonce, asked=level)


@pytest.mark.parametrize("login", [persona.login for persona in load()])
async def test_every_persona_signs_in_as_himself(browser: httpx.AsyncClient, client: FranceConnect, login: str) -> None:
    persona = by_login(login)
    signed_in = await enter(browser, client, login)
    identity = signed_in.identity
    assert signed_in.assurance is Assurance.EIDAS2
    assert identity.birth_name_key == name_key(persona.family_name)
    assert identity.given_names_key == names_key(persona.given_names)
    assert identity.birth_date == BirthDate.parse(persona.birthdate)
    assert (identity.birth_place, identity.birth_country) == (persona.birthplace or "", persona.birthcountry)


async def test_a_level_above_the_one_asked_is_reached_when_asked_for(
    browser: httpx.AsyncClient, client: FranceConnect
) -> None:
    assert (await enter(browser, client, "claire", Assurance.EIDAS3)).assurance is Assurance.EIDAS3


async def test_logging_out_takes_the_token_out_of_its_envelope(
    browser: httpx.AsyncClient, client: FranceConnect
) -> None:
    signed_in = await enter(browser, client, "claire")
    response = await browser.get(await client.logout_url(signed_in.id_token))
    assert (response.status_code, response.headers["location"]) == (303, GOODBYE)


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("not-encrypted", "not_encrypted"),
        ("encrypted-to-another", "decryption"),
        ("encrypted-to-unknown-kid", "encryption_key"),
        ("encrypted-bare", "nested"),
        ("bad-signature", "signature"),
        ("unsigned", "algorithm"),
        ("symmetric", "algorithm"),
        ("wrong-nonce", "nonce"),
        ("other-sub", "subject"),
    ],
)
async def test_each_fault_is_caught_for_what_it_is(
    browser: httpx.AsyncClient, client: FranceConnect, fault: str, check: str
) -> None:
    with pytest.raises(LoginNotTrusted) as refusal:
        await enter(browser, client, f"claire~{fault}")
    assert refusal.value.check == check


async def test_without_keys_of_its_own_the_client_believes_nothing_that_is_encrypted(
    browser: httpx.AsyncClient, plus: Sandbox, http: httpx.AsyncClient
) -> None:
    client = FranceConnect(http, plus.registration)
    with pytest.raises(LoginNotTrusted) as refusal:
        await enter(browser, client, "claire")
    await client.close()
    assert refusal.value.check == "format"


async def test_keys_that_franceconnect_does_not_find_refuse_the_sign_in(
    browser: httpx.AsyncClient, http: httpx.AsyncClient
) -> None:
    with running_plus(json.dumps({"keys": []})) as nobody:
        client = FranceConnect(http, nobody.registration, envelopes=EnvelopeOpener(KEYS), patience=2.0)
        with pytest.raises(LoginRefused) as refusal:
            await enter(browser, client, "claire")
        await client.close()
    assert refusal.value.metadata == {"error": "invalid_client_metadata"}
