"""Forms: urlencoded fields, and multipart bodies parsed in memory (nothing shown for verification touches a disk)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from passeport_gateway.errors import FieldViolation, FormInvalid

__all__ = ["Part", "parse_fields", "parse_multipart"]

_MOST_PARTS = 20
_LONGEST_HEADER = 1024


def _unreadable(rule: str, field: str = "") -> FormInvalid:
    return FormInvalid(violations=[FieldViolation(field, "", rule)])


@dataclass(slots=True)
class Part:
    """One part of a multipart form; a file when it has a file name."""

    name: str
    is_file: bool
    content: bytes


class _Collector:
    """Gathers the parts as the parser finds them."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._field = bytearray()
        self._value = bytearray()
        self._disposition = b""
        self._content = bytearray()

    def on_part_begin(self) -> None:
        if len(self.parts) >= _MOST_PARTS:
            raise _unreadable("FORM_PARTS")
        self._disposition = b""
        self._content = bytearray()

    def on_header_begin(self) -> None:
        self._field, self._value = bytearray(), bytearray()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._field, data[start:end])

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._grow(self._value, data[start:end])

    def _grow(self, header: bytearray, data: bytes) -> None:
        header += data
        if len(header) > _LONGEST_HEADER:
            raise _unreadable("FORM_PART_HEADER")

    def on_header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = bytes(self._value)

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]

    def on_part_end(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"name")
        if name is None:
            raise _unreadable("FORM_PART_NAME")
        self.parts.append(Part(name.decode("utf-8", "replace"), b"filename" in options, bytes(self._content)))

    def on_end(self) -> None:
        self.ended = True


def parse_multipart(content_type: str, body: bytes) -> list[Part]:
    """The parts of a multipart/form-data body. Raises FormInvalid."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise _unreadable("FORM_BOUNDARY", "content_type")
    collector = _Collector()
    names = ("part_begin", "part_data", "part_end", "header_begin", "header_field", "header_value", "header_end", "end")
    callbacks = {f"on_{name}": getattr(collector, f"on_{name}") for name in names}
    try:
        parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise _unreadable("FORM_MULTIPART") from None
    if not collector.ended:
        raise _unreadable("FORM_END")
    return collector.parts


def parse_fields(body: bytes) -> list[tuple[str, str]]:
    """The fields of an application/x-www-form-urlencoded body. Raises FormInvalid."""
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=50, errors="strict"
        )
    except ValueError:
        raise _unreadable("FORM_FIELDS") from None
