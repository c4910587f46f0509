"""The rules of what belongs to one kind only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from passeport_chassis.errors import FieldViolation
from passeport_dossier.domain.text import shows_nothing
from passeport_records.domain.contract_natures import CONTRACT_NATURES
from passeport_records.domain.declared_fields import Violations, check_one_of, check_period, check_text
from passeport_records.domain.details import (
    CEFR_LEVELS,
    DRIVING_CATEGORIES,
    ENGAGEMENT_ACTIVITIES,
    LANGUAGE_SKILLS,
    MENTIONS,
    SKILL_FRAMEWORKS,
    SKILL_ORIGINS,
    AwardDetails,
    Details,
    DrivingLicenceDetails,
    EmploymentDetails,
    EngagementDetails,
    LanguageDetails,
    SkillDetails,
    TrainingDetails,
)
from passeport_records.domain.entry import Kind
from passeport_records.domain.languages import is_language_tag

__all__ = ["REGISTERS", "check_details"]

REGISTERS = ("RNCP", "RS")
"""The registers of France compétences, with which their numbers begin."""

_AWARD_CODE = re.compile(r"(RNCP|RS)[0-9]{1,6}")
_PCS_CODE = re.compile(r"[0-9]{3}[a-zA-Z0-9]")
_MOST_CATEGORIES = 20


def check_details(kind: Kind, details: Details, today: date) -> Violations:
    """Every rule that the details of an entry of `kind`, whose own they are, break."""
    check = _RULES.get(type(details))
    if check is not None:
        yield from check(kind, details, today)


def _employment(kind: Kind, details: EmploymentDetails, today: date) -> Violations:
    if details.pcs_code and not _PCS_CODE.fullmatch(details.pcs_code):
        yield FieldViolation("employment.pcs_code", "is not a PCS-ESE code, for example 388a", "PCS_CODE")
    yield from check_one_of("employment.contract_nature_code", details.contract_nature_code, tuple(CONTRACT_NATURES))


def _award(kind: Kind, details: AwardDetails, today: date) -> Violations:
    yield from check_one_of("award.register", details.register, REGISTERS)
    if details.code and not _AWARD_CODE.fullmatch(details.code):
        yield FieldViolation("award.code", "is not a number of the register, for example RNCP19117", "AWARD_CODE")
    elif details.code and details.register and not details.code.startswith(details.register):
        yield FieldViolation("award.code", f"is not a number of the register {details.register}", "AWARD_CODE")
    yield from check_text("award.option", details.option, 255)
    yield from check_text("award.score", details.score, 255)
    yield from check_one_of("award.mention", details.mention, MENTIONS)
    yield from check_one_of("award.cefr_level", details.cefr_level, CEFR_LEVELS)
    if not 0 <= details.level <= 8:
        yield FieldViolation("award.level", "must lie between 1 and 8, or be 0 when not known", "OUT_OF_RANGE")
    if details.categories:
        yield from _categories_of_habilitation(kind, details.categories)


def _categories_of_habilitation(kind: Kind, categories: tuple[str, ...]) -> Violations:
    if kind is not Kind.HABILITATION:
        yield FieldViolation("award.categories", f"do not belong to the kind {kind.value}", "DETAILS_OF_KIND")
    yield from _count("award.categories", len(categories))
    for number, category in enumerate(categories):
        field = f"award.categories[{number}]"
        if shows_nothing(category):
            yield FieldViolation(field, "is empty: give a symbol or category, for example B0 or R489-3", "REQUIRED")
        yield from check_text(field, category, 30)
        if category in categories[:number]:
            yield FieldViolation(field, "is named twice: remove one", "DUPLICATE")


def _language(kind: Kind, details: LanguageDetails, today: date) -> Violations:
    if not details.language:
        yield FieldViolation(
            "language.language", "is required: name the language by its tag, for example en", "REQUIRED"
        )
    elif not is_language_tag(details.language):
        yield FieldViolation(
            "language.language", "is not a language tag (BCP 47, ISO 639), for example en", "LANGUAGE_TAG"
        )
    for name in ("cefr_level", *LANGUAGE_SKILLS):
        yield from check_one_of(f"language.{name}", getattr(details, name), CEFR_LEVELS)


def _training(kind: Kind, details: TrainingDetails, today: date) -> Violations:
    if not 0 <= details.hours <= 10_000:
        yield FieldViolation("training.hours", "must lie between 0 and 10000", "OUT_OF_RANGE")


def _driving_licence(kind: Kind, details: DrivingLicenceDetails, today: date) -> Violations:
    yield from _count("driving_licence.categories", len(details.categories))
    named = [one.category for one in details.categories]
    for number, one in enumerate(details.categories):
        where = f"driving_licence.categories[{number}]"
        if one.category not in DRIVING_CATEGORIES:
            allowed = ", ".join(DRIVING_CATEGORIES)
            yield FieldViolation(f"{where}.category", f"must be one of {allowed}", "UNKNOWN_VALUE")
        elif one.category in named[:number]:
            yield FieldViolation(f"{where}.category", "is named twice: remove one", "DUPLICATE")
        yield from check_period(one.start, one.end, today, awarded=True, where=f"{where}.")


def _skill(kind: Kind, details: SkillDetails, today: date) -> Violations:
    yield from check_one_of("skill.origin", details.origin, SKILL_ORIGINS)
    yield from check_text("skill.context", details.context, 500, lines=True)
    yield from check_one_of("skill.framework", details.framework, SKILL_FRAMEWORKS)
    yield from check_text("skill.label", details.label, 250)
    if details.label and not details.framework:
        yield FieldViolation(
            "skill.framework", "is required with a label: name the framework it is from, ROME or ESCO", "REQUIRED"
        )
    if details.framework and not details.label:
        yield FieldViolation("skill.label", "is required with a framework: give the skill in its words", "REQUIRED")


def _engagement(kind: Kind, details: EngagementDetails, today: date) -> Violations:
    yield from check_one_of("engagement.activity", details.activity, ENGAGEMENT_ACTIVITIES)
    yield from check_text("engagement.role", details.role, 250)


def _count(field: str, count: int) -> Violations:
    if count > _MOST_CATEGORIES:
        yield FieldViolation(field, f"are {count}, at most {_MOST_CATEGORIES} are allowed", "TOO_MANY")


# Each rule takes the details of its own kind: the table is what ties the two together.
_RULES: dict[type[Details], Callable[..., Violations]] = {
    EmploymentDetails: _employment,
    AwardDetails: _award,
    LanguageDetails: _language,
    TrainingDetails: _training,
    DrivingLicenceDetails: _driving_licence,
    SkillDetails: _skill,
    EngagementDetails: _engagement,
}
