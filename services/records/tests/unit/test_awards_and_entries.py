"""What an award says, and how an entry changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from passeport_chassis.ids import new_id
from passeport_records.domain.award import AwardClaim, award_content
from passeport_records.domain.details import AwardDetails, Details, EmploymentDetails, TrainingDetails
from passeport_records.domain.entry import Content, Entry, EntryState, Kind, Nature
from passeport_records.domain.events import registered
from passeport_records.domain.holder import CivilIdentity, NirIdentity, Sex, TemporaryNumber, TrainingFile, is_nir
from passeport_records.domain.organisation import NO_ORGANISATION, Organisation, is_siret
from passeport_records.domain.prevention import prevention_code
from passeport_records.domain.report import mask, shown

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SENDER = Organisation("Certifications du Ponant", "00100014000010")


def claim(**changes: Any) -> AwardClaim:
    said: dict[str, Any] = {
        "line": 9,
        "key": "P-1",
        "holder": NirIdentity("2810444109021", "FONTANEL"),
        "valid_from": date(2026, 4, 17),
        "valid_until": None,
        "details": AwardDetails(register="RS", code="RS7256"),
        "wording": "TOSA Excel",
    }
    return AwardClaim(**{**said, **changes})


def test_an_award_is_kept_in_the_words_of_its_certifier() -> None:
    assert award_content(claim(), SENDER).title == "TOSA Excel (RS7256)"
    assert award_content(claim(), SENDER).organisation == SENDER
    assert award_content(claim(wording=""), SENDER).title == "Certification RS7256"


def test_a_third_party_is_not_the_certifier() -> None:
    assert award_content(claim(sender_is_certifier=False), SENDER).organisation == NO_ORGANISATION


def entry() -> Entry:
    return Entry(
        id=new_id(),
        person_id=new_id(),
        nature=Nature.GUARANTEED,
        kind=Kind.CERTIFICATION,
        content=award_content(claim(), SENDER),
        created_at=NOW,
        updated_at=NOW,
    )


def test_every_change_is_a_revision_and_no_change_is_none() -> None:
    first = entry()
    assert first.revised(first.content, NOW) is first
    second = first.revised(Content(title="Autre"), NOW)
    assert (second.revision, second.etag) == (2, "r2")
    third = second.withdrawn(NOW)
    assert (third.revision, third.state) == (3, EntryState.WITHDRAWN)
    assert third.withdrawn(NOW) is third
    fourth = third.reinstated(first.content, NOW)
    assert (fourth.revision, fourth.state, fourth.id) == (4, EntryState.ACTIVE, first.id)


def test_the_event_carries_the_number_of_the_register() -> None:
    assert registered(entry()).award_code == "RS7256"


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (AwardDetails(code="RS7256"), "RS7256"),
        (TrainingDetails(certification_code="RS7256", outcome="passed", funder="cpf"), "RS7256"),
        (TrainingDetails(certification_code="RS7256", outcome="followed", funder="opco"), "RS7256"),
        # Who paid is not told, or it was not gone through to its end, or it lasts.
        (TrainingDetails(certification_code="RS7256", outcome="passed"), ""),
        (TrainingDetails(certification_code="RS7256", outcome="followed_in_part", funder="cpf"), ""),
        (TrainingDetails(certification_code="RS7256", funder="cpf"), ""),
        (EmploymentDetails(), ""),
    ],
)
def test_what_may_enter_prevention_by_itself(details: Details, code: str) -> None:
    assert prevention_code(details) == code
    assert registered(replace(entry(), content=Content(title="x", details=details))).prevention_code == code


@pytest.mark.parametrize(
    "holder",
    [
        NirIdentity("2810444109021", "FONTANEL", NirIdentity("2810444109022", "AUTRE")),
        CivilIdentity("FONTANEL", ("Claire",), Sex.FEMALE, 1981, 4, 17, "44109", "", "AUTRE"),
        TrainingFile("1234567891011", "FONTANEL", "Claire"),
        TemporaryNumber("2001000017X1"),
    ],
)
def test_an_identity_shows_nothing_of_itself(holder: object) -> None:
    text = repr(holder) + str(holder)
    assert not any(
        secret in text for secret in ("28104", "FONTANEL", "Claire", "AUTRE", "1981", "44109", "1234567", "X1")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2810444109021", True),
        ("188052A004076", True),
        ("2682099243009", True),  # month 20: not known
        ("7810444109021", True),  # being registered
        ("1234567890123", False),  # month 45
        ("2810444109000", False),
        ("281044410902", False),
        ("28104441090211", False),
        ("2811944109021", False),
        ("x810444109021", False),
    ],
)
def test_what_is_a_nir(text: str, expected: bool) -> None:
    assert is_nir(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("35600000000048", True),
        ("35600000049837", True),  # La Poste: sum of digits, not Luhn
        ("00100001700010", True),
        ("00100001700011", False),
        ("0010000170001", False),
        ("٠٠١٠٠٠٠١٧٠٠٠١٠", False),
    ],
)
def test_what_is_a_siret(text: str, expected: bool) -> None:
    assert is_siret(text) is expected


def test_values_are_shown_safely() -> None:
    assert mask("2810444109021") == "(13 caractères masqués)"
    assert mask("") == ""
    assert shown("a\x1b[31m\n") == "a·[31m·"
    assert len(shown("x" * 500)) == 61
