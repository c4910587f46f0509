"""Open Badges: what the specification wants of them, by rules and by a library that others wrote; and what is none."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jsonschema_rs
import jwt
import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from fakes import Book, Clock, Memory, Passport, Press, publishing
from passeport_chassis.partial_date import PartialDate
from passeport_publishing.credentials import BadgeKey, JoseCredentialBook, OpenBadges
from passeport_publishing.domain.disclosure import Disclosed
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.request import read_request
from passeport_publishing.domain.snapshot import Detail, Item, Kind, Language, Nature
from passeport_publishing.domain.status import Purpose, StatusEntry
from passeport_publishing.domain.verification import CredentialFindings, Outcome, SignatureState, judge_credential
from passeport_publishing.errors import (
    AwardNotFound,
    AwardSuperseded,
    BadgesNotOffered,
    PublicationNotFound,
    PublicationWithdrawn,
)
from passeport_publishing.usecases.get_credential_keys import GetCredentialKeys
from passeport_publishing.usecases.issue_badge import IssueBadge
from samples import ISSUER, NOW, SAMPLE_ITEMS, make_item, make_snapshot
from workshop import PUBLICATION_ID, Workshop

STATUS = (StatusEntry("refresh-4", Purpose.REFRESH, 94567), StatusEntry("revocation-3", Purpose.REVOCATION, 7))
RULES = jsonschema_rs.validator_for(
    json.loads(Path(__file__).with_name("open_badge_rules.json").read_text()), validate_formats=True
)
AWARD = SAMPLE_ITEMS[2]
DIPLOMA = make_item("Baccalauréat technologique", kind=Kind.DIPLOMA, start=PartialDate(2009))


def issued(workshop: Workshop, award: Item = AWARD, language: Language = Language.FRENCH) -> str:
    snapshot = make_snapshot(*SAMPLE_ITEMS, DIPLOMA, language=language)
    return workshop.badges.issue(PUBLICATION_ID, snapshot, award, STATUS)


def opened(workshop: Workshop, badge: str) -> dict[str, Any]:
    """The payload, by PyJWT, with the key that anyone may fetch."""
    key = jwt.PyJWK(dict(workshop.badges.public_jwk))
    payload: dict[str, Any] = jwt.decode(badge, key, algorithms=["RS256"], options={"verify_nbf": False})
    return payload


def test_a_badge_keeps_the_rules_of_the_specification(workshop: Workshop) -> None:
    for award in (AWARD, DIPLOMA):
        for language in Language:
            badge = opened(workshop, issued(workshop, award, language))
            RULES.validate(badge)
    # The rules can say no.
    for spoilt in ({"validFrom": "2026"}, {"issuer": {"id": ISSUER}}, {"type": ["VerifiableCredential"]}):
        assert not RULES.is_valid(badge | spoilt)


def test_its_header_has_the_three_members_that_are_allowed_and_its_claims_say_what_the_credential_says(
    workshop: Workshop,
) -> None:
    badge = issued(workshop)
    header = jwt.get_unverified_header(badge)
    assert header == {"alg": "RS256", "typ": "JWT", "kid": workshop.badges.public_jwk["kid"]}
    assert header["kid"] == f"{ISSUER}/keys/{RSAKey.import_key(dict(workshop.badges.public_jwk)).thumbprint()}"
    assert "d" not in workshop.badges.public_jwk
    payload = opened(workshop, badge)
    assert (payload["iss"], payload["jti"], payload["sub"]) == (
        payload["issuer"]["id"],
        payload["id"],
        payload["credentialSubject"]["id"],
    )
    assert (payload["nbf"], payload["validFrom"]) == (int(NOW.timestamp()), "2026-11-23T16:00:00Z")
    # Of the last day that it is valid, in Paris, the whole.
    assert (payload["exp"], payload["validUntil"]) == (1_908_914_400, "2030-06-28T22:00:00Z")
    assert payload["awardedDate"] == "2020-06-28T00:00:00+02:00"
    assert issued(workshop) == badge


def test_it_says_who_earned_what_of_whom_and_nothing_else_of_the_cv(workshop: Workshop) -> None:
    payload = opened(workshop, issued(workshop))
    subject = payload["credentialSubject"]
    assert subject["identifier"] == [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "Camille Marie MARTIN-DUBOIS",
            "identityType": "name",
        }
    ]
    assert subject["source"]["name"] == "Ministère du Travail"
    achievement = subject["achievement"]
    assert (achievement["achievementType"], achievement["humanCode"]) == ("Certification", "RNCP41142")
    (alignment,) = achievement["alignment"]
    assert alignment["targetUrl"] == achievement["criteria"]["id"]
    assert alignment["targetUrl"] == "https://www.francecompetences.fr/recherche/rncp/41142/"
    assert "RNCP41142" in achievement["criteria"]["narrative"]
    assert payload["evidence"][0]["narrative"] == (
        "Information garantie, reçue de Déclaration sociale nominative le 12 octobre 2026."
    )
    said = json.dumps(payload, ensure_ascii=False)
    for hidden in ("1991", "LEFÈBVRE", "Bâtisseurs", "Douze ans"):
        assert hidden not in said
    other = opened(workshop, issued(workshop, DIPLOMA))
    assert "alignment" not in other["credentialSubject"]["achievement"]
    assert {"validUntil", "exp", "awardedDate"} & other.keys() == set()
    assert other["sub"] == payload["sub"]
    assert other["credentialSubject"]["achievement"]["id"] != achievement["id"]
    elsewhere = workshop.badges.issue(uuid4(), make_snapshot(), AWARD, STATUS)
    assert opened(workshop, elsewhere)["sub"] != payload["sub"]
    specific = replace(AWARD, details=(Detail("code", "RS6893"),))
    snapshot = make_snapshot(specific)
    told = opened(workshop, workshop.badges.issue(PUBLICATION_ID, snapshot, specific, STATUS))
    (alignment,) = told["credentialSubject"]["achievement"]["alignment"]
    assert alignment["targetUrl"].endswith("/rs/6893/")
    assert alignment["targetFramework"] == "Répertoire spécifique (RS)"


def test_its_status_is_in_the_list_of_its_place_in_the_publication(workshop: Workshop) -> None:
    address = f"{ISSUER}/status-lists/award-3-3"
    assert opened(workshop, issued(workshop))["credentialStatus"] == {
        "id": f"{address}#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": address,
    }


@pytest.fixture
def book(workshop: Workshop) -> JoseCredentialBook:
    return JoseCredentialBook(workshop.key, ISSUER)


def test_a_badge_is_read_as_the_award_that_it_is_of(workshop: Workshop, book: JoseCredentialBook) -> None:
    badge = issued(workshop)
    assert book.read_kid(badge) == workshop.badges.public_jwk["kid"]
    found = book.read(badge, workshop.badges.public_jwk)
    assert (found.signature, found.publication_id) == (SignatureState.VALID, PUBLICATION_ID)
    record_id = AWARD.provenance.record_id
    assert found.award_id == record_id
    assert (found.valid_from, found.binding) == (NOW, None)
    assert isinstance(found.disclosed, Disclosed)
    shown = found.disclosed.of(make_snapshot())
    assert ([item.title for item in shown.items], shown.title, shown.holder.birth_date) == ([AWARD.title], "", None)
    assert shown.holder.full_name == "Camille Marie MARTIN-DUBOIS"


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_what_is_no_badge_of_ours_is_a_finding_with_its_reason(workshop: Workshop, book: JoseCredentialBook) -> None:
    badge, jwk = issued(workshop), workshop.badges.public_jwk
    head, body, signature = badge.split(".")
    header = jwt.get_unverified_header(badge)

    def found(token: str, key: Any = jwk) -> CredentialFindings:
        return book.read(token, key)

    assert found(badge, None).signature is SignatureState.UNKNOWN_KEY
    assert found(f"{head}.{body[:-4]}AAAA.{signature}").signature is SignatureState.INVALID
    for spoilt in ({"alg": "none"}, {"alg": "HS256"}, {"alg": "ES256"}, {"kid": 1}):
        token = f"{packed(header | spoilt)}.{body}.{signature}"
        assert book.read_kid(token) is None
        assert found(token).signature is SignatureState.UNREADABLE
        assert "RS256 JWT" in found(token).detail
    # A key of the other kind, whichever way round.
    assert found(badge, workshop.key.public_jwk).signature is SignatureState.UNREADABLE
    assert book.read(workshop.credential(make_snapshot()), jwk).signature is SignatureState.UNREADABLE
    key = RSAKey.import_key((workshop.folder / "badges.key").read_bytes())
    payload = opened(workshop, badge)
    for wrong in (
        {"iss": "https://other.example"},
        {"jti": "urn:uuid:x"},
        {"nbf": 1},
        {"exp": None},
        {"id": "x"},
        {"sub": "urn:x"},
        {"type": ["VerifiableCredential"]},
        {"issuer": ISSUER},
        {"validFrom": "yesterday"},
    ):
        token = jws.serialize_compact(header, json.dumps(payload | wrong).encode(), key, algorithms=["RS256"])
        assert found(token).signature is SignatureState.UNREADABLE, wrong
    for noise in ("[]", "1", '"x"', "{}", "nothing"):
        token = jws.serialize_compact(header, noise.encode(), key, algorithms=["RS256"])
        assert found(token).signature is SignatureState.UNREADABLE


class House:
    """Publishing in memory."""

    def __init__(self, badges: OpenBadges | None) -> None:
        entries = {item.provenance.record_id: item for item in (*SAMPLE_ITEMS, DIPLOMA)}
        self.memory, self.clock, self.person = Memory(), Clock(), uuid4()
        self.publish = publishing(self.memory, Passport(entries), Press(), Book(), lambda code: code, self.clock)
        self.issue = IssueBadge(self.memory, badges, self.clock)

    async def published(self) -> UUID:
        said = SaidModel(title="CV", summary="", language="fr", entry_ids=[str(i.provenance.record_id) for i in ALL])
        return (await self.publish(self.person, read_request("r-1", said))).id

    def change(self, **fields: Any) -> None:
        (publication,) = self.memory.publications
        made = self.memory.tables.made[publication.id]
        object.__setattr__(made, "publication", replace(publication, **fields))


ALL = (*SAMPLE_ITEMS, DIPLOMA)
RECORD_ID = AWARD.provenance.record_id


async def test_a_badge_is_issued_and_told_in_the_trail_and_its_key_is_kept(workshop: Workshop) -> None:
    house = House(workshop.badges)
    publication_id = await house.published()
    badge = await house.issue(house.person, publication_id, RECORD_ID)
    assert opened(workshop, badge)["id"] == f"{ISSUER}/badges/{publication_id}/{RECORD_ID}"
    jwk = workshop.badges.public_jwk
    assert house.memory.tables.keys[jwk["kid"]] == jwk
    access = house.memory.tables.accesses[-1]
    assert (access.action, access.resource_id) == ("publishing.badge.issue", str(publication_id))


async def test_what_is_no_award_of_the_publication_has_no_badge(workshop: Workshop) -> None:
    house = House(workshop.badges)
    publication_id = await house.published()
    for other in (SAMPLE_ITEMS[0], SAMPLE_ITEMS[3]):
        with pytest.raises(AwardNotFound):
            await house.issue(house.person, publication_id, other.provenance.record_id)
    with pytest.raises(AwardNotFound):
        await house.issue(house.person, publication_id, uuid4())
    with pytest.raises(PublicationNotFound):
        await house.issue(uuid4(), publication_id, RECORD_ID)
    house.change(state=State.SUPERSEDED, changed_record_ids=(RECORD_ID,))
    with pytest.raises(AwardSuperseded):
        await house.issue(house.person, publication_id, RECORD_ID)
    assert await house.issue(house.person, publication_id, DIPLOMA.provenance.record_id)
    house.change(state=State.WITHDRAWN)
    with pytest.raises(PublicationWithdrawn):
        await house.issue(house.person, publication_id, DIPLOMA.provenance.record_id)
    with pytest.raises(BadgesNotOffered):
        await House(None).issue(house.person, publication_id, RECORD_ID)


def test_only_a_guaranteed_certification_or_diploma_is_an_award() -> None:
    assert [item.is_award for item in ALL] == [False, False, True, False, True]
    assert not replace(AWARD, nature=Nature.DECLARED).is_award


async def test_what_became_of_the_other_items_does_not_supersede_a_badge(
    workshop: Workshop, book: JoseCredentialBook
) -> None:
    house = House(workshop.badges)
    publication_id = await house.published()
    badge = await house.issue(house.person, publication_id, RECORD_ID)
    found = book.read(badge, workshop.badges.public_jwk)

    async def outcome() -> Outcome:
        async with house.memory() as work:
            return judge_credential(found, await work.registered(publication_id), NOW).outcome

    assert await outcome() is Outcome.AUTHENTIC
    house.change(state=State.SUPERSEDED, changed_record_ids=(DIPLOMA.provenance.record_id,))
    assert await outcome() is Outcome.AUTHENTIC
    house.change(changed_record_ids=(DIPLOMA.provenance.record_id, RECORD_ID))
    assert await outcome() is Outcome.SUPERSEDED
    house.change(state=State.WITHDRAWN)
    assert await outcome() is Outcome.WITHDRAWN


def test_a_key_that_signs_badges_is_read_from_its_file(workshop: Workshop) -> None:
    key = BadgeKey.load(workshop.folder / "badges.key", ISSUER)
    assert key.public_jwk == workshop.badges.public_jwk
    assert (key.public_jwk["alg"], key.public_jwk["use"]) == ("RS256", "sig")


async def test_the_key_of_badges_is_in_the_key_set(workshop: Workshop) -> None:
    memory = Memory()
    of_badges = workshop.badges.public_jwk
    assert [key["kid"] for key in await GetCredentialKeys(memory, Book(), workshop.badges)()] == [
        "k1",
        of_badges["kid"],
    ]
    assert [key["kid"] for key in await GetCredentialKeys(memory, Book())()] == ["k1"]
    memory.tables.keys["former"] = {"kid": "former"}
    assert [key["kid"] for key in await GetCredentialKeys(memory, Book())()] == ["k1", "former"]
