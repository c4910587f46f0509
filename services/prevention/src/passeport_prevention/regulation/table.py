"""The table of who owes what by when, read from TOML and refused by the row that is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any, Self, TypeVar

from passeport_prevention.regulation.quarters import after_quarter

__all__ = ["Actor", "Category", "Deadline", "Duty", "Exclusion", "Regulation", "RegulationError", "Sanction"]


class Actor(StrEnum):
    """Whom the law asks (L4141-5); of the holder it asks nothing."""

    TRAINING_BODY = "training_body"
    EMPLOYER = "employer"
    TEMPORARY_WORK_COMPANY = "temporary_work_company"


class Duty(StrEnum):
    """What is asked: a declaration, or of an employer that he verifies that of a training body."""

    DECLARE = "declare"
    VERIFY = "verify"


class RegulationError(ValueError):
    """A row that cannot be read; the message names it and says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(_Row):
    """Until when somebody has: so many months after the end of the quarter, or a day that is fixed."""

    duty: Duty
    actor: Actor
    months: int | None = None
    day: date | None = None

    def __post_init__(self) -> None:
        _Row.__post_init__(self)
        if (self.months is None) == (self.day is None):
            raise ValueError("needs either months or day")
        if self.months is not None and not 0 <= self.months <= 60:
            raise ValueError(f"months is {self.months}: from 0 to 60")

    def due_on(self, day: date) -> date:
        """The last day that is in time for what is dated on `day`."""
        return self.day if self.day is not None else after_quarter(day, self.months or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(_Row):
    """A kind of trainings that is to be declared; by everybody, or from then on by one actor only."""

    number: int
    label: str
    examples: Sequence[str] = ()
    actor: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(_Row):
    """Trainings that are not to be declared."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction(_Row):
    """What it costs not to do what is owed, in euros at most."""

    duty: Duty
    actor: Actor
    euros: int


R = TypeVar("R", bound=_Row)
_ENUMS: Mapping[str, type[StrEnum]] = {"actor": Actor, "duty": Duty}


@dataclass(frozen=True, slots=True)
class Regulation:
    """The rows, in the order of the file: of those that hold for a day the last counts."""

    deadlines: Sequence[Deadline] = ()
    categories: Sequence[Category] = ()
    exclusions: Sequence[Exclusion] = ()
    sanctions: Sequence[Sanction] = field(default=())

    @classmethod
    def shipped(cls) -> Self:
        """The table that comes with this code."""
        return cls.parse(resources.files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))

    @classmethod
    def read(cls, path: Path | None) -> Self:
        """The table of a file, or the shipped one. Raises RegulationError naming the row that is wrong."""
        if path is None:
            return cls.shipped()
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RegulationError(f"{path}: {error}") from error
        return cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads TOML. Raises RegulationError naming the row that is wrong."""
        try:
            said = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise RegulationError(f"is no TOML: {error}") from error
        if unknown := sorted(said.keys() - {"deadline", "category", "exclusion", "sanction"}):
            raise RegulationError(f"{unknown[0]}: not known; there are deadline, category, exclusion and sanction")
        return cls(
            _rows(said, "deadline", Deadline),
            _rows(said, "category", Category),
            _rows(said, "exclusion", Exclusion),
            _rows(said, "sanction", Sanction),
        )

    def due_on(self, duty: Duty, actor: Actor, day: date) -> date | None:
        """The last day that is in time for what is dated on `day`; None where nothing is owed."""
        row = self.deadline_of(duty, actor, day)
        return None if row is None else row.due_on(day)

    def deadline_of(self, duty: Duty, actor: Actor, day: date) -> Deadline | None:
        """The row that says so; None where nothing is owed."""
        rows = [row for row in self.deadlines if row.duty is duty and row.actor is actor and row.holds(day)]
        return rows[-1] if rows else None

    def exclusions_of(self, day: date) -> Sequence[Exclusion]:
        """What nobody declares of what is dated on `day`."""
        return [row for row in self.exclusions if row.holds(day)]

    def sanctions_of(self, duty: Duty, actor: Actor, day: date) -> Sequence[Sanction]:
        """What it may cost not to do what is owed of what is dated on `day`."""
        return [row for row in self.sanctions if row.duty is duty and row.actor is actor and row.holds(day)]

    def categories_of(self, actor: Actor, day: date) -> Sequence[Category]:
        """What an actor has to declare of what is dated on `day`: by his own rows where a category has some."""
        own = {row.number for row in self.categories if row.actor is actor}
        return [
            row
            for row in self.categories
            if row.holds(day) and (row.actor is actor or (row.actor is None and row.number not in own))
        ]


def _rows(said: Mapping[str, Any], name: str, row: type[R]) -> Sequence[R]:
    given = said.get(name, [])
    if not isinstance(given, list):
        raise RegulationError(f"{name}: write [[{name}]] for each row")
    return tuple(_row(f"{name} {place}", values, row) for place, values in enumerate(given, start=1))


def _row(place: str, values: Mapping[str, Any], row: type[R]) -> R:
    types = row.__dataclass_fields__
    for name, value in values.items():
        if name not in types:
            raise RegulationError(f"{place}: {name} is not known; there are {', '.join(types)}")
        if not _fits(types[name].type, value):
            raise RegulationError(f"{place}: {name} is {value!r}, which is not of its kind ({types[name].type})")
    if missing := [name for name, each in types.items() if each.default is MISSING and name not in values]:
        raise RegulationError(f"{place}: {', '.join(missing)} is not there")
    read = dict(values)
    for name in _ENUMS.keys() & values.keys():
        if values[name] not in set(_ENUMS[name]):
            raise RegulationError(f"{place}: {name} is {values[name]!r}: one of {', '.join(_ENUMS[name])}")
        read[name] = _ENUMS[name](values[name])
    try:
        return row(**read)
    except ValueError as error:
        raise RegulationError(f"{place}: {error}") from error


def _fits(kind: object, value: object) -> bool:
    wanted = str(kind)
    if wanted.startswith("date"):
        return isinstance(value, date) and not isinstance(value, datetime)
    if wanted.startswith("int"):
        return type(value) is int
    if wanted.startswith("Sequence"):
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)
