"""What a holder may declare: every rule broken is told, with its field."""

from __future__ import annotations

from datetime import date

import pytest

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.declared import check_declared, trimmed
from passeport_records.domain.details import (
    AwardDetails,
    Details,
    EmploymentDetails,
    LanguageDetails,
    NoDetails,
    TrainingDetails,
)
from passeport_records.domain.entry import DETAILS_OF, Content, Kind
from passeport_records.domain.organisation import Organisation

TODAY = date(2026, 11, 23)


def rules(kind: Kind, content: Content) -> set[tuple[str, str]]:
    return {(violation.field, violation.reason) for violation in check_declared(kind, trimmed(content), TODAY)}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_its_details(kind: Kind) -> None:
    wrong: Details = TrainingDetails() if DETAILS_OF[kind] is not TrainingDetails else AwardDetails()
    assert rules(kind, Content(title="x", details=wrong)) == {("details", "DETAILS_OF_KIND")}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (Content(title=" "), {("title", "REQUIRED")}),
        (Content(title="x" * 251), {("title", "TOO_LONG")}),
        (Content(title="a\x00b"), {("title", "CONTROL_CHARACTER")}),
        (Content(title="x", description="ligne\nligne"), set()),
        (Content(title="Soudure\u202f: niveau\u00a02", description="Qui\u202f?\n«\u00a0Moi\u00a0»"), set()),
        (Content(title="a\u202eb"), {("title", "CONTROL_CHARACTER")}),
        (Content(title="x", description="a\u2028b"), {("description", "CONTROL_CHARACTER")}),
        (Content(title="x", description="é" * 2001), {("description", "TOO_LONG")}),
        (Content(title="x", start=PartialDate(2026, 12)), {("start_date", "IN_FUTURE")}),
        (Content(title="x", start=PartialDate(2026)), set()),
        (Content(title="x", start=PartialDate(1899)), {("start_date", "TOO_EARLY")}),
        (Content(title="x", end=PartialDate(2020)), {("start_date", "REQUIRED")}),
        (Content(title="x", start=PartialDate(2020, 5), end=PartialDate(2020, 4)), {("end_date", "BEFORE_START")}),
        (Content(title="x", start=PartialDate(2020, 5), end=PartialDate(2020)), set()),
        (Content(title="x", organisation=Organisation(siret="123")), {("organisation.siret", "SIRET")}),
        (Content(title="x", organisation=Organisation(name="y" * 201)), {("organisation.name", "TOO_LONG")}),
        (Content(title="x", organisation=Organisation("Mairie", "35600000000048", "Brest")), set()),
    ],
)
def test_what_every_kind_obeys(content: Content, expected: set[tuple[str, str]]) -> None:
    assert isinstance(content.details, NoDetails)
    assert rules(Kind.SKILL, content) == expected


@pytest.mark.parametrize(
    ("kind", "details", "expected"),
    [
        (Kind.EMPLOYMENT, EmploymentDetails(pcs_code="388a", contract_nature_code="01"), set()),
        (Kind.EMPLOYMENT, EmploymentDetails(pcs_code="?"), {("employment.pcs_code", "PCS_CODE")}),
        (
            Kind.EMPLOYMENT,
            EmploymentDetails(contract_nature_code="77"),
            {("employment.contract_nature_code", "UNKNOWN_VALUE")},
        ),
        (Kind.DIPLOMA, AwardDetails(register="RNCP", code="RNCP19117", level=5), set()),
        (Kind.DIPLOMA, AwardDetails(level=9), {("award.level", "OUT_OF_RANGE")}),
        (Kind.CERTIFICATION, AwardDetails(code="19117"), {("award.code", "AWARD_CODE")}),
        (Kind.CERTIFICATION, AwardDetails(register="RS", code="RNCP1"), {("award.code", "AWARD_CODE")}),
        (Kind.CERTIFICATION, AwardDetails(register="XX"), {("award.register", "UNKNOWN_VALUE")}),
        (Kind.CERTIFICATION, AwardDetails(mention="BIEN"), {("award.mention", "UNKNOWN_VALUE")}),
        (Kind.HABILITATION, AwardDetails(cefr_level="Z9"), {("award.cefr_level", "UNKNOWN_VALUE")}),
        (Kind.LANGUAGE, LanguageDetails("en", "B2"), set()),
        (Kind.LANGUAGE, LanguageDetails("pt-BR"), set()),
        (
            Kind.LANGUAGE,
            LanguageDetails("Anglais", "D1"),
            {("language.language", "LANGUAGE_TAG"), ("language.cefr_level", "UNKNOWN_VALUE")},
        ),
        (Kind.TRAINING, TrainingDetails(35), set()),
        (Kind.TRAINING, TrainingDetails(-1), {("training.hours", "OUT_OF_RANGE")}),
    ],
)
def test_what_each_kind_obeys(kind: Kind, details: Details, expected: set[tuple[str, str]]) -> None:
    assert rules(kind, Content(title="x", details=details)) == expected


@pytest.mark.parametrize("kind", Kind)
def test_who_gives_one_date_of_an_award_is_told_where_it_goes(kind: Kind) -> None:
    details: Details = LanguageDetails("en") if kind is Kind.LANGUAGE else DETAILS_OF[kind]()
    content = Content(title="x", end=PartialDate(2003), details=details)
    [violation] = check_declared(kind, content, TODAY)
    awarded = kind in {Kind.CERTIFICATION, Kind.DIPLOMA, Kind.HABILITATION, Kind.DRIVING_LICENCE}
    assert (violation.field, violation.reason) == ("start_date", "REQUIRED")
    assert ("the date of obtaining goes in start_date" in violation.description) is awarded


def test_a_language_is_named() -> None:
    assert rules(Kind.LANGUAGE, Content(title="Breton", details=LanguageDetails())) == {
        ("language.language", "REQUIRED")
    }


def test_what_is_kept_has_no_outer_spaces_and_one_way_of_writing_a_letter() -> None:
    kept = trimmed(
        Content(
            title="\u00a0 Soudure\u202f: niveau 2 \n",
            description=" ligne\n ligne ",
            organisation=Organisation(" Mairie ", "35600000000048", "Mende\u0301 "),
        )
    )
    assert (kept.title, kept.description) == ("Soudure\u202f: niveau 2", "ligne\n ligne")
    assert kept.organisation == Organisation("Mairie", "35600000000048", "Mend\u00e9")
    assert rules(Kind.SKILL, Content(title=" x" + "y" * 249 + " ")) == set()
