"""What proves that a wallet has a key, and what does not; nonces that no table keeps."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from passeport_publishing.credentials import JwtProofs
from passeport_publishing.errors import WalletProofInvalid
from passeport_publishing.vault import NonceMint
from samples import ISSUER, NOW
from wallets import Wallet

WALLET = Wallet()
PROOFS = JwtProofs(ISSUER)


def refused(proof: str) -> str:
    with pytest.raises(WalletProofInvalid) as refusal:
        PROOFS.read(proof)
    return refusal.value.metadata["check"]


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_proof_tells_its_key_and_its_nonce() -> None:
    found = PROOFS.read(WALLET.proof("n-1", header={"jwk": WALLET.key.as_dict(private=False) | {"kid": "1"}}))
    assert found.nonce == "n-1"
    assert found.key.jwk == {name: WALLET.key.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
    # Who made it is told by nobody where the token was obtained without a client: left to the wallet.
    assert PROOFS.read(WALLET.proof("n-1", iss="a-wallet")).nonce == "n-1"


@pytest.mark.parametrize(
    ("header", "check"),
    [
        ({"typ": "JWT"}, "type"),
        ({"typ": None}, "type"),
        ({"jwk": None}, "key"),
        ({"jwk": {}}, "key"),
        ({"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}, "key"),
        ({"jwk": WALLET.key.as_dict(private=True)}, "key"),
        ({"jwk": RSAKey.generate_key(2048).as_dict(private=False)}, "key"),
        ({"jwk": ECKey.generate_key("P-256").as_dict(private=False)}, "signature"),
        ({"kid": "did:key:z6Mk"}, "key"),
        ({"x5c": ["AAAA"]}, "key"),
    ],
)
def test_the_header_names_the_key_that_signed_and_no_other(header: dict[str, Any], check: str) -> None:
    assert refused(WALLET.proof("n-1", header=header)) == check


@pytest.mark.parametrize(
    ("claims", "check"),
    [
        ({"aud": "https://other.example"}, "audience"),
        ({"aud": [ISSUER]}, "audience"),
        ({"aud": None}, "audience"),
        ({"iat": None}, "issued_at"),
        ({"iat": "now"}, "issued_at"),
        ({"iat": True}, "issued_at"),
        ({"nonce": None}, "nonce"),
        ({"nonce": 7}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": "n" * 201}, "nonce"),
    ],
)
def test_what_is_signed_is_for_us_and_fresh(claims: dict[str, Any], check: str) -> None:
    assert refused(WALLET.proof(**{"nonce": "n-1"} | claims)) == check


def test_noise_and_other_algorithms_are_no_proofs() -> None:
    head, body, signature = WALLET.proof("n-1").split(".")
    jwk = WALLET.key.as_dict(private=False)
    for alg in ("none", "HS256", "ES384", "RS256"):
        header = {"alg": alg, "typ": "openid4vci-proof+jwt", "jwk": jwk}
        assert refused(f"{packed(header)}.{body}.{signature}") == "algorithm"
        assert refused(f"{packed(header)}.{body}.") == "algorithm"
    secret = OctKey.import_key(json.dumps(jwk).encode())
    forged = jws.serialize_compact({"alg": "HS256", "typ": "openid4vci-proof+jwt", "jwk": jwk}, b"{}", secret)
    assert refused(forged) == "algorithm"
    assert refused(f"{packed({'alg': 'ES256', 'typ': 'openid4vci-proof+jwt', 'jwk': 'x'})}.{body}.{signature}") == "key"
    assert refused(f"{head}.{body[:-4]}AAAA.{signature}") == "signature"
    for payload in (b"[]", b"nothing", b"1"):
        token = jws.serialize_compact(
            {"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": jwk}, payload, WALLET.key, algorithms=["ES256"]
        )
        assert refused(token) == "signature"
    for noise in ("", ".", "a.b.c", "é.é.é", "x" * 20_000, "[" * 5000 + ".a.b"):
        assert refused(noise) == "type"


def test_a_nonce_is_good_for_five_minutes_and_for_whoever_has_the_same_secret() -> None:
    mint, replica, stranger = NonceMint(b"secret"), NonceMint(b"secret"), NonceMint(b"another")
    nonce = mint.new(NOW)
    assert replica.holds(nonce, NOW)
    assert mint.holds(nonce, NOW + timedelta(seconds=299))
    assert not mint.holds(nonce, NOW + timedelta(seconds=300))
    assert not stranger.holds(nonce, NOW)
    assert mint.new(NOW) != nonce
    data = base64.urlsafe_b64decode(nonce)
    later = base64.urlsafe_b64encode((2**40).to_bytes(8) + data[8:]).decode()
    for wrong in (later, "", "AAAA", nonce[:-2], nonce + "AAAA", "é", "\0", "=" * 54):
        assert not mint.holds(wrong, NOW), wrong
