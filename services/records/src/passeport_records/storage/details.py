"""Details of an entry as JSON and back: what is empty is left out, what a newer version wrote is left alone."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date
from typing import Any

from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.details import (
    AwardDetails,
    Details,
    DigitalResult,
    DrivingCategory,
    DrivingLicenceDetails,
    EmploymentDetails,
    WorkingTime,
)
from passeport_records.domain.entry import DETAILS_OF, Kind

__all__ = ["read_details", "write_details"]

Json = dict[str, Any]


def write_details(details: Details) -> Json:
    """What the column `details` holds."""
    match details:
        case EmploymentDetails():
            said = _write_employment(details)
        case AwardDetails():
            said = _write_award(details)
        case DrivingLicenceDetails():
            said = {"categories": [_write_category(one) for one in details.categories]}
        case _:
            said = asdict(details)
    return {name: value for name, value in said.items() if value}


def read_details(kind: Kind, said: Json) -> Details:
    """The details that the column `details` of an entry of `kind` holds."""
    expected = DETAILS_OF[kind]
    if expected is EmploymentDetails:
        return _read_employment(said)
    if expected is AwardDetails:
        return _read_award(said)
    if expected is DrivingLicenceDetails:
        return DrivingLicenceDetails(tuple(_read_category(one) for one in said.get("categories", ())))
    return expected(**{each.name: said[each.name] for each in fields(expected) if each.name in said})


def _write_employment(details: EmploymentDetails) -> Json:
    return {
        "pcs_code": details.pcs_code,
        "contract_nature_code": details.contract_nature_code,
        "apprenticeship": details.apprenticeship,
        "working_time": details.working_time.value,
        "planned_end": details.planned_end.isoformat() if details.planned_end else "",
        "workplace_code": details.workplace_code,
    }


def _read_employment(said: Json) -> EmploymentDetails:
    planned_end = said.get("planned_end")
    return EmploymentDetails(
        pcs_code=said.get("pcs_code", ""),
        contract_nature_code=said.get("contract_nature_code", ""),
        apprenticeship=said.get("apprenticeship", False),
        working_time=WorkingTime(said.get("working_time", "")),
        planned_end=date.fromisoformat(planned_end) if planned_end else None,
        workplace_code=said.get("workplace_code", ""),
    )


def _write_award(details: AwardDetails) -> Json:
    return {
        "register": details.register,
        "code": details.code,
        "option": details.option,
        "obtention": details.obtention,
        "score": details.score,
        "mention": details.mention,
        "cefr_level": details.cefr_level,
        "access_way": details.access_way,
        "digital_score": details.digital_score,
        "digital_results": [[one.domain, one.competence, one.level] for one in details.digital_results],
        "level": details.level,
        "categories": list(details.categories),
        "diploma_code": details.diploma_code,
        "school_code": details.school_code,
    }


def _read_award(said: Json) -> AwardDetails:
    return AwardDetails(
        register=said.get("register", ""),
        code=said.get("code", ""),
        option=said.get("option", ""),
        obtention=said.get("obtention", ""),
        score=said.get("score", ""),
        mention=said.get("mention", ""),
        cefr_level=said.get("cefr_level", ""),
        access_way=said.get("access_way", ""),
        digital_score=said.get("digital_score", 0),
        digital_results=tuple(DigitalResult(*one) for one in said.get("digital_results", ())),
        level=said.get("level", 0),
        categories=tuple(said.get("categories", ())),
        diploma_code=said.get("diploma_code", ""),
        school_code=said.get("school_code", ""),
    )


def _write_category(one: DrivingCategory) -> list[str]:
    return [one.category, *(str(day or "") for day in (one.start, one.end))]


def _read_category(said: list[str]) -> DrivingCategory:
    category, *days = said
    return DrivingCategory(category, *(PartialDate.parse(day) if day else None for day in days))
