"""The table of who owes what by when, read from TOML and refused by the row that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Self

from passeport_prevention.regulation.quarters import after_quarter
from passeport_prevention.regulation.rows import RegulationError, Row, read_tables, rows_of, text_of

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Row):
    """Until when somebody has: so many months after the end of the quarter, or a day that is fixed."""

    duty: Duty
    actor: Actor
    months: int | None = None
    day: date | None = None

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        if (self.months is None) == (self.day is None):
            raise ValueError("needs either months or day")
        if self.months is not None and not 0 <= self.months <= 60:
            raise ValueError(f"months is {self.months}: from 0 to 60")

    def due_on(self, day: date) -> date:
        """The last day that is in time for what is dated on `day`."""
        return self.day if self.day is not None else after_quarter(day, self.months or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Row):
    """A kind of trainings that is to be declared; by everybody, or from then on by one actor only."""

    number: int
    label: str
    examples: Sequence[str] = ()
    actor: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Row):
    """Trainings that are not to be declared."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction(Row):
    """What it costs not to do what is owed, in euros at most."""

    duty: Duty
    actor: Actor
    euros: int


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
        return cls.read(None)

    @classmethod
    def read(cls, path: Path | None) -> Self:
        """The table of a file, or the shipped one. Raises RegulationError naming the row that is wrong."""
        return cls.parse(text_of(path, "rules.toml"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads TOML. Raises RegulationError naming the row that is wrong."""
        said = read_tables(text, "deadline", "category", "exclusion", "sanction")
        return cls(
            rows_of(said, "deadline", Deadline),
            rows_of(said, "category", Category),
            rows_of(said, "exclusion", Exclusion),
            rows_of(said, "sanction", Sanction),
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
