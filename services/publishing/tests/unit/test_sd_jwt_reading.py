"""SD-JWT VCs that anyone shows: what is disclosed is told and no more; what is forged is not."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from jwcrypto.jwk import JWK
from sd_jwt.holder import SDJWTHolder

from passeport_publishing.credentials import JoseCredentialBook
from passeport_publishing.credentials.keys import SigningKey
from passeport_publishing.credentials.sd_jwt import digest_of
from passeport_publishing.domain.disclosure import Binding
from passeport_publishing.domain.holder_key import read_holder_key
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.snapshot import Language
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.domain.verification import (
    MAX_CREDENTIAL_SIZE,
    CheckId,
    CheckResult,
    CredentialFindings,
    Outcome,
    Registered,
    SignatureState,
    Verdict,
    judge_credential,
)
from samples import ISSUER, NOW, make_snapshot
from workshop import PUBLICATION_ID, Workshop

STATUS = [StatusEntry("revocation-1", Purpose.REVOCATION, 7)]
HOLDER = ECKey.generate_key("P-256")
BOUND_TO = read_holder_key(json.dumps(HOLDER.as_dict(private=False)))


@pytest.fixture(scope="module")
def book(workshop: Workshop) -> JoseCredentialBook:
    return JoseCredentialBook(workshop.key, ISSUER)


@pytest.fixture(scope="module")
def unbound(book: JoseCredentialBook) -> str:
    return book.issue_sd_jwt(PUBLICATION_ID, make_snapshot(), STATUS, None, NOW)


@pytest.fixture(scope="module")
def bound(book: JoseCredentialBook) -> str:
    return book.issue_sd_jwt(PUBLICATION_ID, make_snapshot(), STATUS, BOUND_TO, NOW)


def read(book: JoseCredentialBook, token: str) -> CredentialFindings:
    kid = book.read_kid(token)
    return book.read(token, book.public_jwk if kid == book.public_jwk["kid"] else None)


def presented(token: str, key: ECKey = HOLDER, **claims: Any) -> str:
    """What a wallet shows: some claims, with a KB-JWT by a key; made by the reference implementation."""
    wallet = SDJWTHolder(token)
    own = JWK.from_json(json.dumps(key.as_dict(private=True)))
    wallet.create_presentation(claims, nonce="n", aud="https://recruteur.example", holder_key=own)
    shown: str = wallet.sd_jwt_presentation
    return shown


def places(token: str, label: str) -> list[bool]:
    """Where in the array of items the one of a label stands, among the others and the decoys."""
    signed, *disclosures, _ = token.split("~")
    wanted = {digest_of(part) for part in disclosures if label in json.dumps(unpacked(part), ensure_ascii=False)}
    return [element["..."] in wanted for element in unpacked(signed.split(".")[1])["items"]]


def unpacked(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def packed(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def registered(state: State = State.PUBLISHED) -> Registered:
    snapshot = make_snapshot()
    at = NOW + timedelta(days=1)
    publication = Publication(
        PUBLICATION_ID, uuid4(), "0" * 16, "CV", Language.FRENCH, state, NOW, at, snapshot.record_ids, "ab" * 32, 3
    )
    return Registered(publication, snapshot, "a.b.c")


def not_made(verdict: Verdict) -> set[CheckId]:
    """The checks that did not pass; here there is no log."""
    return {check.id for check in verdict.checks if check.result is not CheckResult.PASSED}


def test_all_of_it_shown_is_all_of_it(book: JoseCredentialBook, unbound: str) -> None:
    findings = read(book, unbound)
    assert (findings.signature, findings.publication_id) == (SignatureState.VALID, PUBLICATION_ID)
    assert findings.binding is Binding.UNBOUND
    assert findings.disclosed is not None
    assert findings.disclosed.of(make_snapshot()) == make_snapshot()
    verdict = judge_credential(findings, registered(), NOW)
    assert verdict.outcome is Outcome.AUTHENTIC
    assert not_made(verdict) == {CheckId.KEY_BINDING, CheckId.LOG_INCLUSION}


def test_the_verdict_tells_what_is_shown_and_no_more(book: JoseCredentialBook, bound: str) -> None:
    shown = presented(bound, usage_name=True, items=places(bound, make_snapshot().items[2].title))
    findings = read(book, shown)
    assert findings.binding is Binding.PROVEN
    verdict = judge_credential(findings, registered(), NOW)
    assert not_made(verdict) == {CheckId.LOG_INCLUSION}
    assert verdict.registered is not None
    told = verdict.registered.snapshot
    assert told.holder.full_name == "MARTIN-DUBOIS"
    assert (told.title, told.summary, told.holder.birth_date) == ("", "", None)
    assert len(told.items) == 1
    assert told.items[0] == make_snapshot().items[2]


def test_nothing_of_it_shown_is_still_authentic(book: JoseCredentialBook, unbound: str) -> None:
    findings = read(book, unbound.partition("~")[0] + "~")
    verdict = judge_credential(findings, registered(State.SUPERSEDED), NOW)
    assert verdict.outcome is Outcome.SUPERSEDED
    assert verdict.registered is not None
    assert verdict.registered.snapshot.items == ()
    assert verdict.registered.snapshot.holder.full_name == ""


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (lambda parts: [*parts[:1], packed(["salt", "title", "Ministre"]), *parts[1:]], SignatureState.INVALID),
        (lambda parts: [*parts[:2], *parts[1:]], SignatureState.INVALID),
        (lambda parts: [*parts[:1], packed(["salt", "title"]), *parts[2:]], SignatureState.INVALID),
        (lambda parts: [*parts[:1], "\0", *parts[1:]], SignatureState.INVALID),
        (lambda parts: [*parts[:1], "é", *parts[1:]], SignatureState.UNREADABLE),
        (lambda parts: [parts[0][:-4] + "AAAA", *parts[1:]], SignatureState.INVALID),
    ],
)
def test_a_disclosure_that_was_not_signed_is_refused(
    book: JoseCredentialBook, unbound: str, changed: Any, expected: SignatureState
) -> None:
    findings = read(book, "~".join(changed(unbound.split("~"))))
    assert findings.signature is expected
    assert findings.detail
    assert findings.disclosed is None


def signed(workshop: Workshop, *disclosures: Any, **changes: Any) -> str:
    """A credential of ours that says something odd."""
    payload = {
        "vct": f"{ISSUER}/credential-types/cv/v1",
        "publication": PUBLICATION_ID.urn,
        "iat": int(NOW.timestamp()),
        "items": [],
    }
    parts = [packed(disclosure) for disclosure in disclosures]
    hidden = {"_sd": [digest_of(part) for part in parts]} if parts else {}
    return "~".join([workshop.key.sign("dc+sd-jwt", payload | hidden | changes), *parts, ""])


@pytest.mark.parametrize(
    ("disclosures", "changes", "expected"),
    [
        ((), {"vct": "https://ailleurs.example/cv"}, SignatureState.UNREADABLE),
        ((), {"_sd_alg": "md5"}, SignatureState.UNREADABLE),
        ((), {"publication": "x"}, SignatureState.UNREADABLE),
        ((), {"items": [{"...": 7}]}, SignatureState.VALID),
        ((), {"iat": 10**40}, SignatureState.UNREADABLE),
        ((), {"cnf": "x"}, SignatureState.VALID),
        ((["s", "iat", 1],), {}, SignatureState.INVALID),
        ((["s", "_sd", []],), {}, SignatureState.INVALID),
        ((["s", ["x"], 1],), {}, SignatureState.INVALID),
        (([{"a": 1}],), {}, SignatureState.INVALID),
    ],
)
def test_what_is_odd_under_our_own_signature_is_no_failure(
    workshop: Workshop,
    book: JoseCredentialBook,
    disclosures: tuple[Any, ...],
    changes: dict[str, Any],
    expected: SignatureState,
) -> None:
    assert read(book, signed(workshop, *disclosures, **changes)).signature is expected
    assert read(book, signed(workshop)).signature is SignatureState.VALID


def test_nesting_is_bounded(workshop: Workshop, book: JoseCredentialBook) -> None:
    deep: Any = "x"
    for _ in range(20):
        deep = [deep]
    assert read(book, signed(workshop, extra=deep)).signature is SignatureState.UNREADABLE


def test_a_proof_of_another_key_or_of_something_else_is_no_proof(
    book: JoseCredentialBook, bound: str, unbound: str
) -> None:
    stranger = ECKey.generate_key("P-256")
    proof = presented(bound, title=True).rpartition("~")[2]
    for shown in (
        presented(bound, stranger, title=True),
        # A proof over other disclosures, and one beside a credential that is bound to nobody.
        bound + proof,
        unbound + proof,
        bound + "a.b.c",
        bound + "\0",
    ):
        findings = read(book, shown)
        assert findings.binding is Binding.WRONG, shown[-40:]
        verdict = judge_credential(findings, registered(), NOW)
        assert verdict.outcome is Outcome.ALTERED
        assert next(check for check in verdict.checks if check.id is CheckId.KEY_BINDING).result is CheckResult.FAILED
    assert read(book, bound).binding is Binding.NOT_SHOWN


def test_a_proof_without_its_claims_is_no_proof(book: JoseCredentialBook, bound: str) -> None:
    digest = base64.urlsafe_b64encode(hashlib.sha256(bound.encode()).digest()).rstrip(b"=").decode()
    whole = {"iat": 1, "aud": "x", "nonce": "y", "sd_hash": digest}

    def proof(payload: dict[str, Any], typ: str = "kb+jwt") -> str:
        header = {"alg": "ES256", "typ": typ}
        return jws.serialize_compact(header, json.dumps(payload), HOLDER, algorithms=["ES256"])

    assert read(book, bound + proof(whole)).binding is Binding.PROVEN
    for name in whole:
        assert (
            read(
                book,
                bound
                + proof(
                    {**whole, name: 1}
                    if name == "sd_hash"
                    else {key: value for key, value in whole.items() if key != name}
                ),
            ).binding
            is Binding.WRONG
        )
    assert read(book, bound + proof(whole, "JWT")).binding is Binding.WRONG


@pytest.mark.parametrize("header", [{"alg": "none", "typ": "dc+sd-jwt"}, {"alg": "ES256", "typ": "vc+jwt"}, {"alg": 1}])
def test_another_algorithm_or_type_is_not_read(book: JoseCredentialBook, unbound: str, header: dict[str, Any]) -> None:
    _, payload, rest = unbound.split(".")
    token = f"{packed({**header, 'kid': book.public_jwk['kid']})}.{payload}.{rest}"
    assert book.read_kid(token) is None
    assert book.read(token, book.public_jwk).signature is SignatureState.UNREADABLE


def test_a_strangers_is_of_an_unknown_key_and_under_our_kid_altered(workshop: Workshop, unbound: str) -> None:
    own = JoseCredentialBook(workshop.key, ISSUER)
    stranger = ECKey.generate_key("P-256")
    for kid, expected in (
        (stranger.thumbprint(), SignatureState.UNKNOWN_KEY),
        (workshop.key.kid, SignatureState.INVALID),
    ):
        forged = JoseCredentialBook(SigningKey(stranger, kid), ISSUER)
        assert read(own, forged.issue_sd_jwt(PUBLICATION_ID, make_snapshot(), STATUS, None, NOW)).signature is expected
    assert read(own, unbound).signature is SignatureState.VALID


@pytest.mark.parametrize(
    "noise",
    [
        *("~", "~~", "a.b.c~", "\0~\0~\0", "é.é.é~", "e30.e30.e30~"),
        "~" * 100_000,
        "x" * (MAX_CREDENTIAL_SIZE + 1) + "~",
        "[" * 3000 + ".a.b~",
    ],
)
def test_noise_is_not_read_and_costs_nothing(book: JoseCredentialBook, noise: str) -> None:
    began = time.process_time()
    assert book.read_kid(noise) is None
    assert book.read(noise, book.public_jwk).signature is SignatureState.UNREADABLE
    assert time.process_time() - began < 0.5


@settings(max_examples=60)
@given(st.text(st.characters(codec="ascii"), max_size=200))
def test_any_text_beside_a_good_signature_is_a_finding(text: str) -> None:
    key = SigningKey(HOLDER, HOLDER.thumbprint())
    book = JoseCredentialBook(key, ISSUER)
    token = book.issue_sd_jwt(PUBLICATION_ID, make_snapshot(), STATUS, None, NOW)
    findings = read(book, f"{token}{text}")
    assert findings.signature is not SignatureState.VALID or findings.binding is not Binding.PROVEN
