"""Reads ahead where the places of work of a message are: the norm puts them behind all its contracts.

A contract names its place (S21.G00.40.019); blocks S21.G00.85 at the end of the message say in which commune each is.
Nothing of a message is held back for them: a second reading of the file, which looks at these lines alone, is always at
the message that the first one begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from passeport_records.feeds.dsn.lines import MAX_PENDING
from passeport_records.referentials.domain.labels import is_commune

__all__ = ["MOST_WORKPLACES", "Workplaces"]

MOST_WORKPLACES = 50_000
"""Places of one message that are kept; those of the largest chains of shops are some thousands."""

_Parts = tuple[bytes, bytes, bytes]
_BEGINNING, _PLACE = b"\nS10.G00.00.001,'", b"\nS21.G00.85.0"
_LINE = re.compile(rb"\n(?:(S10\.G00\.00\.001),'|S21\.G00\.85\.0(01|11),'([0-9A-Za-z]{1,14})'(?=\r?(?:\n|\Z)))")


class Workplaces:
    """The communes (COG) of places of work, message by message in the order of the file."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._messages = _messages(blocks)
        self._next = next(self._messages, None)

    def of_message(self, line: int) -> dict[str, str]:
        """Those of the message whose first line has that number, by their identifiers; none where none begins."""
        while self._next is not None and self._next[0] < line:
            self._next = next(self._messages, None)
        if self._next is None or self._next[0] != line:
            return {}
        return self._next[1]


def _messages(blocks: Iterable[bytes]) -> Iterator[tuple[int, dict[str, str]]]:
    first, places, place = 0, dict[str, str](), ""
    for line, (begins, number, value) in _lines(blocks):
        if begins:
            if first:
                yield first, places
            first, places, place = line, {}, ""
        elif number == b"01":
            place = value.decode("ascii")
        elif place and is_commune(commune := value.decode("ascii")) and len(places) < MOST_WORKPLACES:
            places[place] = commune
            place = ""
    if first:
        yield first, places


def _lines(blocks: Iterable[bytes]) -> Iterator[tuple[int, _Parts]]:
    """The lines that matter, each with its number; a line without end is passed over."""
    # As if a line ended before the first one: each line that is looked for begins behind the end of another.
    rest, passed = b"\n", 0
    for block in blocks:
        text = rest + block
        end = text.rfind(b"\n")
        at = 0
        for start, parts in _found(text, max(end, 0) + 1):
            passed += text.count(b"\n", at, start + 1)
            at = start + 1
            yield passed, parts
        if end > 0:
            passed += text.count(b"\n", at, end)
            rest = text[end:]
        else:
            rest = text
        if len(rest) > MAX_PENDING:
            # What follows belongs to a line that is too long: it begins no other one.
            rest = b"\n." if rest.startswith(b"\n") else b"."
    for _, parts in _found(rest, len(rest)):
        yield passed + 1, parts


def _found(text: bytes, end: int) -> Iterator[tuple[int, _Parts]]:
    """Where the lines that matter begin, and their parts: what begins a message, number of a rubrique, value."""
    if _PLACE in text:
        yield from ((at.start(), (at[1] or b"", at[2] or b"", at[3] or b"")) for at in _LINE.finditer(text, 0, end))
        return
    # Most of a file has none, and a search for one text is many times as quick.
    start = text.find(_BEGINNING, 0, end)
    while start >= 0:
        yield start, (_BEGINNING, b"", b"")
        start = text.find(_BEGINNING, start + 1, end)
