"""Cuts a file into lines, in memory that is bounded whatever is in it: a line too long is passed over, not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["MAX_LINE_BYTES", "Line", "lines_of"]

MAX_LINE_BYTES = 64 * 1024
"""A line with every field at its longest has a tenth of it."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line by its number, from 1, without what ended it; `data` is None of one that is too long."""

    number: int
    data: bytes | None


def lines_of(blocks: Iterable[bytes]) -> Iterator[Line]:
    """The lines of a file that are not blank; a byte order mark at its beginning is no part of the first."""
    number, held, over = 1, bytearray(), False
    for block in blocks:
        start = 0
        while (end := block.find(b"\n", start)) >= 0:
            over = over or len(held) + end - start > MAX_LINE_BYTES + 1
            if (line := _line(number, bytes(held) + block[start:end], over=over)) is not None:
                yield line
            number, start, over = number + 1, end + 1, False
            held.clear()
        over = over or len(held) + len(block) - start > MAX_LINE_BYTES + 1
        if over:
            held.clear()
        else:
            held += block[start:]
    if held or over:
        last = _line(number, bytes(held), over=over)
        if last is not None:
            yield last


def _line(number: int, data: bytes, *, over: bool) -> Line | None:
    if over:
        return Line(number, None)
    if number == 1:
        data = data.removeprefix(_BOM)
    data = data.removesuffix(b"\r")
    if len(data) > MAX_LINE_BYTES:
        return Line(number, None)
    return Line(number, data) if data.strip() else None
