"""Programmes that are added to prevention: what there is, and calls of their routes, of which nothing is known here."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Path
from starlette.requests import Request
from starlette.responses import Response

from passeport.prevention.v1alpha1.programme_service_pb2 import CallProgrammeRequest, QueryParameter
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, holder_token, partner_token
from passeport_gateway.http.bodies import read_json_text
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import HOLDER, PARTNER, Ok, described, json_body
from passeport_gateway.http.render.programmes import programmes_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.programmes import ProgrammeAnswer, ProgrammeBody, ProgrammeShown
from passeport_gateway.http.schemas.shapes import Page

__all__ = ["add_prevention_programmes"]

_OF_HOLDERS = "/api/v1/passport/prevention/programmes"
_OF_PARTNERS = "/partners/v1/prevention/programmes"
Name = Annotated[
    str, Path(pattern=r"^[a-z][a-z0-9-]{0,39}$", description="Name of the programme, as their list gives it.")
]
Below = Annotated[str, Path(max_length=500, description="Address below the programme, as its list of routes gives it.")]
_HOW = "What it is about, its body and its answer are the programme's own: their list describes them in JSON Schema."


class _Programmes:
    """What holders and partners call."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._prevention = door.services.prevention

    async def list_programmes(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            return json_answer(programmes_json(await self._prevention.programmes(), _OF_HOLDERS))

    async def list_programmes_for_partners(self, request: Request) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            return json_answer(programmes_json(await self._prevention.programmes(), _OF_PARTNERS))

    async def call_as_holder(self, request: Request, programme: str, path: str) -> Response:
        with use_caller_token(await holder_token(self._door, request, PREVENTION)):
            asked = await self._asked(request, programme, path)
            return _answer(await self._prevention.holder_calls_programme(asked))

    async def call_as_partner(self, request: Request, programme: str, path: str) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            asked = await self._asked(request, programme, path)
            return _answer(await self._prevention.partner_calls_programme(asked))

    async def _asked(self, request: Request, programme: str, path: str) -> CallProgrammeRequest:
        body = await read_json_text(self._door, request) if request.method == "PUT" else b""
        query = [QueryParameter(name=name, value=value) for name, value in request.query_params.items()]
        return CallProgrammeRequest(programme=programme, method=request.method, path=path, query=query, body=body)


def _answer(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def add_prevention_programmes(app: FastAPI, door: Door) -> None:
    """Adds the routes; one function for each operation, since the description names it by its function."""
    routes = _Programmes(door)
    listed = "Those that do not work just now too, each with the routes that you may call."

    async def read_of_programme(request: Request, programme: Name, path: Below) -> Response:
        return await routes.call_as_holder(request, programme, path)

    async def put_to_programme(request: Request, programme: Name, path: Below) -> Response:
        return await routes.call_as_holder(request, programme, path)

    async def delete_of_programme(request: Request, programme: Name, path: Below) -> Response:
        return await routes.call_as_holder(request, programme, path)

    async def read_of_programme_as_partner(request: Request, programme: Name, path: Below) -> Response:
        return await routes.call_as_partner(request, programme, path)

    async def put_to_programme_as_partner(request: Request, programme: Name, path: Below) -> Response:
        return await routes.call_as_partner(request, programme, path)

    async def delete_of_programme_as_partner(request: Request, programme: Name, path: Below) -> Response:
        return await routes.call_as_partner(request, programme, path)

    app.add_api_route(
        _OF_HOLDERS,
        routes.list_programmes,
        **described(
            "List the programmes that are added to prevention",
            "prevention",
            Ok(200, Page[ProgrammeShown], examples.PROGRAMMES_OF_HOLDER),
            description=listed,
        ),
    )
    app.add_api_route(
        _OF_PARTNERS,
        routes.list_programmes_for_partners,
        **described(
            "List the programmes that are added to prevention, for partners",
            "partners",
            Ok(200, Page[ProgrammeShown], examples.PROGRAMMES_OF_PARTNER),
            access=PARTNER,
            scope="prevention:declare",
            description=listed,
        ),
    )
    for access, root, functions in (
        (HOLDER, _OF_HOLDERS, (read_of_programme, put_to_programme, delete_of_programme)),
        (
            PARTNER,
            _OF_PARTNERS,
            (read_of_programme_as_partner, put_to_programme_as_partner, delete_of_programme_as_partner),
        ),
    ):
        for method, function in zip(("GET", "PUT", "DELETE"), functions, strict=True):
            app.add_api_route(
                f"{root}/{{programme}}/{{path:path}}",
                function,
                methods=[method],
                **_described(method, access),
            )


def _described(method: str, access: str) -> dict[str, Any]:
    what = {"GET": "Read of a programme", "PUT": "Write to a programme", "DELETE": "Delete of a programme"}[method]
    as_whom = ", as a partner" if access == PARTNER else ""
    example = examples.SYMBOLS_OF_HOLDER if method == "GET" and access == HOLDER else examples.SYMBOLS_DECLARED
    writes = method == "PUT"
    return described(
        f"{what}{as_whom}",
        "prevention" if access == HOLDER else "partners",
        Ok(200, ProgrammeAnswer, example),
        access=access,
        scope="prevention:declare" if access == PARTNER else "",
        unsafe=method != "GET",
        problems=(*((400,) if writes else ()), 404, 409, 422, 429, 500),
        body=json_body(ProgrammeBody, examples.SYMBOLS_ASKED) if writes else None,
        description=_HOW if method == "GET" else f"{_HOW} Sent again, it leaves what it left the first time.",
    )
