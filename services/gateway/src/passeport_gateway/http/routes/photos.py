"""The photo of the holder: kept, shown to him, deleted."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import WHOLE_BODY
from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.domain.preconditions import not_modified, quoted_etag
from passeport_gateway.domain.sizes import size_in_words
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PUBLISHING, holder_token
from passeport_gateway.http.bodies import read_body, type_refused, types_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.photos import PATH, photo_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.schemas.photos import PhotoShown

__all__ = ["add_photos"]

_JPEG = "image/jpeg"
# As publishing takes them: what is larger is refused before it is read.
_MOST = 5 * 1024 * 1024


class _Photos:
    """The photo."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._photos = door.services.photos

    async def put_photo(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            if media_type(request.headers.get("content-type", "")) not in types_of(request):
                raise type_refused(request)
            name_places(request, {"image": WHOLE_BODY})
            return json_answer(photo_json(await self._photos.put(await read_body(self._door, request, _MOST))))

    async def get_photo(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            found = await self._photos.get()
        etag = {"ETag": quoted_etag(found.photo.sha256)}
        if not_modified(request.headers.get("if-none-match"), found.photo.sha256):
            return Response(status_code=304, headers=etag)
        return Response(found.jpeg, 200, {"Content-Disposition": 'inline; filename="photo.jpg"', **etag}, _JPEG)

    async def delete_photo(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            await self._photos.delete()
        return Response(status_code=204)


def add_photos(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Photos(door)
    file = {"schema": {"type": "string", "format": "binary"}, "example": "(bytes)"}
    app.add_api_route(
        PATH,
        routes.put_photo,
        methods=["PUT"],
        **described(
            "Keep a photo for CVs",
            "publications",
            Ok(200, PhotoShown, examples.PHOTO),
            unsafe=True,
            problems=(400, 408, 422, 429),
            body={"required": True, "content": {_JPEG: file, "image/png": file}},
            description=f"A JPEG or PNG, at most {size_in_words(_MOST, 'en')} and 40 million dots, at least 150 dots a "
            "side, in place of the one before. It is drawn anew: place, camera and other notes are not kept. CVs in "
            "the templates `classic` and `europass` show it unless `hidden_parts` names `photo`.",
        ),
    )
    app.add_api_route(
        PATH,
        routes.get_photo,
        **described(
            "Look at the photo that is kept",
            "publications",
            Ok(200, example="(bytes)", media=_JPEG, headers={"ETag": quoted_etag(examples.PHOTO["sha256"])}),
            problems=(404,),
        ),
    )
    app.add_api_route(
        PATH,
        routes.delete_photo,
        methods=["DELETE"],
        **described(
            "Delete the photo",
            "publications",
            Ok(204, description="It is no longer kept. What was published with it stays as it was sealed."),
            unsafe=True,
        ),
    )
