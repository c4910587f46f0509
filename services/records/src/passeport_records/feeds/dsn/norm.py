"""The norm as tables: which rubriques exist, and which few are read (`norm.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from typing import Any

__all__ = [
    "DROPPED",
    "FIRST_OF_MESSAGE",
    "KEPT",
    "LINES",
    "NORMS",
    "LineKind",
    "Nature",
    "Rubrique",
    "is_redistribution",
]


class Nature(StrEnum):
    """Natures of a declaration that tell of careers (S20.G00.05.001)."""

    MONTHLY = "01"
    ENDING = "07"
    HIRING = "10"


NORMS = frozenset({"P24V01", "P25V01", "P26V01"})
"""Norms whose facts are in the tables; another one is read all the same, and remarked on."""

_REDISTRIBUTION_BLOCKS = (b"S10.G00.95", b"S20.G00.96")


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A rubrique that is read. `plain` are the codes that need no further look, by their bytes between the quotes."""

    code: str
    label: str
    type: str
    max: int
    codes: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    personal: bool = False
    example: str = ""
    form: str = ""
    plain: Mapping[bytes, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineKind:
    """What the reader does with a line: the block and the number it has, and the rubrique when it is read."""

    block: str
    number: int
    rubrique: Rubrique | None


def is_redistribution(code: bytes) -> bool:
    """Whether a rubrique is one that the redistribution adds: tolerated, counted, not read."""
    return code[11:12] == b"9" or code[:10] in _REDISTRIBUTION_BLOCKS


def _load() -> tuple[dict[str, Rubrique], dict[bytes, LineKind]]:
    tables = tomllib.loads(resources.files(__package__).joinpath("norm.toml").read_text(encoding="utf-8"))
    kept = {
        code: Rubrique(
            code=code,
            label=facts["label"],
            type=facts["type"],
            max=facts["max"],
            codes=frozenset(facts.get("codes", ())),
            only=frozenset(facts.get("only", ())),
            never=frozenset(facts.get("never", ())),
            personal=facts.get("personal", False),
            example=facts.get("example", ""),
            form=facts.get("form", ""),
            plain=_plain(facts),
        )
        for code, facts in tables["kept"].items()
    }
    codes = {f"{block}.{number:03d}" for block, ranges in tables["known"].items() for number in _numbers(ranges)}
    lines = {f"{code},'".encode(): LineKind(code[:10], int(code[11:]), kept.get(code)) for code in codes | kept.keys()}
    return kept, lines


def _plain(facts: Mapping[str, Any]) -> dict[bytes, str]:
    selective = "only" in facts or "never" in facts
    return {} if selective else {code.encode(): code for code in facts.get("codes", ())}


def _numbers(ranges: str) -> list[int]:
    numbers: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


KEPT, LINES = _load()
"""What is read, by code; and every known line, by its first 16 bytes: `S21.G00.40.001,'`."""

FIRST_OF_MESSAGE = b"S10.G00.00.001,'"
"""What begins a message."""
_FIRST_LINES = frozenset({FIRST_OF_MESSAGE, b"S05.G51.00.001,'"})

DROPPED = frozenset(line for line, kind in LINES.items() if kind.rubrique is None and line not in _FIRST_LINES)
"""Known lines, by the same bytes, that the reader passes over without a look: most of a file."""
