"""Feeds of partners: a file streams through to records, and a batch comes back."""

from __future__ import annotations

from importlib import resources
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.feed_service_pb2 import (
    FEED_CERTIFICATIONS,
    FEED_DIPLOMAS,
    FEED_DSN,
    FEED_TRAININGS,
    Feed,
)
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import Place
from passeport_gateway.domain.file_name import FILE_NAME_RULE, file_name_of
from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.domain.preconditions import quoted_etag
from passeport_gateway.domain.sizes import size_in_words
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, client_id_of, partner_token
from passeport_gateway.http.bodies import body_pieces, check_body_headers, type_refused, types_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.kept import kept_answer
from passeport_gateway.http.openapi import PARTNER, PUBLIC, Header, Ok, described
from passeport_gateway.http.pace import Pace
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.batches import batch_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.partners import BatchShown
from passeport_gateway.http.transfers import Transfers

__all__ = ["add_feeds"]

_POLL_SECONDS = {"Retry-After": "1"}
# Records tells by the bytes whether a file is packed, and unpacks it: the header need not be there.
_PACKED = ("gzip",)

_SCHEMA = "application/schema+json"
_SCHEMA_MAX_AGE = 3600
_ETAG = quoted_etag("5d41402abc4b2a76b9719d911017c592")

FileName = Annotated[
    str | None,
    Query(description=f"Name of the file, {FILE_NAME_RULE}; may be given by Content-Disposition instead."),
]


def _schema_of(feed: str) -> bytes:
    """The JSON Schema of the lines of a feed, as the contract with records has it."""
    return resources.files("passeport.records.v1").joinpath(f"{feed}.schema.json").read_bytes()


