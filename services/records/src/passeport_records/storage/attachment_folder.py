"""Files of entries in a folder: sealed piece by piece, and named by the digest of what is written (its address).

A file that is being written lies under `writing`, so that whatever has an address is whole. Nobody can tell from an
address what is in a file, and anybody with the folder can tell whether it is still what was written.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator, Collection
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from passeport_records.usecases.feed_ports import PieceSeal, Place

__all__ = ["AttachmentFolder"]

_LENGTH = 4
_LONGEST_PIECE = 2 * 1024 * 1024
_WRITING = "writing"
_AT_ONCE = 500


class AttachmentFolder:
    """Implements `passeport_records.usecases.attachment_ports.AttachmentStore`.

    A file is: for each piece its length in 4 bytes (big-endian) and the sealed piece. A piece is sealed for its file
    and its number, and the last one is empty: pieces that are left out, in another order, or of another file do not
    open.
    """

    def __init__(self, folder: Path, seal: PieceSeal) -> None:
        """`folder` is there and may be written; several processes may share it."""
        self._folder = folder
        self._seal = seal

    async def write(self, attachment_id: UUID, pieces: AsyncIterator[bytes]) -> str:
        """Keeps a file and returns its address; of one whose pieces raise, nothing remains."""
        path = self._folder / _WRITING / str(attachment_id)
        digest, number = hashlib.sha256(), 0
        file = await asyncio.to_thread(_create, path)
        try:
            async for piece in pieces:
                if piece:
                    await asyncio.to_thread(self._append, file, digest, attachment_id, number, piece)
                    number += 1
            await asyncio.to_thread(self._append, file, digest, attachment_id, number, b"")
            address = digest.hexdigest()
            await asyncio.to_thread(_settle, file, path, self._path(address))
        except BaseException:
            file.close()
            path.unlink(missing_ok=True)
            raise
        return address

    def _append(self, file: BinaryIO, digest: hashlib._Hash, attachment_id: UUID, number: int, piece: bytes) -> None:
        sealed = self._seal.seal(attachment_id, number, piece, Place.ATTACHMENT)
        written = len(sealed).to_bytes(_LENGTH, "big") + sealed
        digest.update(written)
        file.write(written)

    async def read(self, attachment_id: UUID, address: str) -> AsyncIterator[bytes]:
        """The file in pieces. Raises ValueError when it is not what was kept, FileNotFoundError when it is gone."""
        file = await asyncio.to_thread(self._path(address).open, "rb")
        try:
            number = 0
            while piece := await asyncio.to_thread(self._next, file, attachment_id, number):
                yield piece
                number += 1
        finally:
            file.close()

    def _next(self, file: BinaryIO, attachment_id: UUID, number: int) -> bytes:
        length = int.from_bytes(file.read(_LENGTH), "big")
        if length > _LONGEST_PIECE:
            raise ValueError("this file is not one that was kept here")
        return self._seal.unseal(attachment_id, number, file.read(length), Place.ATTACHMENT)

    async def remove(self, addresses: Collection[str]) -> None:
        """Deletes files; those that are gone already are no mistake."""
        for address in addresses:
            await asyncio.to_thread(self._path(address).unlink, missing_ok=True)

    async def older_than(self, age: timedelta) -> AsyncIterator[Collection[str]]:
        """The addresses of all files that were kept longer ago, some at once; what was never finished is deleted."""
        before = time.time() - age.total_seconds()
        await asyncio.to_thread(self._clear, before)
        for first in (f"{number:02x}" for number in range(256)):
            found = await asyncio.to_thread(_names, self._folder / first, before)
            for start in range(0, len(found), _AT_ONCE):
                yield found[start : start + _AT_ONCE]

    def _clear(self, before: float) -> None:
        for name in _names(self._folder / _WRITING, before):
            (self._folder / _WRITING / name).unlink(missing_ok=True)

    def _path(self, address: str) -> Path:
        return self._folder / address[:2] / address


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _settle(file: BinaryIO, path: Path, at: Path) -> None:
    """Puts a finished file where it belongs, for good before anybody is told so."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
    at.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.rename(at)
    folder = os.open(at.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _names(folder: Path, before: float) -> list[str]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        return [one.name for one in found if one.stat().st_mtime < before]
