"""What there is to be trained for, and how long it holds: types and rules, of the data file and of whoever adds some.

A rule counts for trainings that ended while it holds: one that changes leaves earlier trainings as they were.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Self

from passeport_chassis.errors import FieldViolation
from passeport_prevention.domain.period import Period
from passeport_prevention.domain.training import Content, Training, dated_on
from passeport_prevention.regulation.rows import RegulationError, Row, read_tables, rows_of, text_of

__all__ = ["CountsFrom", "Force", "TrainingType", "TrainingTypes", "ValidityRule", "check_type"]

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME_LIMIT = 60
_TITLE_LIMIT = 250
_CODE = re.compile(r"(?:RS|RNCP)[1-9][0-9]{0,7}")
_CATEGORIES = 4


class Force(StrEnum):
    """What a rule is."""

    LAW = "law"
    """A text that binds: a statute, a décret, an arrêté, a regulation of the Union."""
    RECOMMENDATION = "recommendation"
    """What a norm, the INRS or the Assurance maladie recommends."""


class CountsFrom(StrEnum):
    """The day that a rule counts from."""

    TRAINING_END = "training_end"
    VALIDITY_START = "validity_start"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingType:
    """Something to be trained for. Its `name` is for ever: declarations hold it.

    `category`: which of the four of declarable trainings, 0 where no text says so; `certifications`: codes of the
    répertoires (`RS…`, `RNCP…`) that mean it; `broad`: it is of several things, each renewed by itself, so that a later
    training of the type does not stand in for an earlier one.
    """

    name: str
    title: str
    category: int = 0
    certifications: Sequence[str] = ()
    broad: bool = False
    source: str

    def __post_init__(self) -> None:
        if len(self.name) > _NAME_LIMIT or _NAME.fullmatch(self.name) is None:
            raise ValueError(f"name is {self.name!r}: small letters, digits and hyphens, at most {_NAME_LIMIT}")
        if not 1 <= len(self.title) <= _TITLE_LIMIT:
            raise ValueError(f"title has {len(self.title)} characters: 1 to {_TITLE_LIMIT}")
        if not 0 <= self.category <= _CATEGORIES:
            raise ValueError(f"category is {self.category}: 1 to {_CATEGORIES}, or left out")
        for code in self.certifications:
            if _CODE.fullmatch(code) is None:
                raise ValueError(f"certifications has {code!r}, which is no code as RS5801 or RNCP34079")
        if not self.source:
            raise ValueError("source is empty: name the text")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityRule(Row):
    """How long trainings of some types hold that ended from `since` to `until`.

    `period` is that of the first training; `after_refresher` that of each refresher, where it is another one;
    `unlimited` where it holds for ever.
    """

    types: Sequence[str]
    force: Force
    period: Period | None = None
    after_refresher: Period | None = None
    unlimited: bool = False
    counts_from: CountsFrom = CountsFrom.TRAINING_END

    def __post_init__(self) -> None:
        Row.__post_init__(self)
        if (self.period is None) != self.unlimited:
            raise ValueError("needs either period or unlimited")
        if self.unlimited and self.after_refresher is not None:
            raise ValueError("after_refresher is for what does not hold for ever")

    def period_of(self, *, refresher: bool | None) -> Period | None:
        """How long a training holds that renews another one, or does not, or does not say so.

        None where it holds for ever, and where the rule asks what the training does not say.
        """
        if self.after_refresher is None or refresher is False:
            return self.period
        return self.after_refresher if refresher else None


@dataclass(frozen=True, slots=True)
class TrainingTypes:
    """The types that there are, and the rules in the order of their writing: of two that hold the last counts.

    The one place where those of the data file and those of programmes meet (`joined`). Raises RegulationError where two
    have one name or one code, or a rule is of no type.
    """

    types: Sequence[TrainingType] = ()
    rules: Sequence[ValidityRule] = ()
    _by_name: Mapping[str, TrainingType] = field(init=False, repr=False, compare=False)
    _by_code: Mapping[str, TrainingType] = field(init=False, repr=False, compare=False)
    _rules_of: Mapping[str, Sequence[ValidityRule]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", _once("name", ((each.name, each) for each in self.types)))
        codes = ((code, each) for each in self.types for code in each.certifications)
        object.__setattr__(self, "_by_code", _once("certification", codes))
        rules: dict[str, list[ValidityRule]] = {name: [] for name in self._by_name}
        for place, rule in enumerate(self.rules, start=1):
            for name in rule.types:
                if name not in rules:
                    raise RegulationError(f"validity {place}: there is no training_type {name!r}")
                rules[name].append(rule)
        object.__setattr__(self, "_rules_of", rules)

    @classmethod
    def shipped(cls) -> Self:
        """The table that comes with this code."""
        return cls.read(None)

    @classmethod
    def read(cls, path: Path | None) -> Self:
        """The table of a file, or the shipped one. Raises RegulationError naming the row that is wrong."""
        return cls.parse(text_of(path, "training_types.toml"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads TOML. Raises RegulationError naming the row that is wrong."""
        said = read_tables(text, "training_type", "validity")
        return cls(rows_of(said, "training_type", TrainingType), rows_of(said, "validity", ValidityRule))

    @property
    def digest(self) -> str:
        """What tells these types and rules from others."""
        return hashlib.sha256(repr((tuple(self.types), tuple(self.rules))).encode()).hexdigest()

    def joined(self, types: Sequence[TrainingType], rules: Sequence[ValidityRule] = ()) -> TrainingTypes:
        """These and others, whose rules come after; they may be for types that are here already."""
        return TrainingTypes((*self.types, *types), (*self.rules, *rules))

    def named(self, name: str) -> TrainingType | None:
        """The type of a name, if there is one."""
        return self._by_name.get(name)

    def of(self, training: Training) -> TrainingType | None:
        """What a training is, as its declaration names it, or by the code of its certification; never by its title."""
        name = training.content.type_name
        arrived = "" if training.arrival is None else training.arrival.code
        return self._by_name.get(name) if name else self._by_code.get(training.particulars.certification or arrived)

    def rule_of(self, kind: TrainingType, day: date) -> ValidityRule | None:
        """The rule for trainings of a type that ended on a day."""
        rules = [rule for rule in self._rules_of[kind.name] if rule.holds(day)]
        return rules[-1] if rules else None

    def rules_of(self, kind: TrainingType) -> Sequence[ValidityRule]:
        """All rules for a type."""
        return self._rules_of[kind.name]

    def meant_by(self, certification: str) -> TrainingType | None:
        """The type that a code of the répertoires means, if there is one."""
        return self._by_code.get(certification)


