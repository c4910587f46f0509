"""Every refusal as a problem document (RFC 9457), or as a page for somebody who came with a browser."""

from __future__ import annotations

import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.errors import DomainError
from passeport_chassis.telemetry import current_trace_id
from passeport_gateway.domain.addresses import way_back
from passeport_gateway.domain.field_faults import Body, Place, Places
from passeport_gateway.domain.negotiation import media_type, prefers_page
from passeport_gateway.errors import ReturnToRefused, ServiceRefused
from passeport_gateway.http.languages import language_of, learn_language
from passeport_gateway.http.pages.refusal import refusal_page
from passeport_gateway.http.problem import problem_of

__all__ = ["PROBLEM_JSON", "ask_for_page", "handle_problems", "name_places", "point_into_what_is_kept", "respond"]

PROBLEM_JSON = "application/problem+json"

_log = structlog.get_logger(__name__)
_OF_PROFESSIONALS = ("/auth/professional/", "/professionals/")
_PAGE = "passeport_gateway.page"
_PLACES = "passeport_gateway.places"
_KEPT = "passeport_gateway.kept"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def ask_for_page(request: Request) -> None:
    """Says that this address is for people: its refusals are pages unless the client asks for JSON."""
    request.scope[_PAGE] = True


def name_places(request: Request, places: Places) -> None:
    """Says where fields of the contract stand in this request, so that refusals name what the client wrote."""
    request.scope[_PLACES] = {**request.scope.get(_PLACES, {}), **places}


def point_into_what_is_kept(request: Request) -> None:
    """Says that this request has no body, and is refused for what is kept at its address: into that is pointed."""
    request.scope[_KEPT] = True


def _places(request: Request) -> Places:
    """Those that the route named, and what is part of its address."""
    places = {name: Place("parameter", name) for name in request.path_params}
    for place in list(places.values()):
        # An address of one thing holds what the contract calls its id.
        places["id"] = place
    return {**places, **request.scope.get(_PLACES, {})}


def _body(request: Request) -> Body:
    sent = media_type(request.headers.get("content-type", ""))
    if request.scope.get(_KEPT):
        return Body.JSON
    if sent.endswith(("/json", "+json")):
        return Body.JSON
    return Body.FORM if sent in _FORMS else Body.OTHER


def _way_back(request: Request, *, as_page: bool) -> str:
    """What the holder was about to do: this address, for a browser that opened it, or the front end that asked."""
    if as_page and request.method in {"GET", "HEAD"}:
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    try:
        return way_back(request.headers.get("referer", ""), request.app.state.front_ends)
    except ReturnToRefused:
        return "/"


async def respond(request: Request, error: Exception) -> Response:
    """The answer to whatever was raised, in the language that the request names or its holder chose."""
    problem = problem_of(error, _places(request), _body(request))
    problem.to_professional = request.url.path.startswith(_OF_PROFESSIONALS)
    if not (problem.to_professional or problem.may_come_back):
        # What says to come back later spares identity; a professional's session has no language.
        await learn_language(request, request.app.state.identity)
    language = language_of(request)
    trace_id = current_trace_id()
    if problem.kind.status >= 500:
        # A refusal says what it is; anything else is logged as the crash that it is.
        known = isinstance(error, ServiceRefused | DomainError | HTTPException)
        _log.warning("request failed", code=problem.kind.code, because=str(error) if known else None)
        if not known:
            _log.error("request crashed", exc_info=error)
    headers = problem.all_headers(language)
    as_page = prefers_page(request.headers.get("accept", ""), otherwise=request.scope.get(_PAGE, False))
    problem.way_back = _way_back(request, as_page=as_page)
    if as_page:
        problem.on_page = True
        faults = () if problem.kind.on_page is not None else problem.faults
        return refusal_page(
            problem.kind, problem.title(language), problem.detail(language),
            [fault.as_json(language) for fault in faults], language, trace_id, headers,
            to_professional=problem.to_professional, step_up_address=problem.step_up_address,
        )  # fmt: skip
    content = orjson.dumps(problem.as_json(language, request.url.path, trace_id))
    return Response(content, problem.kind.status, headers, PROBLEM_JSON)


async def _handle(request: Request, error: Exception) -> Response:
    return await respond(request, error)


def handle_problems(app: FastAPI) -> None:
    """Answers with problems to everything that the routes or the framework raise."""
    for kind in (DomainError, ServiceRefused, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _handle)
