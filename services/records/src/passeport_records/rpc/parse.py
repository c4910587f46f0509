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
from passeport_records.domain.entry import Content, EntryState, Kind
from passeport_records.domain.listing import EntryPosition
from passeport_records.domain.organisation import Organisation
from passeport_records.errors import EntryNotFound, FieldInvalid
from passeport_records.rpc.kinds import KINDS, STATES
from passeport_records.rpc.parse_details import read_dates, read_details

__all__ = [
    "ACCESS_PAGES",
    "ENTRY_PAGES",
    "EXPORT_PAGES",
    "access_page",
    "arranged_ids",
    "consulted_page",
    "entry_content",
    "entry_id",
    "entry_ids",
    "entry_kind",
    "entry_kinds",
    "entry_page",
    "entry_state",
    "export_page",
    "person_id",
]

ENTRY_PAGES = PageTokens("records.entries")
ACCESS_PAGES = PageTokens("records.accesses")
EXPORT_PAGES = PageTokens("records.export")

_KINDS = {number: kind for kind, number in KINDS.items()}
_STATES = {number: state for state, number in STATES.items()}


def entry_kind(number: entry_pb2.Kind, field: str = "entry.kind") -> Kind:
    """Reads the kind of an entry to create, or of those to arrange. Raises FieldInvalid."""
    kind = _KINDS.get(number)
    if kind is None:
        if number == entry_pb2.KIND_UNSPECIFIED:
            raise FieldInvalid(FieldViolation(field, "is required", "REQUIRED"))
        raise FieldInvalid(_unknown_value(field))
    return kind


def entry_state(number: entry_pb2.EntryState) -> EntryState:
    """Reads the state of the entries wanted; active when nothing is said. Raises FieldInvalid."""
    if number == entry_pb2.ENTRY_STATE_UNSPECIFIED:
        return EntryState.ACTIVE
    state = _STATES.get(number)
    if state is None:
        raise FieldInvalid(_unknown_value("state"))
    return state


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


def arranged_ids(texts: Sequence[str]) -> list[UUID]:
    """Reads the identifiers of entries to arrange. Raises FieldInvalid."""
    found = [parse_id(text) for text in texts]
    violations = [
        FieldViolation(f"ids[{number}]", "is no entry of this kind in the passport", "NOT_IN_PASSPORT")
        for number, entry_id in enumerate(found)
        if entry_id is None
    ]
    if violations:
        raise FieldInvalid(*violations)
    return [entry_id for entry_id in found if entry_id is not None]


def person_id(text: str) -> UUID:
    """Reads the identifier of a person. Raises FieldInvalid."""
    found = parse_id(text)
    if found is None:
        raise FieldInvalid(FieldViolation("person_id", "is not a UUID", "UUID"))
    return found


def entry_page(request: passport_service_pb2.ListEntriesRequest) -> tuple[int, EntryPosition | None]:
    """Reads how many entries are wanted, and from where. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=100, most=300)
    parts = ENTRY_PAGES.read(request.page_token, 4)
    if parts is None:
        return limit, None
    try:
        return limit, EntryPosition(Kind(parts[0]), _place(parts[1]), parts[2], UUID(parts[3]))
    except ValueError:
        raise ENTRY_PAGES.refusal() from None


def consulted_page(request: consultation_service_pb2.ListConsultedEntriesRequest) -> tuple[int, EntryPosition | None]:
    """Reads how many entries are wanted, and from where. Raises FieldInvalid."""
    asked = passport_service_pb2.ListEntriesRequest(page_size=request.page_size, page_token=request.page_token)
    return entry_page(asked)


def export_page(request: passport_service_pb2.ExportEntriesRequest) -> tuple[int, UUID | None]:
    """Reads how many entries are wanted, and after which. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=100, most=100)
    parts = EXPORT_PAGES.read(request.page_token, 1)
    if parts is None:
        return limit, None
    try:
        return limit, UUID(parts[0])
    except ValueError:
        raise EXPORT_PAGES.refusal() from None


def access_page(request: access_pb2.ListAccessesRequest) -> tuple[int, AccessPosition | None]:
    """Reads how many accesses are wanted, and from where. Raises FieldInvalid."""
    limit = page_size(request.page_size, default=50, most=200)
    position = ACCESS_PAGES.read_moment(request.page_token)
    return limit, None if position is None else AccessPosition(*position)


def _place(text: str) -> int:
    place = int(text)
    if not -32_768 <= place <= 0:
        raise ValueError("no place")
    return place


def _unknown_value(field: str) -> FieldViolation:
    return FieldViolation(field, "is not one that this version knows", "UNKNOWN_VALUE")
