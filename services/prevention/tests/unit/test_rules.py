"""The rules of a declaration, one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_dossier.domain.text import is_one_line
from passeport_prevention.domain.request import check_key, fingerprint, fingerprints
from passeport_prevention.domain.rules import check_content
from passeport_prevention.domain.training import Content, Declarant, Proof
from passeport_prevention.domain.worker import Worker, check_worker
from support import CANARY_NIR, WORKER, attestation, day

TODAY = dt.date(2026, 11, 23)
BODY, EMPLOYER, HOLDER = Declarant.TRAINING_BODY, Declarant.EMPLOYER, Declarant.HOLDER


def broken(content: Content, declarant: Declarant = BODY) -> set[tuple[str, str]]:
    found = check_content(content, declarant, TODAY)
    assert all(violation.description for violation in found)
    return {(violation.field.removeprefix("training."), violation.reason) for violation in found}


@pytest.mark.parametrize("declarant", [BODY, EMPLOYER])
def test_a_full_attestation_of_a_partner_keeps_the_rules(declarant: Declarant) -> None:
    assert broken(attestation(), declarant) == set()
    assert broken(attestation(validity_end=None), declarant) == set()


def test_a_justificatif_may_come_without_training() -> None:
    content = attestation(proof=Proof.JUSTIFICATIF, start=None, end=None)
    assert broken(content) == set()
    assert broken(replace(content, end=day("2026-03-04"))) == {("start_date", "REQUIRED")}
    assert broken(replace(content, validity_start=None)) == {("validity_start_date", "REQUIRED")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "  "}, {("title", "REQUIRED")}),
        ({"title": "a" * 251}, {("title", "TOO_LONG")}),
        ({"title": "a\x00b"}, {("title", "CONTROL_CHARACTER")}),
        ({"title": "a\u2028b"}, {("title", "CONTROL_CHARACTER")}),
        ({"start": None}, {("start_date", "REQUIRED")}),
        ({"end": None}, {("end_date", "REQUIRED")}),
        ({"validity_start": None}, {("validity_start_date", "REQUIRED")}),
        ({"start": day("2026-03")}, {("start_date", "INCOMPLETE")}),
        ({"validity_end": day("2029")}, {("validity_end_date", "INCOMPLETE")}),
        ({"end": day("2026-03-01")}, {("end_date", "OUT_OF_ORDER")}),
        ({"validity_start": day("2026-03-03")}, {("validity_start_date", "OUT_OF_ORDER")}),
        ({"validity_end": day("2026-03-03")}, {("validity_end_date", "OUT_OF_ORDER")}),
        ({"start": day("1899-12-31")}, {("start_date", "OUT_OF_RANGE")}),
        ({"validity_end": day("2201-01-01")}, {("validity_end_date", "OUT_OF_RANGE")}),
        (
            {"end": day("2026-11-24"), "validity_start": day("2026-11-24")},
            {("end_date", "IN_FUTURE")},
        ),
        # One fault of a date, though no date is so late either.
        (
            {"end": day("2999-01-01"), "validity_start": day("2999-01-01"), "validity_end": None},
            {("end_date", "IN_FUTURE"), ("validity_start_date", "OUT_OF_RANGE")},
        ),
        ({"training_body": "Autre"}, {("training_body", "NOT_FOR_PARTNERS")}),
    ],
)
def test_a_partner_is_told_the_rule_that_he_breaks(changes: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert broken(attestation(**changes)) == expected


def test_every_broken_rule_is_told_at_once() -> None:
    content = attestation(title="", start=day("2026-12-01"), end=day("2026-03-01"), validity_start=None)
    assert broken(content) == {
        ("title", "REQUIRED"),
        ("start_date", "IN_FUTURE"),
        ("end_date", "OUT_OF_ORDER"),
        ("validity_start_date", "REQUIRED"),
    }


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Habilitation\u00a0: B1V \u2013 niveau\u202f2", True),
        ("co\u00adopération", True),
        ("a\tb", False),
        ("a\x85b", False),
        ("a\u2029b", False),
        ("\u202eelbaton", False),
    ],
)
def test_a_line_holds_what_can_be_seen(text: str, fits: bool) -> None:
    assert is_one_line(text) is fits


@pytest.mark.parametrize("length", [1, 250])
def test_a_title_has_1_to_250_characters(length: int) -> None:
    assert broken(attestation(title="é" * length)) == set()


def test_validity_may_begin_tomorrow_and_training_may_end_today() -> None:
    content = attestation(end=day("2026-11-23"), validity_start=day("2026-11-24"), validity_end=None)
    assert broken(content) == set()


def test_a_holder_may_remember_no_more_than_the_year() -> None:
    content = Content("Gestes et postures", Proof.ATTESTATION, end=day("2009"), training_body="Centre (fictif)")
    assert broken(content, HOLDER) == set()
    assert broken(replace(content, end=None), HOLDER) == {("end_date", "REQUIRED")}
    passed = Content("CACES R489", Proof.JUSTIFICATIF)
    assert broken(passed, HOLDER) == {("validity_start_date", "REQUIRED")}
    assert broken(replace(passed, validity_start=day("2022-06")), HOLDER) == set()
    assert broken(replace(passed, end=day("2022")), HOLDER) == set()


def test_unknown_parts_of_a_date_are_given_credit() -> None:
    content = Content("SST", Proof.ATTESTATION, start=day("2024-06"), end=day("2024"), validity_start=day("2024-06-01"))
    assert broken(content, HOLDER) == set()


def test_a_bare_year_between_two_days_does_not_hide_their_order() -> None:
    content = Content(
        "SST", Proof.ATTESTATION, start=day("2024-05-03"), end=day("2024"), validity_start=day("2024-02-01")
    )
    assert broken(content, HOLDER) == {("validity_start_date", "OUT_OF_ORDER")}


@pytest.mark.parametrize(
    ("nir", "name", "expected"),
    [
        (CANARY_NIR, "CANARI", set()),
        ("253072B073004", "D'ARGENS-Ó", set()),
        ("253072b073004", "CANARI", set()),
        ("2 99 99 75 123 456", "CANARI", set()),
        ("2\N{NARROW NO-BREAK SPACE}53\N{NO-BREAK SPACE}07 2a 073-004", "CANARI", set()),
        ("", "CANARI", {"nir"}),
        ("299997512345", "CANARI", {"nir"}),
        (CANARY_NIR + "12", "CANARI", {"nir"}),
        ("253072C073004", "CANARI", {"nir"}),
        ("٢٩٩٩٩٧٥١٢٣٤٥٦", "CANARI", {"nir"}),
        (CANARY_NIR, " ", {"birth_name"}),
        (CANARY_NIR, "A" * 101, {"birth_name"}),
        (CANARY_NIR, "A\nB", {"birth_name"}),
    ],
)
def test_a_worker_is_named_by_13_characters_and_a_birth_name(nir: str, name: str, expected: set[str]) -> None:
    found = list(check_worker(Worker.named(nir, name)))
    assert {violation.field for violation in found} == expected
    assert not any(nir and nir in violation.description for violation in found)


def test_a_number_is_passed_on_as_registers_write_it() -> None:
    assert Worker.named("2 53 07 2a 073 004", "Ó") == Worker("253072A073004", "Ó")


@pytest.mark.parametrize(
    ("nir", "reason", "words"),
    [
        ("", "REQUIRED", "give the 13 characters"),
        ("2 99 99 75 123 456 12", "NIR_WITH_KEY", "leave out the last 2"),
        ("29999751234561", "NIR_LENGTH", "has 14 characters instead of 13"),
        ("299997512345", "NIR_LENGTH", "has 12 characters instead of 13"),
        ("253072C073004", "NIR_CHARACTERS", "2A and 2B"),
    ],
)
def test_what_is_wrong_with_a_number_is_told(nir: str, reason: str, words: str) -> None:
    (violation,) = check_worker(Worker.named(nir, "CANARI"))
    assert (violation.field, violation.reason) == ("nir", reason)
    assert words in violation.description


def test_a_worker_is_never_shown() -> None:
    assert CANARY_NIR not in f"{WORKER!r} {WORKER!s}"


@pytest.mark.parametrize(
    ("key", "fits"), [("a", True), ("a" * 255, True), ("", False), ("a" * 256, False), ("a\tb", False)]
)
def test_a_key_has_its_length_and_one_line(key: str, fits: bool) -> None:
    assert (list(check_key("partner_key", key, 255)) == []) is fits


def test_the_fingerprint_tells_contents_apart_and_spellings_of_one_word_not() -> None:
    person_id = new_id()
    base = fingerprint(person_id, BODY, attestation("Évacuation"))
    assert fingerprint(person_id, BODY, attestation(" E\u0301vacuation ")) == base
    others = [
        fingerprint(new_id(), BODY, attestation("Évacuation")),
        fingerprint(person_id, EMPLOYER, attestation("Évacuation")),
        fingerprint(person_id, BODY, attestation("Évacuation", validity_end=None)),
        fingerprint(person_id, BODY, attestation("Évacuation", proof=Proof.JUSTIFICATIF)),
    ]
    assert len({base, *others}) == 5


def test_fingerprints_of_last_year_still_hold() -> None:
    # A key of a partner holds for ever: these values may never change.
    person_id = UUID("0193f1d0-0000-7000-8000-000000000001")
    content = Content("Travail en hauteur", Proof.ATTESTATION, end=day("2026-03-04"))
    stored = fingerprint(person_id, BODY, content)
    assert stored.hex() == "124e5743c9dea61cefdcc2bc02742fa9b4951e801ca96da1a7c6c72df8e4bbf3"
    quoted = Content('a", "person": "b', Proof.ATTESTATION)
    of = fingerprints(BODY, quoted, {"reference": '"person": ""', "skills": ("115650",)})
    assert of(person_id).hex() == "fd9e21834bc2e4f33fe3c28eacfec6c7e29c0b53f36a49ab1c4c90223ecff6eb"
