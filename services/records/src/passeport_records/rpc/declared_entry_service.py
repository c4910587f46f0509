"""DeclaredEntryService: the holder writes what he declares himself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from google.protobuf import empty_pb2

from passeport.records.v1 import declared_entry_service_pb2, declared_entry_service_pb2_grpc, entry_pb2
from passeport_chassis.clock import Clock
from passeport_records.rpc import parse, render
from passeport_records.rpc.callers import calling_holder
from passeport_records.usecases.arrange_entries import arrange_entries
from passeport_records.usecases.create_entry import create_entry
from passeport_records.usecases.delete_entry import delete_entry, restore_entry
from passeport_records.usecases.ports import OpenWork
from passeport_records.usecases.update_entry import complete_entry, update_entry

__all__ = ["DeclaredEntryServicer"]


class DeclaredEntryServicer(declared_entry_service_pb2_grpc.DeclaredEntryServiceServicer):
    """Serves passeport.records.v1.DeclaredEntryService."""

    def __init__(self, open_work: OpenWork, clock: Clock, keep_deleted: timedelta) -> None:
        """`keep_deleted` says for how long a deletion can be taken back."""
        self._open_work = open_work
        self._clock = clock
        self._keep_deleted = keep_deleted

    async def CreateEntry(  # noqa: N802
        self, request: declared_entry_service_pb2.CreateEntryRequest, context: Any
    ) -> entry_pb2.Entry:
        """Creates a declared entry."""
        entry = await create_entry(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            request_id=request.request_id,
            kind=parse.entry_kind(request.entry.kind),
            content=parse.entry_content(request.entry),
            draft=request.draft,
        )
        return render.entry(entry)

    async def UpdateEntry(  # noqa: N802
        self, request: declared_entry_service_pb2.UpdateEntryRequest, context: Any
    ) -> entry_pb2.Entry:
        """Updates the fields of the mask."""
        entry = await update_entry(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            entry_id=parse.entry_id(request.id),
            etag=request.etag,
            fields=tuple(request.update_mask.paths),
            content=parse.entry_content(request.entry),
        )
        return render.entry(entry)

    async def DeleteEntry(  # noqa: N802
        self, request: declared_entry_service_pb2.DeleteEntryRequest, context: Any
    ) -> empty_pb2.Empty:
        """Deletes a declared entry."""
        await delete_entry(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            entry_id=parse.entry_id(request.id),
            etag=request.etag,
            keep=self._keep_deleted,
        )
        return empty_pb2.Empty()

    async def CompleteEntry(  # noqa: N802
        self, request: declared_entry_service_pb2.CompleteEntryRequest, context: Any
    ) -> entry_pb2.Entry:
        """Completes a draft."""
        entry = await complete_entry(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            entry_id=parse.entry_id(request.id),
            etag=request.etag,
            fields=tuple(request.update_mask.paths),
            content=parse.entry_content(request.entry),
        )
        return render.entry(entry)

    async def RestoreEntry(  # noqa: N802
        self, request: declared_entry_service_pb2.RestoreEntryRequest, context: Any
    ) -> entry_pb2.Entry:
        """Takes a deletion back."""
        entry = await restore_entry(
            self._open_work, self._clock, person_id=calling_holder(), entry_id=parse.entry_id(request.id)
        )
        return render.entry(entry)

    async def ArrangeEntries(  # noqa: N802
        self, request: declared_entry_service_pb2.ArrangeEntriesRequest, context: Any
    ) -> empty_pb2.Empty:
        """Puts the entries of a kind in order."""
        await arrange_entries(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            kind=parse.entry_kind(request.kind, "kind"),
            entry_ids=parse.arranged_ids(request.ids),
        )
        return empty_pb2.Empty()
