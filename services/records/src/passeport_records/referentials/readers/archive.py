"""Downloads that come as a zip: members are read as streams, and unpacked nowhere."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from passeport_records.referentials.readers.refusals import FileRefused

__all__ = ["MAX_MEMBER_BYTES", "Archive", "is_zip", "open_archive"]

MAX_MEMBER_BYTES = 4 * 1024**3
"""Of one member once unpacked; the XML of the RNCP had some 570 MB in 2026."""
_MAX_MEMBERS = 1000
_MAX_RATIO = 200
"""Times that a member may shrink. Text shrinks by 5 to 20; what shrinks by a thousand was made to fill disks."""
_MAGIC = b"PK"


def is_zip(path: Path) -> bool:
    """Whether a file begins like a zip."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


class Archive:
    """The members of a zip, found by what their names contain."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened

    def find(self, *marks: str, suffix: str = ".csv") -> str | None:
        """The first member whose name, its case aside, ends with `suffix` and contains a mark; None without one."""
        for name in self._opened.namelist():
            plain = name.rsplit("/", 1)[-1].lower()
            if plain.endswith(suffix) and any(mark in plain for mark in marks):
                return name
        return None

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of a member. Raises FileRefused for what was made to be too much, or is damaged."""
        info = self._opened.getinfo(name)
        if info.file_size > MAX_MEMBER_BYTES:
            raise FileRefused(f"{name} has {info.file_size} bytes once unpacked, at most {MAX_MEMBER_BYTES} are read")
        if info.file_size > _MAX_RATIO * max(1, info.compress_size):
            raise FileRefused(f"{name} shrinks more than {_MAX_RATIO} times, as no text does: download the file again")
        try:
            member = self._opened.open(info)
        except (zipfile.BadZipFile, RuntimeError) as error:
            # Damaged, locked with a password, or packed in a way that is not known.
            raise FileRefused(f"{name} cannot be unpacked ({error}): take the zip as its publisher offers it") from None
        with member:
            try:
                yield member
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise FileRefused(f"{name} is damaged ({error}): download the file again") from None


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Opens a zip. Raises FileRefused."""
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError) as error:
        raise FileRefused(f"{path.name} is not a whole zip ({error}): download the file again") from None
    with opened:
        if len(opened.namelist()) > _MAX_MEMBERS:
            raise FileRefused(f"{path.name} has more than {_MAX_MEMBERS} files: it is not the official download")
        yield Archive(opened)
