"""The holder takes his data out: all of it in our own form, what counts on a CV in forms of others."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.publishing.v1.consent_service_pb2 import Pull
from passeport.records.v1.entry_pb2 import Entry
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.file_name import attachment
from passeport_gateway.domain.preconditions import not_modified, quoted_etag
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, PREVENTION, PUBLISHING, RECORDS, holder_token, limit_rate
from passeport_gateway.http.cookies import session_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.kept import kept_answer
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import PUBLIC, Header, Ok, described
from passeport_gateway.http.pace import Pace
from passeport_gateway.http.paced_response import PacedResponse
from passeport_gateway.http.render.consents import consent_json, pull_json
from passeport_gateway.http.render.drafts import draft_json
from passeport_gateway.http.render.europass import europass_cv
from passeport_gateway.http.render.export import exported_json
from passeport_gateway.http.render.holder import access_json, account_json, gaps_json
from passeport_gateway.http.render.json_resume import json_resume
from passeport_gateway.http.render.photos import photo_json
from passeport_gateway.http.render.prevention import consent_json as employer_consent_json
from passeport_gateway.http.render.prevention import training_json
from passeport_gateway.http.render.publications import publication_json
from passeport_gateway.http.render.queued import queued_json
from passeport_gateway.http.render.shares import share_json
from passeport_gateway.http.render.values import to_json
from passeport_gateway.http.render.wallets import offer_json
from passeport_gateway.http.routes.access_sources import access_sources
from passeport_gateway.http.schemas.export import SCHEMA_PATH, ExportShown, export_schema
from passeport_gateway.usecases.gather import Gap
from passeport_gateway.usecases.read_access_log import read_access_log

__all__ = ["add_exports"]

P = ParamSpec("P")
T = TypeVar("T")
_SERVICES = (IDENTITY, RECORDS, PREVENTION, PUBLISHING)
_ENTRIES, _EXPORTED, _OTHERS, _ACCESSES = 300, 100, 100, 200
_SCHEMA_MAX_AGE = 3600
_JSON = "application/json"
_ETAG = quoted_etag("5d41402abc4b2a76b9719d911017c592")
_IF_NONE_MATCH = Header("If-None-Match", False, "ETag that is there already: 304 when it still holds.", _ETAG)
_Page = tuple[Sequence[Any], str]
"""Items written out as JSON would have them, and the token of the next page."""


class _Exports:
    """What the holder takes out."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._services = door.services
        self._base_url = door.options.public_base_url
        self._logs = access_sources(door.services)
        self._pace = Pace(door.options.body_idle_seconds)
        self._schema = to_json(export_schema(self._base_url))

    async def get_schema(self, request: Request) -> Response:
        return kept_answer(request, self._schema, "application/schema+json", _SCHEMA_MAX_AGE)

    async def export_passport(self, request: Request) -> Response:
        await self._limit(request)
        account = await self._asked(request, self._services.identity.account)
        # Before the status is sent: a refusal still becomes a problem.
        first = await self._asked(request, self._entries, request, "")
        language = language_of(request)
        headers = {
            "Content-Disposition": attachment("passeport.json"),
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        pieces = self._whole(request, account_json(account), first)
        return PacedResponse(self._pace, pieces, 200, headers, _JSON, held=nullcontext())

    async def export_json_resume(self, request: Request) -> Response:
        await self._limit(request)
        account = await self._asked(request, self._services.identity.account)
        resume = json_resume(account, await self._active(request))
        return _kept_by_holder(request, resume, "passeport-json-resume.json")

    async def export_europass(self, request: Request) -> Response:
        await self._limit(request)
        account = await self._asked(request, self._services.identity.account)
        cv = europass_cv(account, await self._active(request), language_of(request))
        return _kept_by_holder(request, cv, "passeport-europass.json", {"Vary": "Accept-Language"})

    async def _limit(self, request: Request) -> None:
        await limit_rate(self._door, "export", session_of(request) or "")

    async def _asked(self, request: Request, ask: Callable[P, Awaitable[T]], *said: P.args, **more: P.kwargs) -> T:
        # Each time with a token of its own: one lasts a minute, and a long export that somebody reads slowly more.
        with use_caller_token(await holder_token(self._door, request, *_SERVICES)):
            return await ask(*said, **more)

    async def _active(self, request: Request) -> list[Entry]:
        """The active entries, all of them: what a list of a CV can hold fits in memory."""
        found: list[Entry] = []
        token: str | None = ""
        while token is not None:
            page = await self._asked(request, self._services.records.entries, (), _ENTRIES, token)
            found += page.entries
            token = page.next_page_token or None
        return found

    async def _whole(self, request: Request, account: dict[str, Any], first: _Page) -> AsyncGenerator[bytes]:
        gaps: dict[str, Gap] = {}
        head = {"$schema": f"{self._base_url}{SCHEMA_PATH}", "export_time": datetime.now(UTC), "account": account}
        yield to_json(head)[:-1]
        lists: Mapping[str, tuple[str, Callable[[str], Awaitable[_Page]]]] = {
            "entries": (RECORDS, partial(self._entries, request)),
            "trainings": (PREVENTION, self._trainings),
            "employer_consents": (PREVENTION, self._employer_consents),
            "publications": (PUBLISHING, self._publications),
            "queued_publications": (PUBLISHING, partial(self._queued, request)),
            "shares": (PUBLISHING, self._shares),
            "consents": (PUBLISHING, partial(self._consents, request)),
            "credential_offers": (PUBLISHING, self._offers),
            "drafts": (PUBLISHING, self._drafts),
            "photos": (PUBLISHING, self._photos),
            "accesses": ("", partial(self._accesses, request, gaps)),
        }
        for name, (service, read) in lists.items():
            yield f',"{name}":['.encode()
            async for piece in self._list(request, service, read, gaps, first if name == "entries" else None):
                yield piece
            yield b"]"
        tail = {"gaps": gaps_json([*gaps.values()]), "complete": not gaps}
        yield b"," + to_json(tail)[1:]

    async def _list(
        self,
        request: Request,
        service: str,
        read: Callable[[str], Awaitable[_Page]],
        gaps: dict[str, Gap],
        page: _Page | None,
    ) -> AsyncGenerator[bytes]:
        """The items of all pages with commas between; where the service stops answering it ends, and is a gap."""
        token, comma = "", b""
        while True:
            try:
                items, following = page if page is not None else await self._asked(request, read, token)
            except ServiceRefused as refused:
                if refused.gap is None:
                    raise
                gaps[service or refused.service] = Gap(service or refused.service, refused.gap)
                return
            page = None
            if items:
                yield comma + b",".join(map(to_json, items))
                comma = b","
            if not following:
                return
            token = following

    async def _entries(self, request: Request, token: str) -> _Page:
        page = await self._services.records.export(_EXPORTED, token)
        language = language_of(request)
        return [exported_json(one, self._base_url, language) for one in page.entries], page.next_page_token

    async def _trainings(self, token: str) -> _Page:
        page = await self._services.prevention.trainings(_OTHERS, token, withdrawn=True)
        return [training_json(one) for one in page.trainings], page.next_page_token

    async def _employer_consents(self, token: str) -> _Page:
        return [employer_consent_json(one) for one in (await self._services.prevention.consents()).consents], ""

    async def _publications(self, token: str) -> _Page:
        page = await self._services.publishing.publications(_OTHERS, token)
        return [publication_json(one) for one in page.publications], page.next_page_token

    async def _queued(self, request: Request, token: str) -> _Page:
        language = language_of(request)
        return [queued_json(one, language) for one in await self._services.queue.waiting()], ""

    async def _shares(self, token: str) -> _Page:
        page = await self._services.shares.shares("", _OTHERS, token)
        return [share_json(one) for one in page.shares], page.next_page_token

    async def _consents(self, request: Request, token: str) -> _Page:
        page = await self._services.consents.consents(_OTHERS, token)
        language, told = language_of(request), []
        for one in page.consents:
            # A token of its own for each: a holder has given a handful, and each may have been used for months.
            pulls = await self._asked(request, self._pulls, one.id)
            told.append(consent_json(one, language) | {"pulls": [pull_json(pull, language) for pull in pulls]})
        return told, page.next_page_token

    async def _pulls(self, consent_id: str) -> list[Pull]:
        found: list[Pull] = []
        token: str | None = ""
        while token is not None:
            page = await self._services.consents.pulls(consent_id, _ACCESSES, token)
            found += page.pulls
            token = page.next_page_token or None
        return found

    async def _offers(self, token: str) -> _Page:
        return [offer_json(one) for one in await self._services.wallets.offers("")], ""

    async def _drafts(self, token: str) -> _Page:
        return [draft_json(one) for one in await self._services.drafts.drafts(deleted=False)], ""

    async def _photos(self, token: str) -> _Page:
        try:
            return [photo_json((await self._services.photos.get()).photo)], ""
        except ServiceRefused as refused:
            if refused.reason != "PHOTO_NOT_FOUND":
                raise
            return [], ""

    async def _accesses(self, request: Request, gaps: dict[str, Gap], token: str) -> _Page:
        page = await read_access_log(self._logs, token, _ACCESSES)
        gaps.update({gap.service: gap for gap in page.gaps})
        language = language_of(request)
        return [access_json(line, language) for line in page.lines], page.next_cursor or ""


def _kept_by_holder(
    request: Request, said: dict[str, Any], name: str, more: Mapping[str, str] | None = None
) -> Response:
    content = to_json(said)
    etag = sha256(content).hexdigest()[:32]
    headers = {"ETag": quoted_etag(etag), "Content-Disposition": attachment(name), **(more or {})}
    if not_modified(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, _JSON)


def add_exports(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Exports(door)
    one = "/api/v1/passport/export"
    etag = {"ETag": _ETAG}
    app.add_api_route(
        one,
        routes.export_passport,
        **described(
            "Take out all that the passport holds",
            "passport",
            Ok(
                200,
                ExportShown,
                examples.EXPORT,
                headers={"Content-Disposition": attachment("passeport.json")},
            ),
            problems=(429,),
            description="Streamed, described by the JSON Schema that `$schema` names. A service that does not answer "
            "is named in `gaps`, and `complete` is false; without identity or records there is no export.",
        ),
    )
    app.add_api_route(
        f"{one}/json-resume",
        routes.export_json_resume,
        **described(
            "Take the active entries out as JSON Resume",
            "passport",
            Ok(
                200,
                example=examples.JSON_RESUME,
                description="JSON Resume 1.0.0; `x_passeport` tells who guarantees an entry.",
                headers={"Content-Disposition": attachment("passeport-json-resume.json")} | etag,
            ),
            problems=(429,),
            headers=[_IF_NONE_MATCH],
        ),
    )
    app.add_api_route(
        f"{one}/europass",
        routes.export_europass,
        **described(
            "Take the active entries out as Europass CV",
            "passport",
            Ok(
                200,
                example=examples.EUROPASS,
                description="Europass CV, in the JSON form of its schema 3.4. It is not sealed.",
                headers={"Content-Disposition": attachment("passeport-europass.json")} | etag,
            ),
            problems=(429,),
            headers=[_IF_NONE_MATCH],
        ),
    )
    app.add_api_route(
        SCHEMA_PATH,
        routes.get_schema,
        **described(
            "Fetch the JSON Schema of an export",
            "passport",
            Ok(
                200,
                example={"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "…"},
                media="application/schema+json",
                headers={"Cache-Control": f"public, max-age={_SCHEMA_MAX_AGE}"} | etag,
            ),
            access=PUBLIC,
        ),
    )