def check_type(content: Content, certification: str, types: TrainingTypes) -> Iterator[FieldViolation]:
    """Every rule that a declaration breaks with what it says it is a training for; its dates break none.

    `certification` is the code that it leads to, if it names one.
    """
    named, meant = types.named(content.type_name), types.meant_by(certification)
    if content.type_name and named is None:
        yield FieldViolation("training.training_type", "is not one of the list of training types", "UNKNOWN_VALUE")
        return
    if named is not None and meant is not None and meant is not named:
        yield FieldViolation(
            "training.training_type", f"is another than {meant.name}, which the certification means", "OTHER_TYPE"
        )
    kind = named or meant
    if kind is None:
        if content.refresher is not None:
            yield FieldViolation(
                "training.refresher", "is not for a training of no type: leave it out", "MUST_BE_EMPTY"
            )
        return
    rule = types.rule_of(kind, dated_on(content).latest)
    asks = rule is not None and rule.after_refresher is not None and content.validity_end is None
    if named is not None and asks and content.refresher is None:
        yield FieldViolation(
            "training.refresher", "is required for this type: say whether it renews one followed before", "REQUIRED"
        )


def _once(what: str, given: Iterable[tuple[str, TrainingType]]) -> Mapping[str, TrainingType]:
    found = dict[str, TrainingType]()
    for key, kind in given:
        if key in found:
            raise RegulationError(f"training_type: {what} {key!r} is there twice")
        found[key] = kind
    return found
