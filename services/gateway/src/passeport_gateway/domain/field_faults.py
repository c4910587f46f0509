"""What is wrong with one field: its place as the client wrote it, a stable code, words in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
from urllib.parse import quote

from passeport_gateway.domain.field_rules import rule_of
from passeport_gateway.domain.language import Language, Words

__all__ = [
    "WHOLE_BODY",
    "Body",
    "FieldFault",
    "Place",
    "Places",
    "fault_in_its_words",
    "fault_of_field",
    "fault_of_model",
    "pointer_to",
]


class Body(Enum):
    """What the body of a request is: only into JSON can be pointed."""

    JSON = "json"
    FORM = "form"
    OTHER = "other"


class Place(NamedTuple):
    """Where something stands in a request. `kind` is `pointer`, `parameter`, `header`, or nothing: the whole body.

    The name of a pointer is without its `#`.
    """

    kind: str
    name: str


Places = Mapping[str, Place]
"""Fields of a contract, and where the client gave them; what stands below one stands below its place."""

WHOLE_BODY = Place("pointer", "")

_USUALLY: Places = {
    "page_token": Place("parameter", "cursor"),
    "cursor": Place("parameter", "cursor"),
    "page_size": Place("parameter", "page_size"),
    "kinds": Place("parameter", "kind"),
    "outcomes": Place("parameter", "outcome"),
    "return_to": Place("parameter", "return_to"),
    "header.file_name": Place("parameter", "file_name"),
    "request_id": Place("header", "Idempotency-Key"),
    "etag": Place("header", "If-Match"),
    "csrf_token": Place("header", "X-CSRF-Token"),
    "origin": Place("header", "Origin"),
    "fetch_site": Place("header", "Sec-Fetch-Site"),
    "content_type": Place("header", "Content-Type"),
    "content_encoding": Place("header", "Content-Encoding"),
    "access_token": Place("header", "Authorization"),
    "format": Place("header", "Accept"),
    "update_mask": WHOLE_BODY,
}
# The message of a contract that the body of the client stands for.
_BODIES: Mapping[str, Places] = {
    "identity": {"account": WHOLE_BODY},
    "records": {"entry": WHOLE_BODY},
    "prevention": {"training": WHOLE_BODY},
    "publishing": {"draft": WHOLE_BODY},
}
# Violations that come without a reason.
_REASONS = {"page_token": "page_token", "cursor": "page_token"}
_IN_FRAGMENTS = "/~!$&'()*+,;=:@?"
_INDEX = re.compile(r"\[(\d+)\]")

_MODEL_CODES = {
    "duplicate_key": "duplicate",
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_many",
    "too_short": "too_few",
    "string_pattern_mismatch": "format",
    "literal_error": "unknown_value",
    "enum": "unknown_value",
    "value_error": "format",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}
_BOUNDS = {"max_length": "most", "le": "most", "min_length": "least", "ge": "least"}


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field, and the rule that it breaks."""

    place: Place
    code: str
    detail: Words

    def as_json(self, language: Language) -> dict[str, str]:
        """The member of `errors` in a problem."""
        where = {self.place.kind: self.place.name} if self.place.kind else {}
        return {**where, "code": self.code, "detail": self.detail.in_language(language)}


def pointer_to(*parts: object) -> Place:
    """A place in a JSON body (RFC 6901)."""
    return Place("pointer", "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts))


def _seen(place: Place, body: Body) -> Place:
    """The place in a body of this sort: forms have fields, and in any other body there is nothing to point at."""
    if place.kind != "pointer":
        return place
    if body is Body.JSON:
        # RFC 6901, 6: as a fragment, whatever an address cannot hold is percent-encoded.
        return Place("pointer", "#" + quote(place.name, safe=_IN_FRAGMENTS))
    first = place.name[1:].partition("/")[0]
    return Place("parameter", first) if body is Body.FORM and first else Place("", "")


def _below(place: Place, rest: str) -> Place:
    parts = [part for part in _INDEX.sub(r".\1", rest).split(".") if part]
    return Place("pointer", place.name + pointer_to(*parts).name) if place.kind == "pointer" else place


def _place(field: str, places: Places) -> Place:
    """The place of the longest known field that this one is, or stands below."""
    known = field
    while known:
        if known in places:
            return _below(places[known], field[len(known) :])
        # The last step up: out of a list, or out of a message.
        known = known[: max(known.rfind("."), known.rfind("["), 0)]
    return _below(WHOLE_BODY, field)


def fault_of_field(
    service: str, field: str, description: str, reason: str, places: Places | None = None, body: Body = Body.JSON
) -> FieldFault:
    """A violation that a service reported, or we by its fields, in the terms of the request that the client made.

    `places` are those that differ on this route.
    """
    code = (reason or _REASONS.get(field, "invalid")).lower()
    known = {**_USUALLY, **_BODIES.get(service, {}), **(places or {})}
    return FieldFault(_seen(_place(field, known), body), code, rule_of(code).told(description))


def fault_in_its_words(field: str, description: str, reason: str, body: Body = Body.JSON) -> FieldFault:
    """A violation that is said once and for all, in French, by whoever found it; the field is one of the body."""
    return FieldFault(_seen(_place(field, {}), body), reason.lower(), Words(description, description))


def fault_of_model(kind: str, location: Sequence[object], context: Mapping[str, object]) -> FieldFault:
    """A fault that a model found; never repeats what was sent. `location` starts with `body`, `query` or `path`."""
    code = _MODEL_CODES.get(kind) or ("type" if kind.endswith(("_type", "_parsing", "_from_float")) else "format")
    values: dict[str, object] = {name: context[given] for given, name in _BOUNDS.items() if given in context}
    if "expected" in context:
        values["allowed"] = ", ".join(re.findall(r"'([^']*)'", str(context["expected"])))
    words = rule_of(code).found(kind, str(context.get("pattern", "")), values)
    where, *path = location or ("body",)
    if where == "body":
        return FieldFault(_seen(pointer_to(*path), Body.JSON), code, words)
    name = str(path[0]) if path else str(where)
    return FieldFault(Place("header" if where == "header" else "parameter", name), code, words)
