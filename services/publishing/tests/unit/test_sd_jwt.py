"""SD-JWT VCs as others read them: the reference implementation, which is not in the service."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey
from jwcrypto.jwk import JWK
from jwcrypto.jws import InvalidJWSSignature
from sd_jwt.holder import SDJWTHolder
from sd_jwt.verifier import SDJWTVerifier

from fakes import Book, Clock, Memory, Passport, Press, publishing
from passeport_publishing.domain.holder_key import HolderKey, read_holder_key
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.request import read_request
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.errors import FieldInvalid, PublicationNotFound
from passeport_publishing.usecases.issue_sd_jwt import IssueSdJwt
from samples import ISSUER, NOW, SAMPLE_ITEMS, make_item, make_snapshot
from workshop import PUBLICATION_ID, Workshop

STATUS = (StatusEntry("refresh-1", Purpose.REFRESH, 94567), StatusEntry("revocation-1", Purpose.REVOCATION, 7))
AUDIENCE, NONCE = "https://recruteur.example", "n-0S6_WzA2Mj"
ALWAYS = {"iss", "iat", "vct", "publication", "published_at", "language", "status", "_sd_alg", "_sd", "items"}


def holder() -> tuple[ECKey, HolderKey]:
    key = ECKey.generate_key("P-256")
    public = read_holder_key(json.dumps(key.as_dict(private=False)))
    assert public is not None
    return key, public


def issue(workshop: Workshop, bound_to: HolderKey | None = None, *items: Any) -> str:
    return workshop.issuer.issue_sd_jwt(PUBLICATION_ID, make_snapshot(*items), STATUS, bound_to, NOW)


def raw(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def unpack(part: str) -> Any:
    return json.loads(raw(part))


def payload_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = unpack(token.partition("~")[0].split(".")[1])
    return claims


def disclosures(token: str) -> list[list[Any]]:
    return [unpack(part) for part in token.split("~")[1:-1]]


def without(token: str, *hidden: str) -> str:
    """What a holder shows who keeps back claims by their name, or items by their label."""

    def kept_back(part: str) -> bool:
        named = unpack(part)[1]
        return (named["label"] if isinstance(named, dict) else named) in hidden

    signed, *several = token.split("~")[:-1]
    return "~".join([signed, *(part for part in several if not kept_back(part)), ""])


def verified(workshop: Workshop, presentation: str, *expected: str) -> dict[str, Any]:
    """The claims, as the reference implementation reads them."""
    jwk = JWK.from_json(json.dumps(workshop.key.public_jwk))
    claims: dict[str, Any] = SDJWTVerifier(presentation, lambda *_: jwk, *expected).get_verified_payload()
    return claims


def test_everything_is_shown_with_all_disclosures(workshop: Workshop) -> None:
    token = issue(workshop)
    header = unpack(token.split(".")[0])
    assert header == {"alg": "ES256", "typ": "dc+sd-jwt", "kid": workshop.key.kid}
    claims = verified(workshop, token)
    assert claims["iss"] == ISSUER
    assert claims["vct"] == f"{ISSUER}/credential-types/cv/v1"
    assert claims["publication"] == PUBLICATION_ID.urn
    assert claims["status"] == {"status_list": {"idx": 7, "uri": f"{ISSUER}/status-lists/token-1"}}
    assert (claims["given_name"], claims["family_name"], claims["birthdate"]) == (
        "Camille Marie",
        "LEFÈBVRE",
        "1991-05-14",
    )
    assert [item["label"] for item in claims["items"]] == [item.title for item in SAMPLE_ITEMS]
    for said, item in zip(claims["items"], SAMPLE_ITEMS, strict=True):
        assert said["nature"] == item.nature.value
        assert said["provenance"] == {
            "source": item.provenance.source,
            "registeredAt": "2026-10-12T09:00:00Z",
            "recordId": item.provenance.record_id.urn,
            "revision": "r1",
        }


def test_what_is_kept_back_is_absent(workshop: Workshop) -> None:
    shown = without(issue(workshop), "birthdate", "summary", "Portugais")
    claims = verified(workshop, shown)
    assert not {"birthdate", "summary"} & claims.keys()
    assert "Portugais" not in [item["label"] for item in claims["items"]]
    assert len(claims["items"]) == len(SAMPLE_ITEMS) - 1
    signed, *several = shown.split("~")
    readable = b"".join(map(raw, [signed.split(".")[1], *several]))
    assert "LEFÈBVRE".encode() in readable
    assert not any(secret in readable for secret in (b"1991", b"Portugais", b"chantiers"))


def test_no_more_than_what_must_be_is_in_clear(workshop: Workshop) -> None:
    assert set(payload_of(issue(workshop))) == ALWAYS
    assert set(payload_of(issue(workshop, holder()[1]))) == ALWAYS | {"cnf"}
    named = {value[1] for value in disclosures(issue(workshop)) if len(value) == 3}
    assert named == {"given_name", "family_name", "usage_name", "birthdate", "title", "summary"}


@pytest.mark.parametrize(("count", "told"), [(1, 8), (7, 8), (8, 16), (9, 16)])
def test_decoys_hide_how_many_claims_and_items_there_are(workshop: Workshop, count: int, told: int) -> None:
    token = issue(workshop, None, *(make_item(f"Emploi {number}") for number in range(count)))
    payload = payload_of(token)
    assert (len(payload["_sd"]), len(payload["items"])) == (8, told)
    assert payload["_sd"] == sorted(payload["_sd"])
    digests = [*payload["_sd"], *(element["..."] for element in payload["items"])]
    assert len(set(digests)) == 8 + told
    assert {len(digest) for digest in digests} == {43}


def test_each_copy_has_salts_of_its_own_and_decoys_lie_anywhere(workshop: Workshop) -> None:
    several = [issue(workshop) for _ in range(12)]
    salts = [value[0] for token in several for value in disclosures(token)]
    assert len(set(salts)) == len(salts)
    assert {len(salt) for salt in salts} == {22}

    def places(token: str) -> tuple[int, ...]:
        digests = [
            base64.urlsafe_b64encode(hashlib.sha256(part.encode()).digest()).rstrip(b"=").decode()
            for part in token.split("~")[1:-1]
        ]
        return tuple(place for place, element in enumerate(payload_of(token)["items"]) if element["..."] in digests)

    assert len({places(token) for token in several}) > 1


def test_a_bound_one_needs_the_key_that_it_is_bound_to(workshop: Workshop) -> None:
    key, public = holder()
    token = issue(workshop, public)
    assert payload_of(token)["cnf"] == {"jwk": public.jwk}
    wallet = SDJWTHolder(token)
    own = JWK.from_json(json.dumps(key.as_dict(private=True)))
    chosen = {"given_name": True}
    wallet.create_presentation(chosen, nonce=NONCE, aud=AUDIENCE, holder_key=own)
    claims = verified(workshop, wallet.sd_jwt_presentation, AUDIENCE, NONCE)
    assert claims["given_name"] == "Camille Marie"
    assert "family_name" not in claims
    stranger = JWK.generate(kty="EC", crv="P-256")
    wallet.create_presentation(chosen, nonce=NONCE, aud=AUDIENCE, holder_key=stranger)
    with pytest.raises(InvalidJWSSignature):
        verified(workshop, wallet.sd_jwt_presentation, AUDIENCE, NONCE)


def test_a_forged_disclosure_is_refused_by_others(workshop: Workshop) -> None:
    token = issue(workshop)
    signed, first, *rest = token.split("~")
    value = unpack(first)
    forged = base64.urlsafe_b64encode(json.dumps([value[0], value[1], "Autre"]).encode()).rstrip(b"=").decode()
    claims = verified(workshop, "~".join([signed, forged, *rest]))
    assert "Autre" not in json.dumps(claims)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x", "HOLDER_KEY"),
        ("[]", "HOLDER_KEY"),
        ("null", "HOLDER_KEY"),
        ("[" * 2000, "HOLDER_KEY"),
        ("{}" + " " * 5000, "LENGTH"),
        ('{"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}', "HOLDER_KEY"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": "AA"}', "HOLDER_KEY"),
        ('{"kty": "oct", "k": "AA"}', "HOLDER_KEY"),
        ('{"kty": "EC", "crv": "P-256", "x": 1, "y": "é"}', "HOLDER_KEY"),
        ('{"kty": "EC", "crv": "P-256", "x": "' + "A" * 43 + '", "y": "' + "A" * 43 + '"}', "HOLDER_KEY"),
    ],
)
def test_what_is_no_public_key_is_refused_by_name(text: str, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        read_holder_key(text)
    assert [(told.field, told.reason) for told in refused.value.violations] == [("holder_key", reason)]


def test_a_private_key_is_refused_and_nothing_else_of_a_key_is_signed() -> None:
    key = ECKey.generate_key("P-256")
    with pytest.raises(FieldInvalid) as refused:
        read_holder_key(json.dumps(key.as_dict(private=True)))
    assert refused.value.violations[0].reason == "PRIVATE_KEY"
    found = read_holder_key(json.dumps({**key.as_dict(private=False), "kid": "Camille", "ext": True, "key_ops": []}))
    assert found is not None
    assert set(found.jwk) == {"kty", "crv", "x", "y"}
    assert ECKey.import_key({**found.jwk}).thumbprint() == key.thumbprint()
    assert read_holder_key("") is None


async def test_it_is_issued_of_ones_own_publication_and_leaves_a_trace() -> None:
    memory, clock, book = Memory(), Clock(), Book()
    passport = Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
    create = publishing(memory, passport, Press(), book, "u/{}".format, clock)
    ids = [str(record_id) for record_id in passport.entries]
    person = uuid4()
    wanted = read_request("r-1", SaidModel("CV", entry_ids=ids))
    made = await create(person, wanted)
    issue_it = IssueSdJwt(memory, Book("k2"), clock)
    assert await issue_it(person, made.id, None) == f"signed:k2:{made.id}~['refresh-1', 'revocation-1']~"
    # The key that signed it is published from now on.
    assert set(memory.tables.keys) == {"k1", "k2"}
    assert memory.tables.accesses[-1].action == "publishing.credential.issue"
    with pytest.raises(PublicationNotFound):
        await issue_it(uuid4(), made.id, None)
