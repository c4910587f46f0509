"""Partners that prove who they are by what they sign (private_key_jwt, RFC 7523); the revocation of their tokens."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from passeport_chassis.clock import system_clock
from passeport_identity.domain.opaque_token import digest
from passeport_identity.domain.partner import PartnerClient, PartnerProof
from passeport_identity.errors import ClientInvalid
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.issue_partner_token import IssuePartnerToken
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.register_partner import RegisterPartner
from passeport_identity.usecases.remove_partner import RemovePartner
from passeport_identity.usecases.revoke_partner_token import RevokePartnerToken
from passeport_identity.vault.client_assertions import ClientAssertions, JwksError, public_jwks
from passeport_identity.vault.secret_hasher import SecretHasher
from people import OPERATOR, START, MovedClock
from usecases.house import Units

AUDIENCE = "https://passeport.example"
HASHER = SecretHasher(n=2**4)
EC = ECKey.generate_key("P-256", {"kid": "2026"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
STRANGER = ECKey.generate_key("P-256", {"kid": "2026"})
SECRET = "s" * 43


def jwks(*keys: ECKey | RSAKey) -> str:
    return json.dumps(KeySet(list(keys)).as_dict(private=False))


CLIENT = PartnerClient(
    "employeur", "Employeur", "35600000000048", frozenset({"feed:dsn"}), jwks=public_jwks(jwks(EC, RSA))
)


def assertion(key: ECKey | RSAKey | OctKey = EC, alg: str = "ES256", **changes: Any) -> str:
    """What the client signs; a claim changed to None is left out."""
    claims: dict[str, Any] = {
        "iss": "employeur",
        "sub": "employeur",
        "aud": AUDIENCE,
        "exp": int(START.timestamp()) + 60,
        "iat": int(START.timestamp()),
        "jti": "one",
    } | changes
    header = {"alg": alg} | ({"kid": key.kid} if key.kid else {})
    payload = json.dumps({name: value for name, value in claims.items() if value is not None}).encode()
    return jws.serialize_compact(header, payload, key, algorithms=[alg])


@pytest.fixture
async def prove(units: Units, clock: MovedClock) -> AuthenticatePartner:
    """The client is registered with its keys, and without a secret."""
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, None)
    return AuthenticatePartner(units, HASHER, ClientAssertions(), clock, (AUDIENCE, f"{AUDIENCE}/oauth/token"))


async def check_of(prove: AuthenticatePartner, proof: ClientProof) -> str:
    with pytest.raises(ClientInvalid) as refused:
        await prove(proof)
    return refused.value.check


@pytest.mark.parametrize(
    "shown",
    [
        assertion,
        lambda: assertion(RSA, "PS256"),
        lambda: assertion(RSA, "RS256"),
        lambda: assertion(ECKey.import_key({**EC.as_dict(private=True), "kid": ""})),
        lambda: assertion(aud=[f"{AUDIENCE}/oauth/token"]),
        lambda: assertion(iat=None),
    ],
)
async def test_what_a_key_of_the_client_signed_proves_it(prove: AuthenticatePartner, shown: Callable[[], str]) -> None:
    assert (await prove(ClientProof(assertion=shown()))).client_id == "employeur"


async def test_an_assertion_serves_once(prove: AuthenticatePartner) -> None:
    shown = ClientProof("employeur", assertion=assertion())
    await prove(shown)
    assert await check_of(prove, shown) == "replayed"
    await prove(ClientProof(assertion=assertion(jti="two")))


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"iss": "another-client"}, "signature"),
        ({"sub": "another-client"}, "issuer"),
        ({"sub": None}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"iss": {}}, "issuer"),
        ({"aud": "https://elsewhere.example"}, "audience"),
        ({"aud": [AUDIENCE, "https://elsewhere.example"]}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": [{}]}, "audience"),
        ({"aud": None}, "audience"),
        ({"exp": int(START.timestamp()) - 31}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": "tomorrow"}, "expired"),
        ({"exp": True}, "expired"),
        ({"exp": 1e300}, "expired"),
        ({"exp": int(START.timestamp()) + 3600}, "lifetime"),
        ({"nbf": int(START.timestamp()) + 3600}, "not_yet"),
        ({"iat": int(START.timestamp()) + 3600}, "not_yet"),
        ({"iat": "now"}, "not_yet"),
        ({"jti": None}, "id"),
        ({"jti": ""}, "id"),
        ({"jti": "x" * 256}, "id"),
        ({"jti": "\ud800"}, "id"),
        ({"exp": 253402300799}, "expired"),
        ({"nbf": -62135596800}, "not_yet"),
        ({"iat": -62135596800}, "not_yet"),
    ],
)
async def test_each_check_is_told_by_name(prove: AuthenticatePartner, changes: dict[str, Any], check: str) -> None:
    assert await check_of(prove, ClientProof(assertion=assertion(**changes))) == check


@pytest.mark.parametrize(
    ("shown", "check"),
    [
        (lambda: assertion(STRANGER), "signature"),
        (lambda: assertion(ECKey.generate_key("P-256", {"kid": "unknown"})), "signature"),
        # What is public taken for a secret (RFC 8725 section 2.1).
        (
            lambda: assertion(OctKey.import_key(str(EC.as_dict(private=False)["x"]), {"kid": "2026"}), "HS256"),
            "algorithm",
        ),
        (lambda: assertion()[:-8] + "AAAAAAAA", "signature"),
        (lambda: "eyJhbGciOiJub25lIn0.eyJpc3MiOiJlbXBsb3lldXIifQ.", "algorithm"),
        (lambda: "not.a.token", "format"),
        (lambda: "é" * 10, "format"),
        (lambda: "x" * 10_000, "format"),
    ],
)
async def test_what_no_key_of_the_client_signed_proves_nothing(
    prove: AuthenticatePartner, shown: Callable[[], str], check: str
) -> None:
    assert await check_of(prove, ClientProof(assertion=shown())) == check


def by_hand(header: str, payload: str) -> str:
    """An assertion that nobody signed, of whatever header and payload."""
    parts = (header.encode(), payload.encode(), bytes(64))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@pytest.mark.parametrize(
    "header",
    [
        '{"alg":"ES256"}',
        '{"alg":"ES256","kid":"2026"}',
        '{"alg":"ES256","kid":"another"}',
        '{"alg":"RS256"}',
        '{"alg":"ES256","kid":5}',
        '{"alg":"ES256","crit":5}',
        '{"alg":"ES256","crit":[{}]}',
        '{"alg":"ES256","b64":false,"crit":["b64"]}',
        '{"alg":"ES256","x":' + "[" * 2000,
        "[]",
    ],
)
async def test_an_unknown_client_is_told_as_a_wrong_signature(prove: AuthenticatePartner, header: str) -> None:
    told = [
        await check_of(prove, ClientProof(assertion=by_hand(header, f'{{"iss":"{name}"}}')))
        for name in ("employeur", "nobody-known")
    ]
    assert told[0] == told[1]
    assert told[0] in ("signature", "format")


async def test_a_payload_nested_without_end_is_no_payload(prove: AuthenticatePartner) -> None:
    nested = by_hand('{"alg":"ES256"}', '{"iss":"employeur","x":' + "[" * 3000)
    assert await check_of(prove, ClientProof(assertion=nested)) == "format"


async def test_another_client_s_name_or_a_secret_beside_it_is_refused(prove: AuthenticatePartner) -> None:
    assert await check_of(prove, ClientProof("another-client", assertion=assertion())) == "issuer"
    assert await check_of(prove, ClientProof("employeur", SECRET, assertion())) == "issuer"
    await prove(ClientProof("employeur", assertion=assertion()))


async def test_a_client_without_a_secret_is_proved_by_none(prove: AuthenticatePartner) -> None:
    for secret in ("", SECRET):
        assert await check_of(prove, ClientProof("employeur", secret)) == ""


async def test_a_client_may_have_both(prove: AuthenticatePartner, units: Units) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, SECRET)
    await prove(ClientProof("employeur", SECRET))
    await prove(ClientProof(assertion=assertion()))


async def test_a_token_keeps_whether_it_was_given_for_a_secret_or_a_signature(
    prove: AuthenticatePartner, units: Units, clock: MovedClock
) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, SECRET)
    issue = IssuePartnerToken(units, prove, clock, timedelta(minutes=15))
    shown = {
        PartnerProof.SHARED: ClientProof("employeur", SECRET),
        PartnerProof.SIGNED: ClientProof(assertion=assertion()),
    }
    for kind, proof in shown.items():
        issued = await issue(proof, [])
        async with units() as work:
            found = await work.partners.find_token(digest(issued.access_token))
        assert found is not None
        assert found[0].proof is kind


async def test_keys_that_change_end_the_tokens_of_the_former(
    prove: AuthenticatePartner, units: Units, clock: MovedClock
) -> None:
    issue = IssuePartnerToken(units, prove, clock, timedelta(minutes=15))
    issued = await issue(ClientProof(assertion=assertion()), [])
    register = RegisterPartner(units, HASHER, system_clock, OPERATOR)
    await register(CLIENT, None)
    async with units() as work:
        assert await work.partners.find_token(digest(issued.access_token)) is not None
    await register(replace(CLIENT, jwks=public_jwks(jwks(STRANGER))), None)
    async with units() as work:
        assert await work.partners.find_token(digest(issued.access_token)) is None
    assert await check_of(prove, ClientProof(assertion=assertion(jti="two"))) == "signature"
    await prove(ClientProof(assertion=assertion(STRANGER, jti="three")))


async def test_a_client_revokes_its_own_tokens_and_no_other_s(
    prove: AuthenticatePartner, units: Units, clock: MovedClock
) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(replace(CLIENT, client_id="autre", jwks=""), SECRET)
    issued = await IssuePartnerToken(units, prove, clock, timedelta(minutes=15))(ClientProof(assertion=assertion()), [])
    revoke = RevokePartnerToken(units, prove)
    await revoke(ClientProof("autre", SECRET), issued.access_token)
    async with units() as work:
        assert await work.partners.find_token(digest(issued.access_token)) is not None
    for jti in ("two", "three"):
        await revoke(ClientProof(assertion=assertion(jti=jti)), issued.access_token)
    async with units() as work:
        assert await work.partners.find_token(digest(issued.access_token)) is None


async def test_a_client_has_a_secret_or_keys(units: Units) -> None:
    with pytest.raises(ValueError, match="a secret, keys, or both"):
        await RegisterPartner(units, HASHER, system_clock, OPERATOR)(replace(CLIENT, jwks=""), None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not JSON at line 1, column 1"),
        ("[]", "must be a JWK set"),
        ('{"keys": [1]}', "must be a JWK set"),
        ('{"keys": []}', "1 to 10 keys"),
        ('{"keys": [{"kty": "oct", "k": "AA", "kid": "1"}]}', "EC on the curve P-256, or RSA"),
        (json.dumps({"keys": [EC.as_dict(private=True)]}), "holds a private key"),
        (json.dumps({"keys": [{**EC.as_dict(private=False), "kid": ""}]}), "a kid of its own"),
        (json.dumps({"keys": [EC.as_dict(private=False)] * 2}), "a kid of its own"),
        (json.dumps({"keys": [{**EC.as_dict(private=False), "x": "AA"}]}), "must be a JWK set"),
        (jwks(ECKey.generate_key("P-384", {"kid": "1"})), "P-256"),
        (json.dumps({"keys": [{"kty": "RSA", "e": "AQAB", "n": "x" * 172, "kid": "1"}]}), "2048 to 8192 bits"),
        (json.dumps({"keys": [{"kty": "RSA", "e": "AQAB", "n": "x" * 2000, "kid": "1"}]}), "8192 bits"),
        ('{"keys": [{"kty": "RSA", "kid": "1"}]}', "must be a JWK set"),
        (json.dumps({"keys": [EC.as_dict(private=False) | {"use": "enc"}]}), "use is sig"),
        (json.dumps({"keys": [EC.as_dict(private=False) | {"key_ops": ["sign"]}]}), "key_ops has verify"),
        (json.dumps({"keys": [EC.as_dict(private=False) | {"alg": "ES384"}]}), "alg of such a key is ES256"),
        ("[" * 5000, "must be"),
    ],
)
def test_keys_that_will_not_do_are_told(text: str, why: str) -> None:
    with pytest.raises(JwksError, match=why):
        public_jwks(text)


async def test_where_no_secret_is_taken_each_is_told_alike_and_nothing_is_hashed(
    units: Units, clock: MovedClock
) -> None:
    class NoHasher:
        async def hash(self, secret: str) -> str:
            raise AssertionError

        async def verify(self, secret: str, kept: str | None) -> bool:
            raise AssertionError

    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, SECRET)
    prove = AuthenticatePartner(units, NoHasher(), ClientAssertions(), clock, (AUDIENCE,), secrets=False)
    for shown in (("employeur", SECRET), ("employeur", "wrong"), ("personne", SECRET), ("no client", ""), ("", "")):
        assert await check_of(prove, ClientProof(*shown)) == "secret"
    assert (await prove(ClientProof(assertion=assertion()))).client_id == "employeur"


async def test_who_registers_where_no_secret_is_taken_is_told_the_setting(units: Units) -> None:
    register = RegisterPartner(units, HASHER, system_clock, OPERATOR, secrets=False)
    with pytest.raises(ValueError, match="PASSEPORT_PARTNER_SECRETS is refused"):
        await register(CLIENT, SECRET)
    await register(CLIENT, None)


@pytest.mark.parametrize("operator", [Operator("test"), Operator("test", "maria"), Operator("test", reason="contrat")])
async def test_nobody_is_registered_or_taken_away_by_nobody(
    units: Units, clock: MovedClock, operator: Operator
) -> None:
    await RegisterPartner(units, HASHER, system_clock, OPERATOR)(CLIENT, None)
    with pytest.raises(OperationRefused, match="--operator and --reason"):
        await RegisterPartner(units, HASHER, system_clock, operator)(CLIENT, None)
    with pytest.raises(OperationRefused, match="--operator and --reason"):
        await RemovePartner(units, clock, operator)("employeur")
    async with units() as work:
        assert await work.partners.get("employeur") is not None
        assert len(await work.operator_acts.page(10, about="employeur")) == 1


async def test_what_is_kept_of_a_change_tells_the_proofs_apart_and_has_no_secret_in_it(units: Units) -> None:
    register = RegisterPartner(units, HASHER, system_clock, OPERATOR)
    for client, secret in (
        (CLIENT, None),
        (CLIENT, SECRET),
        (CLIENT, SECRET),
        (replace(CLIENT, jwks=public_jwks(jwks(STRANGER))), "t" * 43),
    ):
        await register(client, secret)
    async with units() as work:
        acts = await work.operator_acts.page(10, about="employeur")
    assert [sorted(act.changes) for act in acts] == [
        ["keys", "organisation", "scopes", "siret"],
        ["secret"],
        [],
        ["keys", "secret"],
    ]
    assert all(len(mark) in (0, 12) for name in ("keys", "secret") for mark in acts[-1].changes[name])
    assert {(act.operator, act.reason) for act in acts} == {("maria", "contrat 12")}
