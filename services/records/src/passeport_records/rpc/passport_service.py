"""PassportService: the holder reads his own entries."""

from __future__ import annotations

from typing import Any

from passeport.common.v1 import access_pb2
from passeport.records.v1 import entry_pb2, passport_service_pb2, passport_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_records.rpc import parse, render, render_export
from passeport_records.rpc.callers import calling_holder
from passeport_records.usecases.batch_get_entries import batch_get_entries
from passeport_records.usecases.export_entries import export_entries
from passeport_records.usecases.get_entry import get_entry
from passeport_records.usecases.get_provenance import get_provenance
from passeport_records.usecases.list_accesses import list_accesses
from passeport_records.usecases.list_entries import list_entries
from passeport_records.usecases.ports import OpenWork
from passeport_records.usecases.prove_entry import prove_entry

__all__ = ["PassportServicer"]


class PassportServicer(passport_service_pb2_grpc.PassportServiceServicer):
    """Serves passeport.records.v1.PassportService."""

    def __init__(self, open_work: OpenWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def ListEntries(  # noqa: N802
        self, request: passport_service_pb2.ListEntriesRequest, context: Any
    ) -> passport_service_pb2.ListEntriesResponse:
        """Lists the holder's entries in a state."""
        limit, after = parse.entry_page(request)
        page = await list_entries(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            kinds=parse.entry_kinds(request.kinds),
            limit=limit,
            after=after,
            state=parse.entry_state(request.state),
        )
        return render.entry_page(page)

    async def GetEntry(  # noqa: N802
        self, request: passport_service_pb2.GetEntryRequest, context: Any
    ) -> entry_pb2.Entry:
        """Gets one entry."""
        entry = await get_entry(
            self._open_work, self._clock, person_id=calling_holder(), entry_id=parse.entry_id(request.id)
        )
        return render.entry(entry)

    async def BatchGetEntries(  # noqa: N802
        self, request: passport_service_pb2.BatchGetEntriesRequest, context: Any
    ) -> passport_service_pb2.BatchGetEntriesResponse:
        """Gets entries by identifier, in the order asked."""
        entries = await batch_get_entries(
            self._open_work, self._clock, person_id=calling_holder(), entry_ids=parse.entry_ids(request.ids)
        )
        return render.entries(entries)

    async def GetProvenance(  # noqa: N802
        self, request: passport_service_pb2.GetProvenanceRequest, context: Any
    ) -> passport_service_pb2.Provenance:
        """Gets where an entry comes from."""
        provenance = await get_provenance(
            self._open_work, self._clock, person_id=calling_holder(), entry_id=parse.entry_id(request.entry_id)
        )
        return render.provenance(provenance)

    async def GetEntryProof(  # noqa: N802
        self, request: passport_service_pb2.GetEntryProofRequest, context: Any
    ) -> passport_service_pb2.EntryProof:
        """Gets what proves that an entry is in the ledger."""
        proof = await prove_entry(
            self._open_work, self._clock, person_id=calling_holder(), entry_id=parse.entry_id(request.entry_id)
        )
        return render.entry_proof(proof)

    async def ExportEntries(  # noqa: N802
        self, request: passport_service_pb2.ExportEntriesRequest, context: Any
    ) -> passport_service_pb2.ExportEntriesResponse:
        """Lists all that is held of the holder's entries."""
        limit, after = parse.export_page(request)
        page = await export_entries(self._open_work, self._clock, person_id=calling_holder(), limit=limit, after=after)
        return render_export.export_page(page, today_in_france(self._clock()))

    async def ListAccesses(  # noqa: N802
        self, request: access_pb2.ListAccessesRequest, context: Any
    ) -> access_pb2.ListAccessesResponse:
        """Lists who read or wrote the holder's entries."""
        limit, after = parse.access_page(request)
        page = await list_accesses(self._open_work, self._clock, person_id=calling_holder(), limit=limit, after=after)
        return render.accesses(page)
