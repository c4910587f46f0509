"""Why a text is no JSON, and where; and the key that an object names twice, which models would take the last of."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from passeport_gateway.errors import FieldViolation, JsonInvalid

__all__ = ["check_json", "doubled_key"]

# What the parser says, and the rule of field_rules.toml; the first that fits.
_RULES = (
    ("EOF while parsing", "JSON_END"),
    ("trailing comma", "JSON_COMMA"),
    ("trailing characters", "JSON_MORE"),
    ("key must be a string", "JSON_KEY"),
    ("hex escape", "JSON_SURROGATE"),
    ("invalid escape", "JSON_ESCAPE"),
    ("control character", "JSON_CONTROL"),
    ("number out of range", "JSON_NUMBER_TOO_LONG"),
    ("invalid number", "JSON_NUMBER"),
    ("recursion limit", "JSON_DEPTH"),
    ("unicode", "JSON_ENCODING"),
)
_PLACE = re.compile(r"(.*) at line ([0-9]+) column ([0-9]+)$")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# The parser takes these as numbers. In a text that is JSON otherwise they stand outside of strings only.
_CONSTANT = re.compile(rb'"(?:[^"\\]|\\.)*"|(?P<constant>NaN|-?Infinity)')
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def check_json(body: bytes) -> None:
    """Raises JsonInvalid with the line, the column and the rule."""
    try:
        _ANY.validate_json(body)
    except ValidationError as error:
        raise _refusal(body, str(error.errors(include_input=False)[0]["ctx"]["error"])) from None
    for found in _CONSTANT.finditer(body):
        if found["constant"]:
            before = body[: found.start()]
            line, column = before.count(b"\n") + 1, found.start() - before.rfind(b"\n")
            raise _invalid("JSON_CONSTANT", line, column)


def _refusal(body: bytes, said: str) -> JsonInvalid:
    found = _PLACE.match(said)
    line, column = (int(found[2]), max(1, int(found[3]))) if found else (1, 1)
    if body.startswith(_MARKS):
        return _invalid("JSON_MARK", 1, 1)
    if not body.strip():
        return _invalid("JSON_EMPTY", 1, 1)
    return _invalid(next((rule for words, rule in _RULES if words in said), "JSON_SYNTAX"), line, column)


def _invalid(rule: str, line: int, column: int) -> JsonInvalid:
    metadata = {"line": str(line), "column": str(column)}
    return JsonInvalid(metadata=metadata, violations=[FieldViolation("", "", rule)])


class _Doubled(dict[str, Any]):
    """An object that names a key twice."""

    key: str


def doubled_key(body: bytes) -> tuple[object, ...] | None:
    """The path of the first key that is named twice in a JSON text; None when none is."""
    met: list[_Doubled] = []

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        doubled, seen = _Doubled(members), set[str]()
        for key, _ in pairs:
            if key in seen:
                doubled.key = key
                break
            seen.add(key)
        met.append(doubled)
        return doubled

    # Numbers stay text: some are longer than Python converts.
    tree = json.loads(body, object_pairs_hook=made, parse_int=str, parse_float=str)
    return next(_paths(tree, ())) if met else None


def _paths(tree: Any, path: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    if isinstance(tree, _Doubled):
        yield (*path, tree.key)
    if isinstance(tree, dict | list):
        for name, member in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _paths(member, (*path, name))
