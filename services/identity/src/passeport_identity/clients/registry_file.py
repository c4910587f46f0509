"""The civil registers by file: CSV, read line by line, known again by its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from passeport_identity.domain.commune_history import CommuneHistory
from passeport_identity.domain.registry_file import RegistryFileError, read_header, read_line
from passeport_identity.domain.registry_line import BadLine, RegistryLine
from passeport_identity.usecases.civil_registry import RegistryChunk

__all__ = ["RegistryFile"]

_CHUNK = 1000


class RegistryFile:
    """Implements `usecases.civil_registry.CivilRegistry`. The place in it is the number of lines read."""

    def __init__(self, path: Path, chunk: int = _CHUNK, communes: CommuneHistory | None = None) -> None:
        """`communes` judges birth places at the date of birth.

        Raises RegistryFileError when it cannot be read or is none of ours.
        """
        try:
            with path.open("rb") as file:
                self._delivery = hashlib.file_digest(file, "sha256").digest()
            with self._open(path) as lines:
                self._header = read_header(lines.readline())
        except OSError as error:
            raise RegistryFileError(f"{path}: cannot be read ({error.strerror}); name a CSV of persons") from None
        self._path, self._chunk, self._communes = path, chunk, communes

    @property
    def delivery(self) -> bytes:
        """The SHA-256 of the file."""
        return self._delivery

    async def chunks(self, after: int) -> AsyncIterator[RegistryChunk]:
        """The lines after the header or, later, after so many lines."""
        with self._open(self._path) as file:
            start = max(after, 1)
            lines = enumerate(islice(file, start, None), start=start + 1)
            while raw := list(islice(lines, self._chunk)):
                yield RegistryChunk(raw[-1][0], list(self._read(raw)))

    def _read(self, raw: list[tuple[int, str]]) -> Iterator[RegistryLine | BadLine]:
        for number, line in raw:
            read = read_line(number, self._header, line, self._communes)
            if read is not None:
                yield read

    @staticmethod
    def _open(path: Path) -> IO[str]:
        # What is not UTF-8 becomes surrogates, by which its line is known and refused, and the others go on.
        return path.open(encoding="utf-8", errors="surrogateescape", newline="")
