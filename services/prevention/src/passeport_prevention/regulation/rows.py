"""Rows of the tables that come as TOML: typed by their class, and refused by the row that is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib import resources
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

__all__ = ["RegulationError", "Row", "read_tables", "rows_of", "text_of"]

R = TypeVar("R")


class RegulationError(ValueError):
    """A row that cannot be read; the message names it and says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`source` names the text. It holds for what is dated from `since` to `until`, both included."""

    since: date
    until: date | None = None
    source: str

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError(f"until {self.until} is before since {self.since}")
        if not self.source:
            raise ValueError("source is empty: name the text")

    def holds(self, day: date) -> bool:
        """Whether it holds for what is dated on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def text_of(path: Path | None, shipped: str) -> str:
    """What a file says, or without one the table of that name that comes with this code. Raises RegulationError."""
    if path is None:
        return resources.files(__package__).joinpath(shipped).read_text(encoding="utf-8")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RegulationError(f"{path}: {error}") from error


def read_tables(text: str, *names: str) -> Mapping[str, Any]:
    """Reads TOML of which the tables have these names and no other. Raises RegulationError."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegulationError(f"is no TOML: {error}") from error
    if unknown := sorted(said.keys() - {*names}):
        raise RegulationError(f"{unknown[0]}: not known; there are {', '.join(names[:-1])} and {names[-1]}")
    return said


def rows_of(said: Mapping[str, Any], name: str, row: type[R]) -> tuple[R, ...]:
    """The rows of one of the tables. Raises RegulationError naming the one that is wrong."""
    given = said.get(name, [])
    if not isinstance(given, list):
        raise RegulationError(f"{name}: write [[{name}]] for each row")
    return tuple(_row(f"{name} {place}", values, row) for place, values in enumerate(given, start=1))


def _row(place: str, values: Mapping[str, Any], row: type[R]) -> R:
    types = row.__dataclass_fields__  # type: ignore[attr-defined]
    kinds = get_type_hints(row)
    read = dict[str, Any]()
    for name, value in values.items():
        if name not in types:
            raise RegulationError(f"{place}: {name} is not known; there are {', '.join(types)}")
        try:
            read[name] = _read(kinds[name], value)
        except TypeError:
            wrong = f"{name} is {value!r}, which is not of its kind ({types[name].type})"
            raise RegulationError(f"{place}: {wrong}") from None
        except ValueError as error:
            raise RegulationError(f"{place}: {name} is {value!r}: {error}") from error
    if missing := [name for name, each in types.items() if each.default is MISSING and name not in values]:
        raise RegulationError(f"{place}: {', '.join(missing)} is not there")
    try:
        return row(**read)
    except ValueError as error:
        raise RegulationError(f"{place}: {error}") from error


def _read(wanted: Any, value: object) -> object:
    """A value of TOML as what its field wants. Raises TypeError where it is of another kind, ValueError."""
    kind = next((each for each in get_args(wanted) if each is not NoneType), wanted) if _may_lack(wanted) else wanted
    if get_origin(kind) is Sequence:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise TypeError
        return tuple(value)
    if kind is date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TypeError
        return value
    if kind in (int, bool, str):
        if type(value) is not kind:
            raise TypeError
        return value
    if not isinstance(value, str):
        raise TypeError
    if issubclass(kind, StrEnum):
        if value not in set(kind):
            raise ValueError(f"one of {', '.join(kind)}")
        return kind(value)
    return kind.parse(value)


def _may_lack(wanted: Any) -> bool:
    return NoneType in get_args(wanted)
