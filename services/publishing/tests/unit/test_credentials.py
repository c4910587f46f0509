"""Credentials and status lists: as specified, verified by hand with `cryptography`, refused when forged."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from passeport_publishing.credentials.issuer import CredentialIssuer
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.credentials.reader import read_credential, read_kid
from passeport_publishing.credentials.status_list import bit_at, decode_list, encode_list
from passeport_publishing.domain.status import LIST_LENGTH, Purpose
from passeport_publishing.domain.verification import MAX_CREDENTIAL_SIZE, SignatureState
from samples import ISSUER, NOW, make_snapshot
from workshop import PUBLICATION_ID, Workshop

# The all-zero list of the examples of Bitstring Status List v1.0.
SPECIFICATION_EMPTY_LIST = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def unpack(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verify_by_hand(token: str, jwk: dict[str, Any]) -> dict[str, Any]:
    """RFC 7515 and RFC 7518, section 3.4, without a JOSE library."""
    header, payload, signature = token.split(".")
    x, y = (int.from_bytes(unpack(jwk[name])) for name in ("x", "y"))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    raw = unpack(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(der, f"{header}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    claims: dict[str, Any] = json.loads(unpack(payload))
    return claims


def test_the_payload_is_the_credential(workshop: Workshop, credential: str) -> None:
    payload = verify_by_hand(credential, workshop.key.public_jwk)
    header = json.loads(unpack(credential.split(".", maxsplit=1)[0]))
    assert header == {"alg": "ES256", "typ": "vc+jwt", "cty": "vc", "kid": workshop.key.kid}
    assert "vc" not in payload
    assert "vp" not in payload
    assert payload["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert payload["type"][0] == "VerifiableCredential"
    assert payload["id"] == f"urn:uuid:{PUBLICATION_ID}"
    assert payload["issuer"]["id"] == ISSUER
    assert payload["validFrom"] == "2026-11-23T16:00:00Z"


def test_every_item_carries_its_provenance(workshop: Workshop, credential: str) -> None:
    subject = verify_by_hand(credential, workshop.key.public_jwk)["credentialSubject"]
    snapshot = make_snapshot()
    assert (subject["givenName"], subject["familyName"], subject["birthDate"]) == (
        "Camille Marie",
        "LEFÈBVRE",
        "1991-05-14",
    )
    for said, item in zip(subject["items"], snapshot.items, strict=True):
        assert said["label"] == item.title
        assert said["nature"] == item.nature.value
        assert said["provenance"] == {
            "source": item.provenance.source,
            "registeredAt": "2026-10-12T09:00:00Z",
            "recordId": item.provenance.record_id.urn,
            "revision": "r1",
        }


def test_every_member_has_a_term(workshop: Workshop, credential: str) -> None:
    payload = verify_by_hand(credential, workshop.key.public_jwk)
    terms = set(payload["@context"][1])

    def members(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(members, value.values()))
        return set().union(*map(members, value)) if isinstance(value, list) else set()

    assert members(payload["credentialSubject"]) - {"type", "id"} <= terms
    assert all(term.startswith(("http", "{")) for term in map(str, payload["@context"][1].values()))


def test_status_points_into_two_lists_with_string_indices(workshop: Workshop, credential: str) -> None:
    refresh, revocation = verify_by_hand(credential, workshop.key.public_jwk)["credentialStatus"]
    assert refresh == {
        "id": f"{ISSUER}/status-lists/refresh-1#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "refresh",
        "statusListIndex": "94567",
        "statusListCredential": f"{ISSUER}/status-lists/refresh-1",
    }
    assert revocation["statusPurpose"] == "revocation"


def test_ours_is_valid_and_a_changed_one_is_not(workshop: Workshop, credential: str) -> None:
    jwk = workshop.key.public_jwk
    assert read_kid(credential) == workshop.key.kid
    findings = read_credential(credential, jwk)
    assert (findings.signature, findings.publication_id) == (SignatureState.VALID, PUBLICATION_ID)
    header, payload, signature = credential.split(".")
    changed = base64.urlsafe_b64encode(unpack(payload).replace(b"LEF", b"LEG")).rstrip(b"=").decode()
    assert read_credential(f"{header}.{changed}.{signature}", jwk).signature is SignatureState.INVALID
    with pytest.raises(InvalidSignature):
        verify_by_hand(f"{header}.{changed}.{signature}", jwk)
    assert read_credential(credential, None).signature is SignatureState.UNKNOWN_KEY


def test_a_strangers_signature_under_our_kid_is_invalid(workshop: Workshop) -> None:
    stranger = SigningKey(ECKey.generate_key("P-256"), workshop.key.kid)
    forged = CredentialIssuer(stranger, ISSUER).issue(PUBLICATION_ID, make_snapshot(), ())
    assert read_credential(forged, workshop.key.public_jwk).signature is SignatureState.INVALID


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "vc+jwt"},
        {"alg": "HS256", "typ": "vc+jwt"},
        {"alg": "ES256", "typ": "JWT"},
        {"alg": "ES256"},
        {"alg": ["ES256"], "typ": "vc+jwt"},
    ],
)
def test_another_algorithm_or_type_is_not_read(workshop: Workshop, credential: str, header: dict[str, object]) -> None:
    head = base64.urlsafe_b64encode(json.dumps({**header, "kid": workshop.key.kid}).encode()).rstrip(b"=").decode()
    token = f"{head}.{credential.split('.')[1]}."
    assert read_kid(token) is None
    assert read_credential(token, workshop.key.public_jwk).signature is SignatureState.UNREADABLE


def test_our_public_key_is_no_hmac_secret(workshop: Workshop) -> None:
    secret = OctKey.import_key(json.dumps(workshop.key.public_jwk).encode())
    header = {"alg": "HS256", "typ": "vc+jwt", "kid": workshop.key.kid}
    forged = jws.serialize_compact(header, b'{"type":[]}', secret, algorithms=["HS256"])
    assert read_credential(forged, workshop.key.public_jwk).signature is SignatureState.UNREADABLE


def test_a_status_list_is_no_cv(workshop: Workshop) -> None:
    token = workshop.issuer.issue_status_list("refresh-1", Purpose.REFRESH, [1], NOW)
    assert read_credential(token, workshop.key.public_jwk).signature is SignatureState.UNREADABLE


@pytest.mark.parametrize(
    "token",
    [
        *("", ".", "..", "a.b.c", "e30.e30.e30", "W10.a.b", "bnVsbA.a.b", "é.é.é", "[" * 3000 + ".a.b"),
        base64.urlsafe_b64encode(b'{"a":' + b"[" * 2900).decode() + ".a.b",
        "x" * (MAX_CREDENTIAL_SIZE + 1),
    ],
)
def test_noise_is_not_read(workshop: Workshop, token: str) -> None:
    assert read_kid(token) is None
    assert read_credential(token, workshop.key.public_jwk).signature is SignatureState.UNREADABLE


def test_the_largest_cv_is_read(workshop: Workshop) -> None:
    items = [replace(make_snapshot().items[0], description="é" * 2000) for _ in range(300)]
    token = workshop.credential(make_snapshot(*items))
    assert len(token) > 1_000_000
    assert read_kid(token) == workshop.key.kid
    assert read_credential(token, workshop.key.public_jwk).signature is SignatureState.VALID


@given(st.text(st.characters(codec="ascii"), max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    assert read_credential(text, None).signature is SignatureState.UNREADABLE


def test_the_published_key_has_no_private_part(workshop: Workshop) -> None:
    jwk = workshop.key.public_jwk
    assert set(jwk) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert ECKey.import_key(jwk).thumbprint() == jwk["kid"]


def test_the_empty_list_is_that_of_the_specification() -> None:
    assert decode_list(SPECIFICATION_EMPTY_LIST) == bytes(LIST_LENGTH // 8)
    assert decode_list(encode_list([])) == bytes(LIST_LENGTH // 8)


@given(st.sets(st.integers(0, LIST_LENGTH - 1), max_size=50))
def test_the_bits_set_are_the_bits_read(indices: set[int]) -> None:
    encoded = encode_list(indices)
    assert encoded == encode_list(sorted(indices, reverse=True))
    bits = decode_list(encoded)
    assert {index for index in range(LIST_LENGTH) if bits[index // 8] and bit_at(bits, index)} == indices


def test_index_zero_is_the_leftmost_bit() -> None:
    assert decode_list(encode_list([0]))[0] == 0b1000_0000


def test_a_bomb_or_noise_is_no_list() -> None:
    for text in ("", "zabc", "uAAAA", encode_list([1])[:-30]):
        with pytest.raises(ValueError, match=r".+"):
            decode_list(text)
    with pytest.raises(ValueError, match="are no status list"):
        decode_list(encode_list([]), limit=100)


def test_the_signed_list_is_a_bitstring_status_list_credential(workshop: Workshop) -> None:
    token = workshop.issuer.issue_status_list("revocation-1", Purpose.REVOCATION, [3, 99_999], NOW)
    payload = verify_by_hand(token, workshop.key.public_jwk)
    assert payload["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert payload["id"] == f"{ISSUER}/status-lists/revocation-1"
    assert payload["credentialSubject"]["statusPurpose"] == "revocation"
    bits = decode_list(payload["credentialSubject"]["encodedList"])
    assert bit_at(bits, 3)
    assert bit_at(bits, 99_999)
    assert not bit_at(bits, 4)
    assert len(token) < 4000
