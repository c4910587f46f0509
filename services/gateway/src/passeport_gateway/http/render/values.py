"""Names, dates and moments, and the response that carries them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson
from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.timestamp_pb2 import Timestamp
from starlette.responses import Response

from passeport_gateway.domain.partial_date import parse_partial_date, write_partial_date

__all__ = ["Date", "enum_names", "json_answer", "moment", "partial_date", "read_date", "to_json"]

_DUMP = orjson.OPT_UTC_Z


class Date(Protocol):
    """A google.type.Date; its generated class has no types."""

    year: int
    month: int
    day: int


class Names(dict[int, str]):
    """Names of the values of an enum; a value that a newer service knows and this gateway does not is `unknown`."""

    def __missing__(self, number: int) -> str:
        return "unknown"


def enum_names(descriptor: EnumDescriptor) -> Names:
    """The values of an enum as the API names them: without their prefix, in small letters."""
    stem = descriptor.values_by_number[0].name.removesuffix("UNSPECIFIED")
    return Names({value.number: value.name.removeprefix(stem).lower() for value in descriptor.values if value.number})


def moment(stamp: Timestamp) -> datetime:
    """A moment; written as RFC 3339 in UTC."""
    return datetime.fromtimestamp(stamp.seconds, UTC).replace(microsecond=stamp.nanos // 1000)


def partial_date(date: Date) -> str | None:
    """A date of which parts may not be known."""
    return write_partial_date(date.year, date.month, date.day)


def read_date(text: str, into: Date) -> None:
    """Writes a partial date into a message. Raises ValueError."""
    into.year, into.month, into.day = parse_partial_date(text)


def to_json(value: Any) -> bytes:
    """JSON as bytes."""
    return orjson.dumps(value, option=_DUMP)


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response."""
    return Response(orjson.dumps(value, option=_DUMP), status, headers, "application/json")
