"""Every reason of the contracts and every refusal of ours has a status and words in both languages."""

from __future__ import annotations

import string

import pytest

from languages import wrong_language
from passeport.common.v1 import error_reason_pb2 as common
from passeport.identity.v1 import error_reason_pb2 as identity
from passeport.prevention.v1 import error_reason_pb2 as prevention
from passeport.publishing.v1 import error_reason_pb2 as publishing
from passeport.records.v1 import error_reason_pb2 as records
from passeport_chassis.errors import Kind
from passeport_gateway import errors
from passeport_gateway.domain.catalogue import CATALOGUE, problem_kind
from passeport_gateway.domain.field_faults import fault_of_model
from passeport_gateway.domain.field_rules import RULES

REASONS = {
    value.name.removeprefix("ERROR_REASON_")
    for module in (common, identity, records, publishing, prevention)
    for value in module.ErrorReason.DESCRIPTOR.values
    if value.number
}
OURS = {kind.reason for kind in vars(errors).values() if isinstance(kind, type) and kind.__module__ == errors.__name__
        and getattr(kind, "reason", "INTERNAL") != "INTERNAL" and issubclass(kind, errors.GatewayError)}  # fmt: skip
# What no request of a professional is refused for.
OF_HOLDERS = {"SESSION_INVALID", "ACCOUNT_CLOSED"}


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("reason", sorted(REASONS | OURS))
def test_every_reason_is_in_the_catalogue(reason: str) -> None:
    assert reason in CATALOGUE


def test_there_are_refusals_of_our_own() -> None:
    assert len(OURS) > 15


@pytest.mark.parametrize("reason", sorted(CATALOGUE))
def test_every_kind_has_words_in_both_languages(reason: str) -> None:
    kind = CATALOGUE[reason]
    assert 400 <= kind.status <= 504
    assert kind.code == reason.lower()
    for wording in filter(None, (kind.wording, kind.to_professionals, kind.on_page)):
        for words in wording:
            assert words.fr
            assert words.en
            assert words.fr != words.en
            assert (wrong_language(words.fr, "fr"), wrong_language(words.en, "en")) == ("", "")
        french, english = (names_in(text) for text in wording.detail)
        assert french == english
        assert french == names_in(kind.wording.detail.fr)


@pytest.mark.parametrize("reason", sorted(CATALOGUE.keys() - OF_HOLDERS))
def test_professionals_are_told_of_their_provider_and_their_addresses(reason: str) -> None:
    told = CATALOGUE[reason].wording_for(to_professional=True)
    assert [text for words in told for text in words if "FranceConnect" in text or "/api/v1/" in text] == []


def test_holders_are_not_told_of_the_provider_of_professionals() -> None:
    told = {kind.reason for kind in CATALOGUE.values() if "ProConnect" in "".join((*kind.wording[0], *kind.wording[1]))}
    assert told == {"PROFESSIONAL_SESSION_INVALID", "BODY_NOT_ENTITLED"}


@pytest.mark.parametrize("code", [kind.value for kind in Kind])
def test_a_reason_not_known_yet_goes_by_its_canonical_code(code: str) -> None:
    kind = problem_kind("NEWER_THAN_THIS_GATEWAY", code)
    assert (kind.status == 500) == (code == "INTERNAL")


def test_a_value_that_is_missing_breaks_nothing() -> None:
    assert "?" in CATALOGUE["TOO_YOUNG"].wording.detail_with({}, "fr")
    assert "{x}" in CATALOGUE["FILE_INVALID"].wording.detail_with({"detail": "{x}"}, "en")


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_has_words_in_both_languages(code: str) -> None:
    rule = RULES[code]
    for words in (rule.words, *(exact.words for exact in rule.exact)):
        assert words.fr != words.en
        assert (wrong_language(words.fr, "fr"), wrong_language(words.en, "en")) == ("", "")
        french, english = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in words)
        assert french == english


def test_what_a_problem_is_about_is_a_rule_that_is_known() -> None:
    assert {kind.rule for kind in CATALOGUE.values() if kind.field} <= RULES.keys()


def test_codes_of_models_are_rules() -> None:
    for fault in ("missing", "extra_forbidden", "string_type", "too_long", "literal_error", "something_new"):
        assert fault_of_model(fault, ("body", "x"), {}).code in RULES
