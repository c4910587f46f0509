"""PreventionEntryService: what prevention needs of the entries that enter its passport by themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from passeport.records.v1 import prevention_entry_service_pb2, prevention_entry_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_chassis.rpc import write_date
from passeport_records.domain.details import AwardDetails, TrainingDetails
from passeport_records.domain.entry import Entry
from passeport_records.domain.prevention import prevention_code
from passeport_records.errors import FieldInvalid
from passeport_records.rpc.kinds import KINDS
from passeport_records.rpc.render import organisation
from passeport_records.usecases.give_to_prevention import give_to_prevention
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["PreventionEntryServicer"]


class PreventionEntryServicer(prevention_entry_service_pb2_grpc.PreventionEntryServiceServicer):
    """Serves passeport.records.v1.PreventionEntryService."""

    def __init__(self, open_work: OpenFeedWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def BatchGetPreventionEntries(  # noqa: N802
        self, request: prevention_entry_service_pb2.BatchGetPreventionEntriesRequest, context: Any
    ) -> prevention_entry_service_pb2.BatchGetPreventionEntriesResponse:
        """Gets those of some entries that stand and enter the passeport de prévention."""
        names = [
            (_read(each.person_id, f"entries[{at}].person_id"), _read(each.entry_id, f"entries[{at}].entry_id"))
            for at, each in enumerate(request.entries)
        ]
        found = await give_to_prevention(self._open_work, self._clock, names=names)
        return prevention_entry_service_pb2.BatchGetPreventionEntriesResponse(entries=map(_render, found))


def _read(text: str, field: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise FieldInvalid(FieldViolation(field, "is not a UUID", "UUID"))
    return found


def _render(entry: Entry) -> prevention_entry_service_pb2.PreventionEntry:
    content, details = entry.content, entry.content.details
    message = prevention_entry_service_pb2.PreventionEntry(
        entry_id=str(entry.id),
        revision=entry.revision,
        kind=KINDS[entry.kind],
        title=content.title,
        certification_code=prevention_code(details),
        organisation=organisation(content.organisation),
        start_date=write_date(content.start),
        end_date=write_date(content.end),
        source_label=entry.source_label,
        contested=entry.contested,
    )
    match details:
        case AwardDetails(option=option):
            message.option = option
        case TrainingDetails(outcome=outcome, funder=funder):
            message.passed, message.funder = outcome == "passed", funder
    return message
