"""Picks, out of the lines of a file, the few that matter, and tells where each instance of a block begins.

Nine lines in ten are pay: they are passed over by their first bytes, at the speed of a set look-up. The hierarchy has
no marks: an instance begins where its block's code follows another block's, or a number that is not below its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import lt

from passeport_records.feeds.dsn.lines import lines_of
from passeport_records.feeds.dsn.norm import DROPPED, FIRST_OF_MESSAGE, LINES, LineKind, is_redistribution

__all__ = ["End", "Picked", "pick_lines"]

_PREFIX = 16
# Stands for a line that cannot be read: it neither ends an instance nor begins one.
_NEUTRAL = b""
_LONGEST_INSTANCE = 1000
"""A block has at most 999 rubriques: further back there is nothing to go on with."""


@dataclass(slots=True)
class Picked:
    """A line that matters. `kind` is None for one that cannot be read, or that the norm does not know (`unknown`).

    `after` is the block of the line before it, given for the first line of a message alone.
    """

    number: int
    line: bytes
    kind: LineKind | None
    begins: bool
    unknown: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a file: the number of its last line, and the block of the last one that could be read."""

    number: int
    after: str


def pick_lines(blocks: Iterable[bytes]) -> Iterator[Picked | End]:
    """Reads a file and yields its lines that matter, each with its number, then its end."""
    dropped = DROPPED
    passed = 0
    after = ""
    # Beginnings of the lines since the last one that could be read: they tell whether its block still goes on.
    carried: list[bytes] = []
    for lines in lines_of(blocks):
        fresh = [line[:_PREFIX] for line in lines]
        picks = [index for index, beginning in enumerate(fresh) if beginning not in dropped]
        codes = carried + fresh
        shift, last = len(carried), 0
        for index in picks:
            here = shift + index
            picked = _picked(lines[index], codes[here], passed + index + 1)
            if picked.kind is None and not picked.unknown:
                codes[here] = _NEUTRAL
            else:
                picked.begins = not _goes_on(codes, last, here)
                last = here
            if codes[here] == FIRST_OF_MESSAGE:
                picked.after = _block_before(codes, here) or after
            yield picked
        after = _block_before(codes, len(codes)) or after
        carried = codes[last:] if len(codes) - last <= _LONGEST_INSTANCE else []
        passed += len(lines)
    yield End(passed, after)


def _block_before(codes: list[bytes], here: int) -> str:
    """The block of the last line before a place that could be read; empty when there is none."""
    for place in range(here - 1, -1, -1):
        if codes[place] != _NEUTRAL:
            return codes[place][:10].decode("latin-1")
    return ""


def _goes_on(codes: list[bytes], last: int, here: int) -> bool:
    """Whether two lines belong to one instance: same block, and numbers that only rise from one to the other."""
    if here == last or codes[here][:10] != codes[last][:10]:
        return False
    if here == last + 1:
        return codes[last] < codes[here]
    between = [code for code in codes[last : here + 1] if code != _NEUTRAL]
    return all(map(lt, between, between[1:]))


def _picked(line: bytes, beginning: bytes, number: int) -> Picked:
    kind = LINES.get(beginning)
    if kind is not None:
        whole = line.endswith((b"'", b"'\r")) and len(line) > _PREFIX
        return Picked(number, line, kind if whole else None, begins=True)
    code = beginning[:14]
    if beginning[14:] != b",'" or not line.endswith((b"'", b"'\r")) or len(line) == _PREFIX or not _is_code(code):
        return Picked(number, line, None, begins=False)
    if is_redistribution(code):
        return Picked(number, line, LineKind(code[:10].decode("ascii"), int(code[11:]), None), begins=True)
    return Picked(number, line, None, begins=True, unknown=True)


def _is_code(code: bytes) -> bool:
    """Whether some bytes have the form of a rubrique's code: `S21.G00.40.001`."""
    return (
        len(code) == 14
        and code[:1] == b"S"
        and code[3:5] == b".G"
        and code[7:8] == code[10:11] == b"."
        and (code[1:3] + code[5:7] + code[8:10] + code[11:]).isdigit()
    )
