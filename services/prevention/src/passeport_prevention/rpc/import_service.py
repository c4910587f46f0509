"""ImportService: a partner sends a file of the official import and reads what became of its lines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from passeport.prevention.v1 import import_service_pb2 as pb
from passeport.prevention.v1 import import_service_pb2_grpc
from passeport_chassis.errors import FieldViolation
from passeport_chassis.rpc import page_size
from passeport_prevention.errors import FieldInvalid
from passeport_prevention.rpc import imports
from passeport_prevention.rpc.callers import calling_partner
from passeport_prevention.rpc.places import Places
from passeport_prevention.usecases.import_ports import ImportTools
from passeport_prevention.usecases.read_imports import all_results, get_import, list_results, read_result
from passeport_prevention.usecases.submit_import import submit_import

__all__ = ["ImportServicer"]

_PIECE = 64 * 1024


class ImportServicer(import_service_pb2_grpc.ImportServiceServicer):
    """Serves passeport.prevention.v1.ImportService."""

    def __init__(self, tools: ImportTools, wake: Callable[[], None], at_once: int) -> None:
        """`wake` tells the worker of this process that a file was received.

        `at_once` is how many files may be on their way, and how many results: together fewer than the calls that the
        server takes, so that holders always find a place.
        """
        self._tools = tools
        self._wake = wake
        self._files, self._results = Places(at_once), Places(at_once)

    async def SubmitImport(  # noqa: N802
        self, request_iterator: AsyncIterator[pb.SubmitImportRequest], context: Any
    ) -> pb.Import:
        """Takes a file in pieces: the header first, the end last."""
        partner = calling_partner()
        with self._files.one(partner.client_id):
            parts = aiter(request_iterator)
            file_name, declarant = await imports.read_header(parts)
            received = await submit_import(
                self._tools,
                self._wake,
                partner=partner,
                declarant=declarant,
                file_name=file_name,
                chunks=imports.read_chunks(parts),
            )
            return imports.render_import(received)

    async def GetImport(self, request: pb.GetImportRequest, context: Any) -> pb.Import:  # noqa: N802
        """Gets an import of the partner."""
        import_id = imports.import_id(request.id)
        found = await get_import(self._tools.open_work, partner=calling_partner(), import_id=import_id)
        return imports.render_import(found)

    async def ListImportLines(  # noqa: N802
        self, request: pb.ListImportLinesRequest, context: Any
    ) -> pb.ListImportLinesResponse:
        """Lists what became of the lines so far."""
        page = await list_results(
            self._tools.open_work,
            partner=calling_partner(),
            import_id=imports.import_id(request.import_id),
            after=imports.after(request.page_token),
            limit=page_size(request.page_size, default=50, most=300),
        )
        return imports.render_lines(page)

    async def GetImportResult(  # noqa: N802
        self, request: pb.GetImportResultRequest, context: Any
    ) -> AsyncIterator[pb.GetImportResultResponse]:
        """Streams what became of the lines so far as one file."""
        if request.format not in imports.FORMATS:
            raise FieldInvalid([FieldViolation("format", "is not one that this version knows", "UNKNOWN_VALUE")])
        partner = calling_partner()
        with self._results.one(partner.client_id):
            import_id = imports.import_id(request.import_id)
            found = await read_result(self._tools.open_work, partner=partner, import_id=import_id)
            ending, media_type, write = imports.FORMATS[request.format]
            yield pb.GetImportResultResponse(file_name=f"{found.file_name}.resultat.{ending}", media_type=media_type)
            async for content in write(all_results(self._tools.open_work, found)):
                for start in range(0, len(content), _PIECE):
                    yield pb.GetImportResultResponse(chunk=content[start : start + _PIECE])
