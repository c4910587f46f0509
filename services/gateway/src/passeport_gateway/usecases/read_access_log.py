"""Reads who read or wrote the holder's data, in every service at once, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from passeport_gateway.domain.access import AccessLine, Position, after, merge, moved, read_cursor, write_cursor
from passeport_gateway.usecases.gather import Gap, gather

__all__ = ["AccessPage", "AccessSource", "read_access_log"]

_MOST_PAGES = 5


class AccessSource(Protocol):
    """The log of one service."""

    async def __call__(self, page_size: int, page_token: str) -> tuple[Sequence[AccessLine], str]:
        """One page of lines, newest first, and the token of the next one, empty when there is none."""


@dataclass(frozen=True, slots=True)
class AccessPage:
    """A page of the merged log; a service that was down is a gap, and its lines come with a later page."""

    lines: list[AccessLine]
    next_cursor: str | None
    gaps: list[Gap]


@dataclass(frozen=True, slots=True)
class _Fetched:
    position: Position
    lines: list[AccessLine]
    more: str


async def _fetch(source: AccessSource, position: Position, size: int) -> _Fetched:
    """The first page that has lines after the position."""
    for _ in range(_MOST_PAGES):
        lines, more = await source(size, position.token)
        rest, same = after(position, lines)
        if rest or not more:
            break
        position = Position(more, position.at, same)
    return _Fetched(position, rest, more)


async def read_access_log(sources: Mapping[str, AccessSource], cursor: str, size: int) -> AccessPage:
    """Reads one page of at most `size` lines; a page may be shorter and not be the last."""
    positions = read_cursor(cursor, sources)
    gathered = await gather({name: _fetch(sources[name], position, size) for name, position in positions.items()})
    fetched = gathered.answers
    lines, used = merge(
        {name: page.lines for name, page in fetched.items()}, {name: page.more for name, page in fetched.items()}, size
    )
    following = {gap.service: positions[gap.service] for gap in gathered.gaps}
    for name, page in fetched.items():
        if used[name] < len(page.lines):
            position = moved(page.position, page.lines[: used[name]])
            # Nothing was taken of this one yet: lines that come on top of it meanwhile are too new all the same.
            following[name] = position if position.at is not None else Position(position.token, lines[-1].at)
        elif page.more:
            following[name] = Position(page.more)
    # With nothing but gaps left there is nothing to go on to.
    more_to_read = bool(following.keys() - {gap.service for gap in gathered.gaps}) or bool(lines and gathered.gaps)
    return AccessPage(lines, write_cursor(following) if more_to_read else None, gathered.gaps)
