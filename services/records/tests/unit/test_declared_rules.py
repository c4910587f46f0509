"""What a holder may declare: every rule broken is told, with its field."""

from __future__ import annotations

from datetime import date

import pytest

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.declared import check_declared, completed, trimmed
from passeport_records.domain.details import (
    AwardDetails,
    Details,
    DrivingCategory,
    DrivingLicenceDetails,
    EmploymentDetails,
    EngagementDetails,
    LanguageDetails,
    NoDetails,
    SkillDetails,
    TrainingDetails,
)
from passeport_records.domain.entry import DETAILS_OF, Content, Kind
from passeport_records.domain.organisation import Organisation

TODAY = date(2026, 11, 23)


def rules(kind: Kind, content: Content) -> set[tuple[str, str]]:
    kept = completed(kind, trimmed(content))
    return {(violation.field, violation.reason) for violation in check_declared(kind, kept, TODAY)}


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
        (Kind.LANGUAGE, LanguageDetails("gcf", listening="C2", writing="A1"), set()),
        (Kind.LANGUAGE, LanguageDetails("jp"), {("language.language", "LANGUAGE_TAG")}),
        (
            Kind.LANGUAGE,
            LanguageDetails("en", reading="B3", spoken_production="good"),
            {("language.reading", "UNKNOWN_VALUE"), ("language.spoken_production", "UNKNOWN_VALUE")},
        ),
        (Kind.HABILITATION, AwardDetails(categories=("B0", "BR", "R489-3")), set()),
        (Kind.DIPLOMA, AwardDetails(categories=("B0",)), {("award.categories", "DETAILS_OF_KIND")}),
        (
            Kind.HABILITATION,
            AwardDetails(categories=("B0", " ", "B0", "x" * 31)),
            {
                ("award.categories[1]", "REQUIRED"),
                ("award.categories[2]", "DUPLICATE"),
                ("award.categories[3]", "TOO_LONG"),
            },
        ),
        (Kind.HABILITATION, AwardDetails(categories=tuple(map(str, range(21)))), {("award.categories", "TOO_MANY")}),
        (
            Kind.DRIVING_LICENCE,
            DrivingLicenceDetails(
                (
                    DrivingCategory("B", PartialDate(2012), PartialDate(2033)),
                    DrivingCategory("CE", PartialDate(2020, 2, 3)),
                )
            ),
            set(),
        ),
        (
            Kind.DRIVING_LICENCE,
            DrivingLicenceDetails(
                (
                    DrivingCategory("b"),
                    DrivingCategory("B", PartialDate(2027)),
                    DrivingCategory("B", PartialDate(2012, 5), PartialDate(2012, 4)),
                    DrivingCategory("A", None, PartialDate(2030)),
                )
            ),
            {
                ("driving_licence.categories[0].category", "UNKNOWN_VALUE"),
                ("driving_licence.categories[1].start_date", "IN_FUTURE"),
                ("driving_licence.categories[2].category", "DUPLICATE"),
                ("driving_licence.categories[2].end_date", "BEFORE_START"),
                ("driving_licence.categories[3].start_date", "REQUIRED"),
            },
        ),
        (Kind.SKILL, SkillDetails("volunteering", "Trésorerie du club", "ROME", "Tenir une comptabilité"), set()),
        (Kind.SKILL, SkillDetails(label="Souder"), {("skill.framework", "REQUIRED")}),
        (Kind.SKILL, SkillDetails(framework="ESCO"), {("skill.label", "REQUIRED")}),
        (
            Kind.SKILL,
            SkillDetails("school", "x" * 501, "O*NET", "a\u202eb"),
            {
                ("skill.origin", "UNKNOWN_VALUE"),
                ("skill.context", "TOO_LONG"),
                ("skill.framework", "UNKNOWN_VALUE"),
                ("skill.label", "CONTROL_CHARACTER"),
            },
        ),
        (Kind.ENGAGEMENT, EngagementDetails("sapeur_pompier_volontaire", "Équipier"), set()),
        (Kind.ENGAGEMENT, EngagementDetails("parent d’élève"), {("engagement.activity", "UNKNOWN_VALUE")}),
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
    licence = DrivingLicenceDetails((DrivingCategory("B"),))
    assert trimmed(Content(title="x", details=licence)).details == licence
    assert trimmed(Content(title="x", details=SkillDetails(label=" Me\u0301tal "))).details == SkillDetails(
        label="M\u00e9tal"
    )
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


def test_a_number_alone_names_its_register() -> None:
    def kept(details: AwardDetails) -> Details:
        return trimmed(Content(title="x", details=details)).details

    assert kept(AwardDetails(code=" RNCP19117")) == AwardDetails(register="RNCP", code="RNCP19117")
    assert kept(AwardDetails(code="RS6437")) == AwardDetails(register="RS", code="RS6437")
    assert kept(AwardDetails(code="19117")) == AwardDetails(code="19117")
    assert kept(AwardDetails(register="RS", code="RNCP1")) == AwardDetails(register="RS", code="RNCP1")
