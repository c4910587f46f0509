"""Cuts a file into lines in bounded memory: a line without end is skipped, not collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["MAX_PENDING", "OVERLONG", "lines_of"]

MAX_PENDING = 10_000
"""Bytes kept while waiting for the end of a line; the norm's longest line has about 220."""

OVERLONG = b"\0overlong"
"""Stands for a line that had no end within so many bytes; no line can be it, a NUL being refused at the door."""


def lines_of(blocks: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines of a file, many at a time, cut at LF; those of a CRLF file keep their CR."""
    rest = b""
    skipping = False
    for block in blocks:
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        if skipping:
            if lines:
                lines[0] = OVERLONG
                skipping = False
            else:
                rest = b""
        if len(rest) > MAX_PENDING:
            rest, skipping = b"", True
        if lines:
            yield lines
    if skipping:
        yield [OVERLONG]
    elif rest:
        yield [rest]
