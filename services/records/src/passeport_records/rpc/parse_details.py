"""From the dates and details of the contract to those of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from passeport.records.v1 import entry_pb2
from passeport_chassis.errors import FieldViolation
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import read_date
from passeport_records.domain.details import (
    NO_DETAILS,
    AwardDetails,
    Details,
    DrivingCategory,
    DrivingLicenceDetails,
    EmploymentDetails,
    EngagementDetails,
    LanguageDetails,
    SkillDetails,
    TrainingDetails,
    WorkingTime,
)

__all__ = ["read_dates", "read_details"]


def read_dates(
    message: entry_pb2.Entry | entry_pb2.DrivingCategory, where: str, faults: list[FieldViolation]
) -> tuple[PartialDate | None, PartialDate | None]:
    """The first and the last date of a message; what is none becomes a fault, under its path."""
    return _date(message, "start_date", where, faults), _date(message, "end_date", where, faults)


def _date(
    message: entry_pb2.Entry | entry_pb2.DrivingCategory, field: str, where: str, faults: list[FieldViolation]
) -> PartialDate | None:
    if not message.HasField(field):
        return None
    try:
        return read_date(getattr(message, field))
    except ValueError as error:
        faults.append(FieldViolation(f"{where}.{field}", f"is not a date: {error}", "DATE"))
        return None


def read_details(message: entry_pb2.Entry, faults: list[FieldViolation]) -> Details:
    """What a request says of one kind only; NO_DETAILS when it says nothing."""
    details: Details = NO_DETAILS
    match message.WhichOneof("details"):
        case "employment":
            details = _employment(message.employment, faults)
        case "award":
            details = _award(message.award)
        case "language":
            details = _language(message.language)
        case "training":
            details = TrainingDetails(message.training.hours)
        case "driving_licence":
            details = _driving_licence(message.driving_licence, faults)
        case "skill":
            skill = message.skill
            details = SkillDetails(skill.origin, skill.context, skill.framework, skill.label)
        case "engagement":
            details = EngagementDetails(message.engagement.activity, message.engagement.role)
    return details


def _employment(job: entry_pb2.EmploymentDetails, faults: list[FieldViolation]) -> EmploymentDetails:
    working_time = WorkingTime.UNKNOWN
    try:
        working_time = WorkingTime(job.working_time)
    except ValueError:
        times = ", ".join(time.value for time in WorkingTime if time.value)
        faults.append(
            FieldViolation("entry.employment.working_time", f"must be empty or one of {times}", "UNKNOWN_VALUE")
        )
    return EmploymentDetails(
        pcs_code=job.pcs_code, contract_nature_code=job.contract_nature_code, working_time=working_time
    )


def _award(award: entry_pb2.AwardDetails) -> AwardDetails:
    return AwardDetails(
        register=award.register,
        code=award.code,
        option=award.option,
        score=award.score,
        mention=award.mention,
        cefr_level=award.cefr_level,
        level=award.level,
        categories=tuple(award.categories),
    )


def _language(said: entry_pb2.LanguageDetails) -> LanguageDetails:
    return LanguageDetails(
        said.language,
        said.cefr_level,
        said.listening,
        said.reading,
        said.spoken_interaction,
        said.spoken_production,
        said.writing,
    )


def _driving_licence(licence: entry_pb2.DrivingLicenceDetails, faults: list[FieldViolation]) -> DrivingLicenceDetails:
    categories = []
    for number, one in enumerate(licence.categories):
        start, end = read_dates(one, f"entry.driving_licence.categories[{number}]", faults)
        categories.append(DrivingCategory(one.category, start, end))
    return DrivingLicenceDetails(tuple(categories))