class _Feeds:
    """Files of partners."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._records = door.services.records
        options = door.options
        self._pace = Pace(options.body_idle_seconds, options.feed_least_rate)
        self._files = Transfers(options.feed_max_concurrent, options.feed_max_concurrent_per_client)
        self._diplomas, self._trainings = _schema_of("diplomas"), _schema_of("trainings")

    async def send_certifications(self, request: Request, file_name: FileName = None) -> Response:
        return await self._submit(request, FEED_CERTIFICATIONS, file_name)

    async def send_dsn(self, request: Request, file_name: FileName = None) -> Response:
        return await self._submit(request, FEED_DSN, file_name)

    async def send_diplomas(self, request: Request, file_name: FileName = None) -> Response:
        return await self._submit(request, FEED_DIPLOMAS, file_name)

    async def send_trainings(self, request: Request, file_name: FileName = None) -> Response:
        return await self._submit(request, FEED_TRAININGS, file_name)

    async def get_diplomas_schema(self, request: Request) -> Response:
        return kept_answer(request, self._diplomas, _SCHEMA, _SCHEMA_MAX_AGE)

    async def get_trainings_schema(self, request: Request) -> Response:
        return kept_answer(request, self._trainings, _SCHEMA, _SCHEMA_MAX_AGE)

    async def _submit(self, request: Request, feed: Feed, file_name: str | None) -> Response:
        options = self._door.options
        check_body_headers(request, options.feed_max_bytes, packed=_PACKED)
        token = await partner_token(self._door, request, RECORDS)
        with use_caller_token(token), self._files.place(client_id_of(token)):
            sent = media_type(request.headers.get("content-type", ""))
            if sent and sent not in types_of(request):
                raise type_refused(request)
            if file_name is None:
                name_places(request, {"header.file_name": Place("header", "Content-Disposition")})
            name = file_name_of(request.headers.get("content-disposition"), file_name)
            pieces = body_pieces(request, options.feed_max_bytes, self._pace)
            batch = await self._records.submit_batch(feed, name, pieces)
        headers = {"Location": f"/partners/v1/batches/{batch.id}"} | _POLL_SECONDS
        return json_answer(batch_json(batch), 202, headers)


_AGAIN = "The same file sent again under the same name gives the same batch; under another name it is another batch."
_TIME = (
    "It may take as long as the line needs, up to an hour; a pause of 30 seconds, or less than 62,500 bytes a second "
    "on average, is too slow. A partner sends so many files at once, and reads as many reports, 4 where nothing else "
    "is set; one more gets 429 with Retry-After."
)
_GZIP = "It may be a gzip, with or without a Content-Encoding; the limit is that of what is in it, too."
_TYPES = "Without a Content-Type it is taken as what this address is for."
_SENT_AS = {
    "schema": {"type": "string", "format": "binary"},
}
_LINES_SHOWN = '{"idTechnique":"…","nomNaissance":"…",…}'
# What is not written as the first type of its address is.
_SHOWN = {"application/gzip": "(bytes)", "application/jsonl": _LINES_SHOWN, "application/x-ndjson": _LINES_SHOWN}
_DISPOSITION = Header(
    "Content-Disposition",
    False,
    f"Name of the file, {FILE_NAME_RULE}, unless `file_name` gives it.",
    'attachment; filename="flux.xml"',
)


def _file(*media_types: str, example: str) -> dict[str, object]:
    examples = {media: _SHOWN.get(media, example) for media in media_types}
    return {"required": True, "content": {media: _SENT_AS | {"example": shown} for media, shown in examples.items()}}


def add_feeds(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Feeds(door)
    most = size_in_words(door.options.feed_max_bytes, "en")
    location = {"Location": f"/partners/v1/batches/{examples.BATCH['id']}"}
    accepted = Ok(202, BatchShown, examples.BATCH_RECEIVED, headers=location | _POLL_SECONDS)
    app.add_api_route(
        "/partners/v1/feeds/certifications",
        routes.send_certifications,
        methods=["POST"],
        **described(
            "Send a file of the certifiers' feed (XML, Code du travail L6113-8)",
            "partners",
            accepted,
            access=PARTNER,
            scope="feed:certifications",
            problems=(400, 408, 422, 429),
            body=_file(
                "application/xml", "text/xml", "application/gzip", "application/octet-stream", example="<?xml version=…"
            ),
            headers=[_DISPOSITION],
            description=f"The body is the file itself, at most {most}. {_GZIP} {_TYPES} A file that is not "
            f"of its format is refused with line, column and reason, and nothing of it is stored. {_AGAIN} {_TIME}",
        ),
    )
    app.add_api_route(
        "/partners/v1/feeds/dsn",
        routes.send_dsn,
        methods=["POST"],
        **described(
            "Send a file of the DSN feed",
            "partners",
            accepted,
            access=PARTNER,
            scope="feed:dsn",
            problems=(400, 408, 422, 429),
            body=_file("text/plain", "application/gzip", "application/octet-stream", example="S10.G00.00.001,'…'"),
            headers=[_DISPOSITION],
            description=(
                f"The body is the file itself (ISO-8859-1), at most {most}. {_GZIP} {_TYPES} {_AGAIN} So it is with "
                f"the scope `dsn:every-employer`, if it was sent without it. {_TIME}"
            ),
        ),
    )
    for path, send, get_schema, what, line in (
        ("diplomas", routes.send_diplomas, routes.get_diplomas_schema, "diplomas", "a diploma"),
        (
            "trainings",
            routes.send_trainings,
            routes.get_trainings_schema,
            "trainings followed and engagements",
            "a training or an engagement (Code du travail L5151-9)",
        ),
    ):
        app.add_api_route(
            f"/partners/v1/feeds/{path}",
            send,
            methods=["POST"],
            **described(
                f"Send a file of {what}, as CSV or JSON Lines",
                "partners",
                accepted,
                access=PARTNER,
                scope=f"feed:{path}",
                problems=(400, 408, 422, 429),
                body=_file(
                    "text/csv",
                    "application/jsonl",
                    "application/x-ndjson",
                    "application/gzip",
                    "application/octet-stream",
                    example="idTechnique;nomNaissance;…",
                ),
                headers=[_DISPOSITION],
                description=f"The body is the file itself (UTF-8), at most {most}: CSV whose first line names its "
                f"columns, separated by semicolons, or JSON Lines. A line is {line}, its fields are those of the "
                f"JSON Schema at `/partners/v1/feeds/{path}/schema`. A file whose first line is wrong is refused; any "
                f"other line at fault is told in the report, and the others are kept. {_GZIP} {_TYPES} {_AGAIN} "
                f"{_TIME}",
            ),
        )
        app.add_api_route(
            f"/partners/v1/feeds/{path}/schema",
            get_schema,
            **described(
                f"Fetch the JSON Schema of a line of a file of {what}",
                "partners",
                Ok(
                    200,
                    example={"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "…"},
                    media=_SCHEMA,
                    headers={"Cache-Control": f"public, max-age={_SCHEMA_MAX_AGE}", "ETag": _ETAG},
                ),
                access=PUBLIC,
                description=f"Draft 2020-12, `$id` is `urn:passeport:feeds:{path}:1`. The reader of the feed goes by "
                "it; in CSV the names of its fields are those of the columns.",
            ),
        )
