"""From messages of the contract to values of the domain; what cannot be read is told field by field."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from passeport.common.v1 import access_pb2
from passeport.records.v1 import consultation_service_pb2, entry_pb2, passport_service_pb2
from passeport_chassis.access import AccessPosition
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import PageTokens, page_size
from passeport_records.domain.entry import Content, Kind
from passeport_records.domain.listing import EntryPosition
from passeport_records.domain.organisation import Organisation
from passeport_records.errors import EntryNotFound, FieldInvalid
from passeport_records.rpc.kinds import KINDS
from passeport_records.rpc.parse_details import read_dates, read_details

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
    faults: list[FieldViolation] = []
    start, end = read_dates(message, "entry", faults)
    details = read_details(message, faults)
    if faults:
        raise FieldInvalid(*faults)
    organisation = message.organisation
    return Content(
        title=message.title,
        organisation=Organisation(organisation.name, organisation.siret, organisation.locality),
        start=start,
        end=end,
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


def _unknown_value(field: str) -> FieldViolation:
    return FieldViolation(field, "is not one that this version knows", "UNKNOWN_VALUE")
