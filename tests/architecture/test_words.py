"""What services say to people: the gateway has French for each rule that they name, and words dates as CVs do."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

import pytest

from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import write_date
from passeport_gateway.domain import printed_code, scopes
from passeport_gateway.domain.field_rules import RULES
from passeport_gateway.domain.source_words import source_words
from passeport_gateway.domain.vocabulary import OF_PROVENANCE, PATH, PROPERTIES, vocabulary_document
from passeport_gateway.domain.wallets import CONFIGURATIONS, MOST_PROOFS, SCOPES
from passeport_gateway.http.pages.attested import attested_rows
from passeport_gateway.http.pages.dates import period_words
from passeport_gateway.http.pages.facts import detail_words, organisation_words
from passeport_gateway.http.pages.items import provenance_words, sections
from passeport_gateway.http.render.dates import day_words
from passeport_gateway.http.render.oauth import CHECKS, GRANT_CHECKS, metadata_of
from passeport_gateway.http.schemas.consents import ScopeName
from passeport_identity.domain import nir
from passeport_identity.domain.scopes import PARTNER_SCOPES, PLATFORM_SCOPES, WALLET_SCOPES
from passeport_identity.vault.client_assertions import ALGORITHMS
from passeport_prevention.imports import single
from passeport_publishing.credentials.terms import own_context
from passeport_publishing.documents.lines import source_line
from passeport_publishing.documents.model import document_model
from passeport_publishing.documents.periods import write_period
from passeport_publishing.documents.words import WORDS
from passeport_publishing.domain import codes
from passeport_publishing.domain.consent import DataScope
from passeport_publishing.domain.credential_offer import MOST_CREDENTIALS, configuration_of
from passeport_publishing.domain.days import write_day
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.snapshot import (
    Detail,
    Holder,
    Item,
    Kind,
    Language,
    Nature,
    Organisation,
    Provenance,
    PublicationKind,
    Snapshot,
)
from passeport_publishing.domain.verification import Outcome, Registered, Verdict
from passeport_publishing.rpc.render import verdict
from passeport_records.domain.provenance import SOURCE_LABELS, Source
from tests.architecture.house import calls_of, python_files, shown


@dataclass(frozen=True)
class Said:
    """A violation as the code of a service makes it: the rule, and the sentence with its values made up."""

    where: str
    reason: str
    sentences: tuple[str, ...]


def texts(node: ast.expr) -> tuple[str, ...]:
    """A string, or an f-string with numbers and with words in place of its values; nothing for any other expression."""
    match node:
        case ast.Constant(value=str(text)):
            return (text,)
        case ast.JoinedStr(values=parts):
            pieces = [part.value if isinstance(part, ast.Constant) else None for part in parts]
            return tuple(
                "".join(str(piece) if piece is not None else made_up for piece in pieces) for made_up in ("7", "word")
            )
    return ()


def violations() -> Iterator[Said]:
    """Every violation that is made with its reason in place."""
    for path in python_files():
        if "src" not in path.parts or "sandbox" in path.parts:
            continue
        for call in calls_of("FieldViolation", path):
            arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
            if len(arguments) == 3 and isinstance(arguments[2], ast.Constant):
                yield Said(f"{shown(path)}:{call.lineno}", str(arguments[2].value), texts(arguments[1]))


def violations_of_a_nir() -> Iterator[Said]:
    """The rules of the number, which identity keeps in a table."""
    for rule, sentence in vars(nir)["_RULES"].items():
        yield Said(nir.__name__, f"NIR_{rule.removesuffix('_with_key').upper()}", (sentence.format(given=7),))


def violations_of_the_guide() -> Iterator[Said]:
    """The rules of the official import, which prevention keeps in a table."""
    for reason, sentence in vars(single)["_WORDS"].values():
        yield Said(single.__name__, reason, (sentence.format(example="344r", most=7, allowed="A, B"),))


SAID = [*violations(), *violations_of_a_nir(), *violations_of_the_guide()]
# Rules of calls between processes: nothing that a client of the gateway writes can break them.
_BETWEEN_PROCESSES = {"AUDIENCES", "LAST", "PURPOSE", "REPEATED", "SIZE", "UUID"}


def test_every_rule_that_a_service_names_is_said_in_both_languages() -> None:
    assert len(SAID) > 50
    said = [one for one in SAID if one.reason not in _BETWEEN_PROCESSES]
    unknown = [f"{one.where}: {one.reason}" for one in said if one.reason.lower() not in RULES]
    assert unknown == [], "give them words in services/gateway/src/passeport_gateway/domain/field_rules.toml"


def test_the_values_that_the_gateway_looks_for_are_in_sentences_of_services() -> None:
    for code, rule in RULES.items():
        sentences = [sentence for one in SAID if one.reason.lower() == code for sentence in one.sentences]
        for exact in rule.exact:
            if exact.told is not None:
                assert any(exact.told.search(sentence) for sentence in sentences), f"{code}: {exact.told.pattern}"


_NUMBERS = re.compile(r"[0-9]+")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("IN_FUTURE", "2027-01 lies in the future: declare what is over"),
        ("IN_FUTURE", "2027-01 lies in the future: declare what has begun"),
        ("BEFORE_START", "2020 is before the start date 2021-02"),
        ("OUT_OF_ORDER", "2020-01 is before start_date 2021"),
        ("INCOMPLETE", "2020 lacks its month or its day"),
        ("TOO_EARLY", "is before 1900"),
        ("TOO_LONG", "has 251 characters, at most 250 are allowed"),
        ("CONTROL_CHARACTER", "holds U+202E (RIGHT-TO-LEFT OVERRIDE): remove it"),
        ("REQUIRED", "is required: name the language by its tag, for example en"),
    ],
)
def test_french_says_the_values_that_english_says(reason: str, sentence: str) -> None:
    french = RULES[reason.lower()].told(sentence).fr
    assert _NUMBERS.findall(french) == _NUMBERS.findall(sentence)
    assert french != RULES[reason.lower()].words.fr


_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_PROVENANCE = Provenance("x", _NOW, UUID(int=0), "r1", _NOW)
_START, _END = PartialDate(2018, 6, 1), PartialDate(2018, 9)
_PERIODS = ((None, None), (_START, None), (None, _END), (_START, _END), (_START, _START), (PartialDate(2017), _END))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(Kind))
def test_the_page_words_periods_as_the_cv_does(kind: Kind, language: Language) -> None:
    for start, end in _PERIODS:
        item = Item(kind, Nature.DECLARED, "x", _PROVENANCE, start=start, end=end)
        verified = VerifiedItem(kind=kind.value, start_date=write_date(start), end_date=write_date(end))
        assert period_words(verified, language.value) == write_period(item, WORDS[language])


def made_of_every_word() -> Snapshot:
    """A CV that has items of each kind, and among their details each label and each coded value that a CV has."""
    words = WORDS[Language.FRENCH]
    days = {"validity_start": "2027-02-01", "validity_end": "2030-01-31"}
    details = [Detail(label, days.get(label, "12")) for label in words.labels if label != "valid_until"]
    details += [Detail("mention", value) for value in words.values if value != "hours"]
    items = [
        Item(kind, nature, f"{kind} {nature}", _PROVENANCE, organisation, end=_END, details=tuple(details))
        for nature in Nature
        for kind in reversed(Kind)
        for organisation in (None, Organisation("Bâtisseurs"), Organisation("Bâtisseurs", "73282932000074", "Nantes"))
    ]
    return Snapshot(Holder("Camille", "EXEMPLE"), "CV", "", Language.FRENCH, _NOW, tuple(items))


@pytest.mark.parametrize("language", list(Language))
def test_the_page_shows_items_as_the_cv_does(language: Language) -> None:
    snapshot = replace(made_of_every_word(), language=language)
    publication = Publication(
        UUID(int=1), UUID(int=2), "", "CV", language, State.PUBLISHED, _NOW, _NOW, snapshot.record_ids, "", 1
    )
    verified = verdict(Verdict(Outcome.AUTHENTIC, (), Registered(publication, snapshot, ""))).items
    printed = document_model(snapshot, "K7QF2M9XPD4TW6HA", "https://passeport.example")["sections"]
    shown_on_page = [*sections(verified, language.value)]
    assert [title for title, _ in shown_on_page] == [section["title"] for section in printed]
    for (_, items), section in zip(shown_on_page, printed, strict=True):
        for item, line in zip(items, section["items"], strict=True):
            assert item.title == line["title"]
            assert period_words(item, language.value) == line["period"]
            assert organisation_words(item) == line["organisation"]
            told = [{"label": label, "value": value} for label, value in detail_words(item, language.value)]
            assert told == line["details"]
            assert provenance_words(item, language.value) == line["provenance"]


@pytest.mark.parametrize("language", list(Language))
def test_the_page_shows_attested_items_as_the_attestation_does(language: Language) -> None:
    told = replace(
        _PROVENANCE, legal_basis="article L. 6113-8 du code du travail", known_until=PartialDate(2026, 9, 30)
    )
    items = tuple(
        replace(item, provenance=told if number % 2 else _PROVENANCE, start=start, end=end)
        for item in made_of_every_word().items
        for number, (start, end) in enumerate(_PERIODS)
    )
    snapshot = replace(made_of_every_word(), language=language, items=items, kind=PublicationKind.ATTESTATION)
    publication = Publication(
        UUID(int=1), UUID(int=2), "", "CV", language, State.PUBLISHED, _NOW, _NOW, snapshot.record_ids, "", 1
    )
    verified = verdict(Verdict(Outcome.AUTHENTIC, (), Registered(publication, snapshot, ""))).items
    printed = document_model(snapshot, "K7QF2M9XPD4TW6HA", "https://passeport.example")["sections"]
    for (_, of_kind), section in zip(sections(verified, language.value), printed, strict=True):
        for item, line in zip(of_kind, section["items"], strict=True):
            assert [{"label": label, "value": value} for label, value in attested_rows(item, language.value)] == (
                line["rows"]
            )


def test_the_page_and_the_document_call_sources_alike_and_know_each() -> None:
    for label in SOURCE_LABELS.values():
        for said in (label, f"{label} Ministère du Travail"):
            assert source_words(said, "fr") == said
            assert source_words(said, "en") == said.replace(label, source_words(label, "en"))
        assert source_words(label, "en") != label
        item = Item(Kind.DIPLOMA, Nature.GUARANTEED, "x", replace(_PROVENANCE, source=f"{label} Lycée X"))
        if label != SOURCE_LABELS[Source.HOLDER]:
            assert source_line(item, WORDS[Language.ENGLISH]) == source_words(f"{label} Lycée X", "en")
        assert source_line(item, WORDS[Language.FRENCH]) == f"{label} Lycée X"
    assert source_words("Organismes divers", "en") == "Organismes divers"


def test_a_code_is_as_long_as_the_page_says() -> None:
    read = codes.read_code(printed_code.EXAMPLE)
    assert read is not None
    assert printed_code.LENGTH == printed_code.signs_of(printed_code.EXAMPLE) == len(read) == codes.LENGTH


def test_every_term_of_a_credential_is_described_and_no_other() -> None:
    issuer = "https://passeport.example"
    meanings = own_context(issuer).values()
    named = {meaning["@id"] if isinstance(meaning, dict) else meaning for meaning in meanings}
    described = {term["@id"] for term in vocabulary_document(issuer)["@graph"]}
    of_provenance = {f"{issuer}{PATH}#{term}" for term in OF_PROVENANCE}
    assert described - of_provenance == {iri for iri in named if iri.startswith(issuer)}


def test_the_vocabulary_names_all_that_a_kind_a_nature_and_a_key_can_be() -> None:
    for term, values in (("kind", Kind), ("nature", Nature), ("key", WORDS[Language.FRENCH].labels)):
        for value in {*values} - {"valid_until"}:
            assert all(re.search(rf"\b{value}\b", words) for words in PROPERTIES[term]), value


@pytest.mark.parametrize("language", list(Language))
def test_the_page_words_days_as_the_cv_does(language: Language) -> None:
    for month in range(1, 13):
        moment = datetime(2026, month, 1, 23, 30, tzinfo=UTC)
        assert day_words(moment, language.value) == write_day(moment, language)


def checks_of(refusal: str) -> set[object]:
    """The checks that identity names in a refusal."""
    return {
        call.args[0].value
        for path in python_files()
        if "passeport_identity" in path.parts
        for call in calls_of(refusal, path)
        if call.args and isinstance(call.args[0], ast.Constant)
    }


def test_every_check_of_a_client_assertion_a_code_and_a_refresh_token_has_words() -> None:
    assert checks_of("ClientInvalid") == set(CHECKS)
    assert checks_of("GrantInvalid") == set(GRANT_CHECKS)


def test_what_partners_are_told_of_tokens_is_what_identity_takes() -> None:
    told = metadata_of("https://passeport.example", ())
    assert told["token_endpoint_auth_signing_alg_values_supported"] == list(ALGORITHMS)
    assert set(told["scopes_supported"]) == PARTNER_SCOPES | PLATFORM_SCOPES | WALLET_SCOPES


def test_a_scope_of_platforms_is_known_to_all_and_said_to_the_holder() -> None:
    assert set(scopes.PLATFORM_SCOPES) == set(get_args(ScopeName)) == set(DataScope) == PLATFORM_SCOPES
    assert set(scopes.PARTNER_SCOPES) == PARTNER_SCOPES
    assert set(SCOPES) == WALLET_SCOPES


def test_the_forms_that_wallets_are_offered_are_those_that_the_metadata_describes() -> None:
    assert {configuration_of(kind) for kind in PublicationKind} == set(CONFIGURATIONS)
    assert MOST_PROOFS == MOST_CREDENTIALS
