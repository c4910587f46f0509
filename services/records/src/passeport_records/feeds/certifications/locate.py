"""Finds where a file is wrong, by reading it a second time.

The parser gives no place to the faults that the XSD finds, and a file written on one line has no line to give: what a
certifier can look up is the tag at fault, by line and column (in bytes, from 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from passeport_records.errors import FileInvalid
from passeport_records.feeds.certifications.messages import AFTER_THE_END, CUT, NO_TAG, Explained, explain
from passeport_records.feeds.certifications.parser import (
    PIECE,
    FluxParser,
    InvalidXml,
    MisplacedFault,
    pieces_of,
    release,
)

__all__ = ["locate"]


def locate(blocks: Iterable[bytes], misplaced: MisplacedFault) -> FileInvalid:
    """The refusal of a file whose check failed, with its place. `blocks` is the file from its first byte."""
    place = _Place()
    parser = FluxParser("passageCertification", "certification")
    for piece in pieces_of(blocks):
        if place.offset + len(piece) <= misplaced.before:
            _swallow(parser, piece)
            place.pass_over(piece)
            continue
        if place.offset >= misplaced.before + PIECE:
            # A fault of a whole piece and of no byte of it.
            break
        for index in range(len(piece)):
            byte = piece[index : index + 1]
            place.pass_over(byte)
            try:
                _swallow(parser, byte)
            except InvalidXml as fault:
                return place.refusal(explain(fault.kind, fault.message))
    if misplaced.at_end and place.is_cut(misplaced.fault.message):
        return place.refusal(CUT)
    return place.refusal(explain(misplaced.fault.kind, misplaced.fault.message))


def _swallow(parser: FluxParser, piece: bytes) -> None:
    for element in parser.feed(piece):
        release(element)


class _Place:
    """Follows a position in a file, remembering the text just before it."""

    def __init__(self) -> None:
        self.offset = 0
        self._recent = bytearray()
        self._lines_before = 0
        self._line_start = 0

    def pass_over(self, piece: bytes) -> None:
        self.offset += len(piece)
        self._recent += piece
        if len(self._recent) > 6 * PIECE:
            self._forget(len(self._recent) - 4 * PIECE)

    def _forget(self, count: int) -> None:
        base = self.offset - len(self._recent)
        newline = self._recent.rfind(b"\n", 0, count)
        if newline >= 0:
            self._lines_before += self._recent.count(b"\n", 0, count)
            self._line_start = base + newline + 1
        del self._recent[:count]

    def refusal(self, explained: Explained) -> FileInvalid:
        at = self._tag(explained.field)
        base = self.offset - len(self._recent)
        newline = self._recent.rfind(b"\n", 0, at)
        line_start = base + newline + 1 if newline >= 0 else self._line_start
        return FileInvalid(
            line=self._lines_before + self._recent.count(b"\n", 0, at) + 1,
            column=base + at - line_start + 1,
            rule=explained.rule,
            detail=explained.detail,
            field=explained.field,
        )

    def is_cut(self, message: str) -> bool:
        """Whether a file at whose end the parser has this to say stops too early: in a tag, or before the first one."""
        if AFTER_THE_END in message:
            return False
        if NO_TAG in message:
            # Behind the XML declaration, or of a file that is something else.
            return self._recent.rstrip().endswith(b">")
        at = max(self._recent.rfind(b"<"), self._recent.rfind(b"&"))
        # The parser waits for what closes a tag or an entity, to the end of the file if nothing does.
        return at >= 0 and (b">" if self._recent[at : at + 1] == b"<" else b";") not in self._recent[at:]

    def _tag(self, name: str) -> int:
        """Where the latest opening tag of an element begins; without a name, where the reading stopped."""
        if not name:
            return max(0, len(self._recent) - 1)
        tag = re.compile(rb"<(?:[\w.\-]+:)?" + re.escape(name.encode()) + rb"[\s/>]")
        at = -1
        for match in tag.finditer(self._recent):
            at = match.start()
        return at if at >= 0 else max(0, self._recent.rfind(b"<"))
