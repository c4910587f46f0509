"""Checks at the door that a file is a DSN at all: its size, its encoding, its first line. The rest is told by line."""

from __future__ import annotations

import re

from passeport_records.domain.batch import MAX_FILE_BYTES, FileHead
from passeport_records.errors import EMPTY, FileInvalid, FileTooLarge
from passeport_records.feeds.encodings import refuse_others

__all__ = ["DsnCheck"]

_FIRST_LINE = (b"S10.G00.00.001,'", b"S05.G51.00.001,'")
_NORM = re.compile(rb"S10\.G00\.00\.006,'([A-Z0-9]{1,6})'")
_BEGINNING = 4096


class DsnCheck:
    """Fed with the bytes of a file as they come."""

    def __init__(self) -> None:
        self._size = 0
        self._lines = 0
        self._line_start = 0
        self._held = b""
        self._beginning = b""
        self._begun = False

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes. Raises FileInvalid or FileTooLarge."""
        self._held += chunk
        if not self._begun:
            # Whatever its pieces, a file is judged by its first line before anything else in it.
            if len(self._held) < len(_FIRST_LINE[0]):
                return
            self._check_first_line()
        chunk, self._held = self._held, b""
        if self._size + len(chunk) > MAX_FILE_BYTES:
            raise FileTooLarge(MAX_FILE_BYTES)
        if len(self._beginning) < _BEGINNING:
            self._beginning += chunk[: _BEGINNING - len(self._beginning)]
        self._check_characters(chunk)
        self._size += len(chunk)

    def close(self) -> FileHead:
        """Ends the file and returns what it says of itself. Raises FileInvalid when it is too short to be a DSN."""
        if not self._begun:
            self._check_first_line()
        norm = _NORM.search(self._beginning)
        return FileHead(format_version=norm[1].decode("ascii") if norm else "")

    def _check_first_line(self) -> None:
        self._begun = True
        if not self._held:
            raise FileInvalid(line=1, column=1, rule="first_line", detail=EMPTY)
        refuse_others(self._held, "ISO-8859-1")
        if not self._held.startswith(_FIRST_LINE):
            raise FileInvalid(
                line=1,
                column=1,
                rule="first_line",
                detail="le fichier ne commence ni par S10.G00.00.001 (dépôt) ni par S05.G51.00.001 (redistribution)",
            )

    def _check_characters(self, chunk: bytes) -> None:
        position = chunk.find(b"\0")
        until = position if position >= 0 else len(chunk)
        newlines = chunk.count(b"\n", 0, until)
        if newlines:
            self._lines += newlines
            self._line_start = self._size + chunk.rfind(b"\n", 0, until) + 1
        if position >= 0:
            raise FileInvalid(
                line=self._lines + 1,
                column=self._size + position - self._line_start + 1,
                rule="character",
                detail="le fichier contient un octet nul : retirez-le",
            )
