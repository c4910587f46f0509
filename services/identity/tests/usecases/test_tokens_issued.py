"""Caller tokens and partners' tokens: what is shown, what comes out, what is refused."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import KeySet

from passeport_chassis.clock import system_clock
from passeport_chassis.ids import new_id
from passeport_identity.domain.opaque_token import csrf_token_of
from passeport_identity.domain.partner import PartnerClient
from passeport_identity.domain.partner_role import PartnerRole
from passeport_identity.errors import (
    AccessTokenInvalid,
    ClientInvalid,
    CsrfInvalid,
    FieldInvalid,
    ScopeNotAllowed,
    SessionInvalid,
)
from passeport_identity.proconnect.client import ProConnectOff
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.get_professional_session import GetProfessionalSession
from passeport_identity.usecases.issue_caller_token import IssueCallerToken
from passeport_identity.usecases.issue_partner_token import IssuePartnerToken
from passeport_identity.usecases.outside import SecretHasher as SecretHasherPort
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.usecases.remove_partner import RemovePartner
from passeport_identity.vault.caller_token_signer import CallerTokenSigner
from passeport_identity.vault.client_assertions import ClientAssertions
from passeport_identity.vault.secret_hasher import SecretHasher
from people import CLAIRE, CLAIRE_NIR, OPERATOR, MovedClock, register, signed_in
from usecases.house import LIFETIMES, Desk, Door, FakeEmployment, FakeProvider, Units

SIGNER = CallerTokenSigner(ec.generate_private_key(ec.SECP256R1()))
HASHER = SecretHasher(n=2**4)
SECRET = "s" * 43
PROOF = ClientProof("certifieur", SECRET)
CLIENT = PartnerClient(
    "certifieur", "Certifieur", "35600000000048", frozenset({"feed:certifications", "prevention:declare"}), "AB123CDE"
)


def proving(units: Units, clock: MovedClock, hasher: SecretHasherPort = HASHER) -> AuthenticatePartner:
    return AuthenticatePartner(units, hasher, ClientAssertions(), clock, ())


def claims_of(token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(json.loads(SIGNER.jwks))
    claims: dict[str, Any] = json.loads(jws.deserialize_compact(token, keys, algorithms=["ES256"]).payload or b"")
    return claims


@pytest.fixture
def door(units: Units, provider: FakeProvider, clock: MovedClock) -> Door:
    return Door(units, provider, clock)


@pytest.fixture
def issue(units: Units, door: Door, clock: MovedClock) -> IssueCallerToken:
    professionals = GetProfessionalSession(units, ProConnectOff(), clock, LIFETIMES)
    return IssueCallerToken(units, door.get, professionals, SIGNER, clock)


@pytest.fixture
def issue_partner_token(units: Units, clock: MovedClock) -> IssuePartnerToken:
    return IssuePartnerToken(units, proving(units, clock), clock, timedelta(minutes=15))


async def test_a_session_becomes_a_token_of_its_holder(
    door: Door, issue: IssueCallerToken, employment: FakeEmployment, clock: MovedClock
) -> None:
    person = await register(door.units, CLAIRE_NIR, CLAIRE, new_id())
    session_token = (await door.sign_in(signed_in(CLAIRE))).session_token
    claims = claims_of((await issue.for_session(session_token, ["records"], csrf_token=None)).token)
    assert (claims["sub"], claims["actor"], claims["acr"]) == (str(person), "holder", "eidas1")
    assert (claims["aud"], claims["scope"]) == (["records"], "account:activate")
    await Desk(door.units, door, employment, clock).activate(person, CLAIRE_NIR)
    issued = await issue.for_session(session_token, ["records"], csrf_token=None)
    assert "passport:read" in claims_of(issued.token)["scope"].split()
    assert issued.expires_at == clock.now + timedelta(seconds=60)


async def test_what_changes_something_needs_the_csrf_token(door: Door, issue: IssueCallerToken) -> None:
    session_token = (await door.sign_in(signed_in(CLAIRE))).session_token
    await issue.for_session(session_token, ["records"], csrf_token=csrf_token_of(session_token))
    for wrong in ("", "x", csrf_token_of("another session")):
        with pytest.raises(CsrfInvalid):
            await issue.for_session(session_token, ["records"], csrf_token=wrong)


async def test_using_a_session_renews_it(door: Door, issue: IssueCallerToken, clock: MovedClock) -> None:
    session_token = (await door.sign_in(signed_in(CLAIRE))).session_token
    for _ in range(3):
        clock.advance(timedelta(minutes=20))
        await issue.for_session(session_token, ["records"], csrf_token=None)
    clock.advance(timedelta(minutes=30))
    with pytest.raises(SessionInvalid):
        await issue.for_session(session_token, ["records"], csrf_token=None)


async def test_what_waits_for_news_keeps_no_session_alive(
    door: Door, issue: IssueCallerToken, clock: MovedClock
) -> None:
    session_token = (await door.sign_in(signed_in(CLAIRE))).session_token
    for _ in range(2):
        clock.advance(timedelta(minutes=14))
        await issue.for_session(session_token, ["records"], csrf_token=None, passive=True)
    clock.advance(timedelta(minutes=14))
    with pytest.raises(SessionInvalid):
        await issue.for_session(session_token, ["records"], csrf_token=None, passive=True)


@pytest.mark.parametrize("audiences", [[], ["gateway"], ["records", "ailleurs"]])
async def test_a_token_is_meant_for_services_of_ours(door: Door, issue: IssueCallerToken, audiences: list[str]) -> None:
    session_token = (await door.sign_in(signed_in(CLAIRE))).session_token
    with pytest.raises(FieldInvalid) as refusal:
        await issue.for_session(session_token, audiences, csrf_token=None)
    assert refusal.value.violations[0].field == "audiences"


async def test_a_partner_gets_a_token_and_turns_it_into_a_caller_token(
    units: Units, issue: IssueCallerToken, issue_partner_token: IssuePartnerToken, clock: MovedClock
) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, SECRET)
    issued = await issue_partner_token(PROOF, ["feed:certifications"])
    assert (issued.lifetime, sorted(issued.scopes)) == (timedelta(minutes=15), ["feed:certifications"])
    claims = claims_of((await issue.for_partner(issued.access_token, ["records"])).token)
    assert (claims["sub"], claims["actor"], claims["scope"]) == ("certifieur", "partner", "feed:certifications")
    assert (claims["id_client"], claims["org_siret"]) == ("AB123CDE", "35600000000048")
    clock.advance(timedelta(minutes=15))
    with pytest.raises(AccessTokenInvalid):
        await issue.for_partner(issued.access_token, ["records"])


async def test_all_scopes_are_granted_when_none_is_asked(units: Units, issue_partner_token: IssuePartnerToken) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, SECRET)
    assert (await issue_partner_token(PROOF, [])).scopes == CLIENT.scopes


async def test_a_wrong_secret_and_an_unknown_client_are_told_alike(
    units: Units, issue_partner_token: IssuePartnerToken
) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, SECRET)
    for client_id, secret in (("certifieur", "x"), ("personne", SECRET), ("", "")):
        with pytest.raises(ClientInvalid) as refusal:
            await issue_partner_token(ClientProof(client_id, secret), [])
        assert refusal.value.metadata == {}


async def test_a_scope_of_others_is_refused(units: Units, issue_partner_token: IssuePartnerToken) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, SECRET)
    with pytest.raises(ScopeNotAllowed):
        await issue_partner_token(PROOF, ["feed:dsn"])


async def test_an_unknown_access_token_is_invalid(issue: IssueCallerToken) -> None:
    with pytest.raises(AccessTokenInvalid):
        await issue.for_partner("x", ["records"])


async def test_registering_again_keeps_the_tokens_unless_the_secret_changes(
    units: Units, issue: IssueCallerToken, issue_partner_token: IssuePartnerToken
) -> None:
    register_partner = RegisterPartner(units, HASHER, system_clock, OPERATOR)
    await register_partner(CLIENT, SECRET)
    token = (await issue_partner_token(PROOF, [])).access_token
    await register_partner(replace(CLIENT, organisation="Autre nom"), SECRET)
    assert claims_of((await issue.for_partner(token, ["records"])).token)["org_name"] == "Autre nom"
    await register_partner(CLIENT, "t" * 43)
    with pytest.raises(AccessTokenInvalid):
        await issue.for_partner(token, ["records"])
    with pytest.raises(ClientInvalid):
        await issue_partner_token(PROOF, [])


async def test_a_scope_taken_from_a_client_is_taken_from_its_tokens(
    units: Units, issue: IssueCallerToken, issue_partner_token: IssuePartnerToken
) -> None:
    register_partner = RegisterPartner(units, HASHER, system_clock, OPERATOR)
    await register_partner(CLIENT, SECRET)
    token = (await issue_partner_token(PROOF, [])).access_token
    await register_partner(replace(CLIENT, scopes=frozenset({"feed:certifications"})), SECRET)
    assert claims_of((await issue.for_partner(token, ["records"])).token)["scope"] == "feed:certifications"


async def test_a_client_that_is_taken_away_takes_its_tokens_along(
    units: Units, issue: IssueCallerToken, issue_partner_token: IssuePartnerToken, clock: MovedClock
) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, SECRET)
    token = (await issue_partner_token(PROOF, [])).access_token
    assert await RemovePartner(units, clock, OPERATOR)("certifieur")
    with pytest.raises(AccessTokenInvalid):
        await issue.for_partner(token, ["records"])
    with pytest.raises(ClientInvalid):
        await issue_partner_token(PROOF, [])
    assert not await RemovePartner(units, clock, OPERATOR)("certifieur")


async def test_a_body_whose_professionals_sign_in_has_no_proof_to_steal(units: Units) -> None:
    body = PartnerClient(
        "mission-locale", "Mission locale", "35600000000048", frozenset(), role=PartnerRole.MISSION_LOCALE
    )
    with pytest.raises(ValueError, match="neither a secret nor keys"):
        await RegisterPartner(units, HASHER, system_clock, OPERATOR)(body, SECRET)
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(body, None)
    async with units() as work:
        assert await work.partners.get("mission-locale") == body


async def test_a_secret_is_long(units: Units) -> None:
    with pytest.raises(ValueError, match="client_secret"):
        await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, "s" * 31)


@pytest.mark.parametrize("client_id", ["", "A", "no such client", "x" * 100, "\N{SNOWMAN}"])
async def test_a_malformed_client_id_is_refused_before_anything_is_hashed(
    units: Units, clock: MovedClock, client_id: str
) -> None:
    class NoHasher:
        async def hash(self, secret: str) -> str:
            raise AssertionError

        async def verify(self, secret: str, kept: str | None) -> bool:
            raise AssertionError

    with pytest.raises(ClientInvalid):
        await proving(units, clock, NoHasher())(ClientProof(client_id, SECRET))
