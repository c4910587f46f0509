"""One log out of several: each service's accesses, newest first, merged; its cursor survives new lines on top."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from passeport_gateway.errors import FieldInvalid, FieldViolation

__all__ = ["AccessLine", "Position", "after", "merge", "moved", "read_cursor", "write_cursor"]


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One access to the holder's data; `at` counts nanoseconds since 1970."""

    at: int
    service: str
    actor: str
    organisation: str
    action: str
    purpose: str
    resource_id: str


@dataclass(frozen=True, slots=True)
class Position:
    """How far one service's log was read: its page, the time of the last line taken, and how many lines have that time.

    Lines are counted from a time and not from the top: reading the log adds lines on top of it.
    """

    token: str = ""
    at: int | None = None
    taken: int = 0


def after(position: Position, lines: Sequence[AccessLine]) -> tuple[list[AccessLine], int]:
    """The lines of a page after a position, and how many lines of its very time are still to be passed over."""
    same = position.taken
    if position.at is None:
        return list(lines), same
    rest = []
    for line in lines:
        if line.at > position.at:
            continue
        if line.at == position.at and same > 0:
            same -= 1
            continue
        rest.append(line)
    return rest, same


def moved(position: Position, taken: Iterable[AccessLine]) -> Position:
    """The position after some more lines."""
    at, count = position.at, position.taken
    for line in taken:
        at, count = line.at, count + 1 if line.at == at else 1
    return Position(position.token, at, count)


def merge(
    pages: Mapping[str, Sequence[AccessLine]], more: Mapping[str, str], size: int
) -> tuple[list[AccessLine], dict[str, int]]:
    """Up to `size` lines of all services, newest first, and how many came from each.

    Stops early where a service has no line left on its page but has more pages (`more` holds their tokens): what
    follows is not known yet.
    """
    merged: list[AccessLine] = []
    used = dict.fromkeys(pages, 0)
    while len(merged) < size:
        heads = [(lines[used[name]], name) for name, lines in pages.items() if used[name] < len(lines)]
        if not heads or any(more.get(name) and used[name] == len(lines) for name, lines in pages.items()):
            break
        line, name = max(heads, key=lambda head: head[0].at)
        merged.append(line)
        used[name] += 1
    return merged, used


def write_cursor(positions: Mapping[str, Position]) -> str:
    """The cursor of the next page: one position for each service that has more."""
    plain = {name: [position.token, position.at, position.taken] for name, position in positions.items()}
    text = json.dumps(plain, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, services: Iterable[str]) -> dict[str, Position]:
    """The positions that a cursor holds; every service from its start for an empty one. Raises FieldInvalid."""
    if not cursor:
        return {name: Position() for name in services}
    known = frozenset(services)
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        positions = {name: Position(str(token), at, taken) for name, (token, at, taken) in plain.items()}
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError):
        positions = {}
    if (
        not positions
        or not positions.keys() <= known
        or not all(_is_possible(position) for position in positions.values())
    ):
        raise FieldInvalid(
            violations=[
                FieldViolation("cursor", "was not given by this list: start again from the first page", "PAGE_TOKEN")
            ]
        )
    return positions


def _is_possible(position: Position) -> bool:
    numbers = (position.taken,) if position.at is None else (position.at, position.taken)
    return all(type(number) is int and number >= 0 for number in numbers)
