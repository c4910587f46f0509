"""Records: what enters the passeport de prévention by itself, as it is by now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

import grpc.aio

from passeport.records.v1 import entry_pb2, prevention_entry_service_pb2, prevention_entry_service_pb2_grpc
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import RemoteError
from passeport_prevention.domain.arrival import Entry, EntryKind

__all__ = ["RecordsEntries"]

_KINDS = {
    entry_pb2.KIND_CERTIFICATION: EntryKind.CERTIFICATION,
    entry_pb2.KIND_DIPLOMA: EntryKind.DIPLOMA,
    entry_pb2.KIND_HABILITATION: EntryKind.HABILITATION,
    entry_pb2.KIND_TRAINING: EntryKind.TRAINING,
}


class RecordsEntries:
    """Implements `usecases.arrival_ports.Entries` with PreventionEntryService."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = prevention_entry_service_pb2_grpc.PreventionEntryServiceStub(channel)

    async def read(self, names: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, Entry]:
        """Those of some entries, named by person and identifier, that stand and enter. Raises RemoteError."""
        request = prevention_entry_service_pb2.BatchGetPreventionEntriesRequest(
            entries=[
                prevention_entry_service_pb2.PreventionEntryName(person_id=str(person_id), entry_id=str(entry_id))
                for person_id, entry_id in names
            ]
        )
        try:
            answer = await self._stub.BatchGetPreventionEntries(request)
        except grpc.aio.AioRpcError as error:
            # Its text may say more than belongs into a log: only its code and reason go on.
            raise RemoteError(error) from None
        return {UUID(each.entry_id): _read(each) for each in answer.entries if each.kind in _KINDS}


def _read(said: prevention_entry_service_pb2.PreventionEntry) -> Entry:
    return Entry(
        id=UUID(said.entry_id),
        revision=said.revision,
        kind=_KINDS[said.kind],
        title=said.title,
        code=said.certification_code,
        option=said.option,
        organisation=said.organisation.name,
        siret=said.organisation.siret,
        start=_date(said, "start_date"),
        end=_date(said, "end_date"),
        passed=said.passed,
        funder=said.funder,
        source=said.source_label,
        contested=said.contested,
    )


def _date(said: prevention_entry_service_pb2.PreventionEntry, name: str) -> PartialDate | None:
    if not said.HasField(name):
        return None
    day = getattr(said, name)
    return PartialDate(day.year, day.month or None, day.day or None)
