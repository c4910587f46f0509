"""The whole passport in one answer, and who read it."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Annotated, Any

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.passport_service_pb2 import ListEntriesResponse
from passeport.records.v1.source_service_pb2 import SourceFreshness
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, PUBLISHING, RECORDS, holder_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of, said_in
from passeport_gateway.http.openapi import Ok, described
from passeport_gateway.http.render.coverage import not_covered_json
from passeport_gateway.http.render.entries import entry_page
from passeport_gateway.http.render.holder import access_page, gaps_json
from passeport_gateway.http.render.prevention import prevention_json
from passeport_gateway.http.render.publications import publication_page
from passeport_gateway.http.render.sources import sources_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.access_sources import access_sources
from passeport_gateway.http.routes.parameters import Cursor
from passeport_gateway.http.schemas.entries import PassportShown
from passeport_gateway.http.schemas.holder import AccessLogShown
from passeport_gateway.usecases.gather import gather
from passeport_gateway.usecases.read_access_log import read_access_log

__all__ = ["add_passport"]

_ENTRIES, _TRAININGS, _PUBLICATIONS = 300, 100, 50
_SOURCES = "sources"


def add_passport(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    services, within = door.services, door.options.part_seconds
    logs = access_sources(services)

    async def freshness() -> Sequence[SourceFreshness] | None:
        # What it adds to the entries is not worth them: where it cannot be told, it is left out.
        try:
            return await door.sources.get()
        except ServiceRefused:
            return None

    async def get_passport(request: Request) -> Response:
        with use_caller_token(await holder_token(door, request, RECORDS, PREVENTION, PUBLISHING)):
            asked: dict[str, Awaitable[Any]] = {
                RECORDS: services.records.entries((), _ENTRIES, "", within=within),
                _SOURCES: freshness(),
                PREVENTION: services.prevention.trainings(_TRAININGS, "", within=within),
                PUBLISHING: services.publishing.publications(_PUBLICATIONS, "", within=within),
            }
            parts = await gather(asked)
        answers, language = parts.answers, language_of(request)
        entries: ListEntriesResponse | None = answers.get(RECORDS)
        sources: Sequence[SourceFreshness] | None = answers.get(_SOURCES)
        known = entries.entries if entries is not None else ()
        headers = said_in(language)
        return json_answer(
            {
                "records": entry_page(entries, language) if entries is not None else None,
                "sources": sources_json(sources, known, language) if sources is not None else None,
                "prevention": prevention_json(answers[PREVENTION]) if PREVENTION in answers else None,
                "publications": publication_page(answers[PUBLISHING]) if PUBLISHING in answers else None,
                "gaps": gaps_json(parts.gaps),
                "not_covered": not_covered_json(language),
            },
            200,
            headers,
        )

    async def list_accesses(
        request: Request,
        cursor: Cursor = "",
        page_size: Annotated[int, Query(ge=1, le=200, description="How many lines at most.")] = 50,
    ) -> Response:
        with use_caller_token(await holder_token(door, request, *logs)):
            page = await read_access_log(logs, cursor, page_size)
        language = language_of(request)
        headers = said_in(language)
        return json_answer(access_page(page, language), 200, headers)

    app.add_api_route(
        "/api/v1/passport",
        get_passport,
        **described(
            "Read the whole passport",
            "passport",
            Ok(200, PassportShown, examples.PASSPORT),
            description="Records, prevention and publications at once. A service that is down leaves its part null "
            "and a line in `gaps`. Each part is a first page; `next_cursor` goes on in the list of that part. "
            "`not_covered` says what no source tells us, or not of all years; `sources` how far each official source "
            "has got, and which of them fell silent, null when that could not be told.",
        ),
    )
    app.add_api_route(
        "/api/v1/passport/access-log",
        list_accesses,
        **described(
            "Read who read or wrote the holder's data",
            "passport",
            Ok(200, AccessLogShown, examples.ACCESS_LOG),
            problems=(422,),
            description="Newest first, of all services together (Code du travail, R6323-40). `told` says each in plain "
            "words, French or English: who did what, when and why; `legal_basis` what allows it.",
        ),
    )
