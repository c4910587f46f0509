"""What somebody gives to be verified, in whichever form of the body it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.errors import FieldInvalid, FieldViolation, FormInvalid
from passeport_gateway.http.bodies import read_body, read_json, type_refused
from passeport_gateway.http.door import Door
from passeport_gateway.http.forms import Part, parse_fields, parse_multipart
from passeport_gateway.http.schemas.verification import VerificationAsked

__all__ = ["Given", "read_given"]

_What = Literal["document", "credential", "code", "url"]
_FIELDS: dict[str, _What] = {"code": "code", "credential": "credential", "url": "url"}


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody wants verified."""

    what: _What
    content: bytes

    @property
    def text(self) -> str:
        """A credential, a code or an address."""
        # No message carries a NUL; what holds one gets the verdict of any other noise.
        return self.content.decode("utf-8", "replace").replace("\0", "\ufffd").strip()


async def read_given(door: Door, request: Request, wrapping: int) -> Given:
    """What the body of a request shows; `wrapping` is what may come around a document. Raises what refuses it."""
    limit = door.options.document_max_bytes
    content_type = request.headers.get("content-type", "")
    match media_type(content_type):
        case "application/pdf":
            return Given("document", await read_body(door, request, limit))
        case "application/vc+jwt" | "application/dc+sd-jwt" | "application/jwt":
            return Given("credential", await read_body(door, request, limit))
        case "application/json":
            asked = await read_json(door, request, VerificationAsked)
            return _one_of(code=asked.code, credential=asked.credential, url=asked.url)
        case "multipart/form-data":
            body = await read_body(door, request, limit, wrapping)
            return _part(parse_multipart(content_type, body))
        case "application/x-www-form-urlencoded":
            fields = dict(parse_fields(await read_body(door, request, door.options.json_max_bytes)))
            return _one_of(**{name: fields.get(name) for name in _FIELDS})
        case _:
            raise type_refused(request)


def _one_of(**asked: str | None) -> Given:
    given = [(name, value) for name, value in asked.items() if value]
    if len(given) != 1:
        raise FieldInvalid(violations=[FieldViolation("code", "", "ONE_OF")])
    ((name, value),) = given
    return Given(_FIELDS[name], value.encode("utf-8", "replace"))


def _part(parts: list[Part]) -> Given:
    """The first file, or else the fields."""
    for part in parts:
        # A form that is sent with no file chosen has an empty one.
        if part.is_file and part.content:
            return Given("credential" if part.content.startswith(b"eyJ") else "document", part.content)
    fields = {part.name: part.content.decode("utf-8", "replace").strip() for part in parts if not part.is_file}
    if not any(fields.get(name) for name in _FIELDS):
        raise FormInvalid(violations=[FieldViolation("", "", "FORM_NOTHING")])
    return _one_of(**{name: fields.get(name) for name in _FIELDS})
