"""Suggestions for forms: certifications, occupations and skills, by the words that somebody is typing."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.referential_service_pb2 import TermKind
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, holder_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described
from passeport_gateway.http.render.suggestions import suggestions_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.suggestions import SuggestionsShown

__all__ = ["add_suggestions"]

Words = Annotated[
    str,
    Query(
        min_length=2,
        max_length=100,
        description="Words, beginnings of words, or a code. Accents and case do not count; every word must be found.",
        examples=["compta"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=20, description="How many suggestions at most.")]


class _Suggestions:
    """Suggestions."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def suggest_certifications(self, request: Request, q: Words, limit: Limit = 10) -> Response:
        return await self._suggest(request, TermKind.TERM_KIND_CERTIFICATION, q, limit)

    async def suggest_occupations(self, request: Request, q: Words, limit: Limit = 10) -> Response:
        return await self._suggest(request, TermKind.TERM_KIND_OCCUPATION, q, limit)

    async def suggest_skills(self, request: Request, q: Words, limit: Limit = 10) -> Response:
        return await self._suggest(request, TermKind.TERM_KIND_SKILL, q, limit)

    async def _suggest(self, request: Request, kind: TermKind, q: str, limit: int) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            return json_answer(suggestions_json(await self._door.services.records.suggestions(kind, q, limit)))


def add_suggestions(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Suggestions(door)
    for name, handler, summary in (
        ("certifications", routes.suggest_certifications, "Suggest certifications of the RNCP and the RS"),
        ("occupations", routes.suggest_occupations, "Suggest occupations of the ROME, by names of jobs too"),
        ("skills", routes.suggest_skills, "Suggest skills of the ROME"),
    ):
        app.add_api_route(
            f"/api/v1/suggestions/{name}",
            handler,
            **described(
                summary,
                "suggestions",
                Ok(200, SuggestionsShown, examples.SUGGESTIONS),
                problems=(422,),
                description="For a form, while somebody is typing: an exact code first, then what is active, then the "
                "shortest label. None is an answer, also where the referential was never imported.",
            ),
        )
