"""ProgrammeService: what there is of programmes, and the calls of their own routes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from passeport.prevention.v1alpha1 import programme_service_pb2, programme_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.rpc import current_caller
from passeport_prevention.domain.access import Partner
from passeport_prevention.errors import FieldInvalid
from passeport_prevention.rpc.callers import calling_holder, calling_partner
from passeport_prevention.usecases.call_programme import call_programme
from passeport_prevention.usecases.programme_ports import Call, ProgrammeShown, ProgrammeTools

__all__ = ["ProgrammeServicer"]

_PATH_LIMIT = 500
_QUERY_LIMIT = 20
_TEXT_LIMIT = 200
_BODY_LIMIT = 64 * 1024
_READS = frozenset({"GET"})
_WRITES = frozenset({"PUT", "DELETE"})

Request = programme_service_pb2.CallProgrammeRequest
Response = programme_service_pb2.CallProgrammeResponse


class ProgrammeServicer(programme_service_pb2_grpc.ProgrammeServiceServicer):
    """Serves passeport.prevention.v1alpha1.ProgrammeService."""

    def __init__(self, tools: ProgrammeTools, clock: Clock) -> None:
        self._tools = tools
        self._clock = clock

    async def ListProgrammes(  # noqa: N802
        self, request: programme_service_pb2.ListProgrammesRequest, context: Any
    ) -> programme_service_pb2.ListProgrammesResponse:
        """Lists them, with the routes of whoever asks."""
        shown = self._tools.programmes.shown_to({current_caller().actor})
        return programme_service_pb2.ListProgrammesResponse(programmes=map(_programme, shown))

    async def ReadForHolder(self, request: Request, context: Any) -> Response:  # noqa: N802
        """Calls a route of the holder that reads."""
        return await self._call(calling_holder(), _call(request, "holder", _READS))

    async def WriteForHolder(self, request: Request, context: Any) -> Response:  # noqa: N802
        """Calls a route of the holder that may change something."""
        return await self._call(calling_holder(), _call(request, "holder", _WRITES))

    async def CallForPartner(self, request: Request, context: Any) -> Response:  # noqa: N802
        """Calls a route of partners."""
        return await self._call(calling_partner(), _call(request, "partner", _READS | _WRITES))

    async def _call(self, caller: UUID | Partner, call: Call) -> Response:
        tools = self._tools
        answer = await call_programme(tools.programmes, tools.open_work, self._clock, caller=caller, call=call)
        return Response(body=answer)


def _call(request: Request, audience: str, methods: frozenset[str]) -> Call:
    if broken := list(_broken(request, methods)):
        raise FieldInvalid(broken)
    return Call(
        request.programme,
        audience,
        request.method,
        request.path,
        {one.name: one.value for one in request.query},
        request.body,
    )


def _broken(request: Request, methods: frozenset[str]) -> Iterator[FieldViolation]:
    if request.method not in methods:
        yield FieldViolation("method", f"must be one of {', '.join(sorted(methods))}", "UNKNOWN_VALUE")
    if len(request.path) > _PATH_LIMIT:
        yield FieldViolation(
            "path", f"has {len(request.path)} characters, at most {_PATH_LIMIT} are allowed", "TOO_LONG"
        )
    texts = [text for one in request.query for text in (one.name, one.value)]
    if len(request.query) > _QUERY_LIMIT or any(len(text) > _TEXT_LIMIT for text in texts):
        yield FieldViolation("query", f"has more than {_QUERY_LIMIT} parameters, or a long one", "TOO_MANY")
    if len(request.body) > _BODY_LIMIT:
        yield FieldViolation("body", f"has more than {_BODY_LIMIT} bytes", "SIZE")


def _programme(shown: ProgrammeShown) -> programme_service_pb2.Programme:
    return programme_service_pb2.Programme(
        name=shown.name,
        title=shown.title,
        version=shown.version,
        available=not shown.fault,
        routes=[
            programme_service_pb2.ProgrammeRoute(
                method=route.method,
                path=route.path,
                summary=route.summary,
                request_schema=route.request_schema,
                response_schema=route.response_schema,
            )
            for route in shown.routes
        ],
    )
