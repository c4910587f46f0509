"""Files that come as gzip (RFC 1952) are unpacked as they arrive: what is kept and processed is what was packed.

A file that swells without end costs no more than one of the largest size that is sent as it is: nothing is ever whole
in memory, and the checks of its format see each piece before the next one is made.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from functools import partial

from passeport_records.domain.batch import MAX_FILE_BYTES
from passeport_records.errors import FileInvalid, FileTooLarge
from passeport_records.feeds.stream import OwnThread

__all__ = ["MAX_MEMBERS", "UNPACKED_BYTES", "Unpacking", "unpacked"]

UNPACKED_BYTES = 256 * 1024
"""Most bytes unpacked at once."""
MAX_MEMBERS = 10_000
"""Parts of a gzip that was written in parts (RFC 1952, 2.2). Tools that cut every 64 KiB make 3,200 of 200 MB."""

# Unpacked, up to a thousand times as many; what is left of them is copied each time.
_TAKEN_BYTES = 16 * 1024
_MARK = b"\x1f\x8b"
_WITH_HEADER_AND_SUM = 31


async def unpacked(chunks: AsyncIterator[bytes], thread: OwnThread) -> AsyncIterator[bytes]:
    """The bytes of a file, unpacked if it begins as a gzip does. Raises FileInvalid and FileTooLarge."""
    unpacking = Unpacking()
    async for chunk in chunks:
        pieces = unpacking.feed(chunk)
        while (piece := await thread.run(partial(next, pieces, None))) is not None:
            yield piece
    for piece in unpacking.close():
        yield piece


class Unpacking:
    """Takes the bytes of a file as they come, and gives those of which it is made."""

    def __init__(self) -> None:
        self._first = b""
        self._decided = False
        self._inflater: zlib._Decompress | None = None
        self._members = 0
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Takes the next bytes; they are read while what it yields is. Raises FileInvalid or FileTooLarge."""
        if not self._decided:
            chunk = self._first = self._first + chunk
            if len(chunk) < len(_MARK):
                return
            self._decided = True
            self._first = b""
            if chunk.startswith(_MARK):
                self._inflater = self._member()
        if self._inflater is None:
            yield chunk
            return
        for start in range(0, len(chunk), _TAKEN_BYTES):
            yield from self._inflate(chunk[start : start + _TAKEN_BYTES], self._inflater)

    def close(self) -> Iterator[bytes]:
        """What was held back when the file ended. Raises FileInvalid when a gzip has no end."""
        if self._inflater is not None and not self._inflater.eof:
            raise _refused("le fichier gzip s'arrête avant sa fin : renvoyez-le entier")
        if self._first:
            yield self._first

    def _member(self) -> zlib._Decompress:
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise _refused("le fichier gzip est fait de trop de morceaux : compressez-le en une fois")
        return zlib.decompressobj(_WITH_HEADER_AND_SUM)

    def _inflate(self, data: bytes, inflater: zlib._Decompress) -> Iterator[bytes]:
        full = False
        while data or full:
            if inflater.eof:
                self._inflater = inflater = self._member()
            try:
                piece = inflater.decompress(data, UNPACKED_BYTES)
            except zlib.error:
                raise _refused(
                    "le fichier gzip est endommagé, ou suivi d'autre chose : compressez-le de nouveau et renvoyez-le"
                ) from None
            self._size += len(piece)
            if self._size > MAX_FILE_BYTES:
                raise FileTooLarge(MAX_FILE_BYTES)
            if piece:
                yield piece
            data = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            # The last bytes of what was taken in may still be inside.
            full = len(piece) == UNPACKED_BYTES and not inflater.eof


def _refused(detail: str) -> FileInvalid:
    return FileInvalid(line=1, column=1, rule="compression", detail=detail)
