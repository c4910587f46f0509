"""From messages of the contract to values of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from passeport.common.v1 import access_pb2
from passeport.records.v1 import consultation_service_pb2, entry_pb2, passport_service_pb2
from passeport_chassis.access import AccessPosition
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import PageTokens, page_size, read_date
from passeport_records.domain.details import (
    NO_DETAILS,
    AwardDetails,
    Details,
    EmploymentDetails,
    LanguageDetails,
    TrainingDetails,
    WorkingTime,
)
from passeport_records.domain.entry import Content, Kind
from passeport_records.domain.listing import EntryPosition
from passeport_records.domain.organisation import Organisation
from passeport_records.errors import EntryNotFound, FieldInvalid
from passeport_records.rpc.kinds import KINDS

__all__ = [
    "ACCESS_PAGES",
    "ENTRY_PAGES",
    "access_page",
    "consulted_page",
    "entry_content",
    "entry_id",
    "entry_ids",
    "entry_kind",
    "entry_kinds",
    "entry_page",
    "person_id",
]

ENTRY_PAGES = PageTokens("records.entries")
ACCESS_PAGES = PageTokens("records.accesses")

_KINDS = {number: kind for kind, number in KINDS.items()}


def entry_kind(message: entry_pb2.Entry) -> Kind:
    """Reads the kind of an entry to create. Raises FieldInvalid."""
    kind = _KINDS.get(message.kind)
    if kind is None:
        if message.kind == entry_pb2.KIND_UNSPECIFIED:
            raise FieldInvalid(FieldViolation("entry.kind", "is required", "REQUIRED"))
        raise FieldInvalid(_unknown_value("entry.kind"))
    return kind


def entry_kinds(numbers: Sequence[entry_pb2.Kind]) -> frozenset[Kind]:
    """Reads the kinds wanted. Raises FieldInvalid."""
    violations = [_unknown_value(f"kinds[{index}]") for index, number in enumerate(numbers) if number not in _KINDS]
    if violations:
        raise FieldInvalid(*violations)
    return frozenset(_KINDS[number] for number in numbers)


def entry_content(message: entry_pb2.Entry) -> Content:
    """Reads what a request says of an entry. Raises FieldInvalid."""
    violations: list[FieldViolation] = []
    dates: dict[str, PartialDate | None] = {}
    for field in ("start_date", "end_date"):
        dates[field] = None
        if message.HasField(field):
            try:
                dates[field] = read_date(getattr(message, field))
            except ValueError as error:
                violations.append(FieldViolation(f"entry.{field}", f"is not a date: {error}", "DATE"))
    details: Details = NO_DETAILS
    try:
        details = _details(message)
    except ValueError:
        times = ", ".join(time.value for time in WorkingTime if time.value)
        violations.append(
            FieldViolation("entry.employment.working_time", f"must be empty or one of {times}", "UNKNOWN_VALUE")
        )
    if violations:
        raise FieldInvalid(*violations)
    organisation = message.organisation
    return Content(
        title=message.title,
        organisation=Organisation(organisation.name, organisation.siret, organisation.locality),
        start=dates["start_date"],
        end=dates["end_date"],
        description=message.description,
        details=details,
    )


def entry_id(text: str) -> UUID:
    """Reads the identifier of an entry; one that is none names no entry. Raises EntryNotFound."""
    found = parse_id(text)
    if found is None:
        raise EntryNotFound(text[:36])
    return found


def entry_ids(texts: Sequence[str]) -> list[UUID]:
    """Reads identifiers of entries. Raises EntryNotFound."""
    return [entry_id(text) for text in texts]


def person_id(text: str) -> UUID:
    """Reads the identifier of a person. Raises FieldInvalid."""
    found = parse_id(text)
    if found is None:
        raise FieldInvalid(FieldViolation("person_id", "is not a UUID", "UUID"))
    return found


def entry_page(request: passport_service_pb2.ListEntriesRequest) -> tuple[int, EntryPosition | None]:
    """Reads how many entries are wanted, and from where. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=100, most=300)
    parts = ENTRY_PAGES.read(request.page_token, 3)
    if parts is None:
        return limit, None
    try:
        return limit, EntryPosition(Kind(parts[0]), parts[1], UUID(parts[2]))
    except ValueError:
        raise ENTRY_PAGES.refusal() from None


def consulted_page(request: consultation_service_pb2.ListConsultedEntriesRequest) -> tuple[int, EntryPosition | None]:
    """Reads how many entries are wanted, and from where. Raises FieldInvalid."""
    asked = passport_service_pb2.ListEntriesRequest(page_size=request.page_size, page_token=request.page_token)
    return entry_page(asked)


def access_page(request: access_pb2.ListAccessesRequest) -> tuple[int, AccessPosition | None]:
    """Reads how many accesses are wanted, and from where. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=50, most=200)
    position = ACCESS_PAGES.read_moment(request.page_token)
    return limit, None if position is None else AccessPosition(*position)


def _details(message: entry_pb2.Entry) -> Details:
    match message.WhichOneof("details"):
        case "employment":
            job = message.employment
            return EmploymentDetails(
                pcs_code=job.pcs_code,
                contract_nature_code=job.contract_nature_code,
                working_time=WorkingTime(job.working_time),
            )
        case "award":
            award = message.award
            return AwardDetails(
                register=award.register,
                code=award.code,
                option=award.option,
                score=award.score,
                mention=award.mention,
                cefr_level=award.cefr_level,
                level=award.level,
            )
        case "language":
            return LanguageDetails(message.language.language, message.language.cefr_level)
        case "training":
            return TrainingDetails(message.training.hours)
    return NO_DETAILS


def _unknown_value(field: str) -> FieldViolation:
    return FieldViolation(field, "is not one that this version knows", "UNKNOWN_VALUE")
