"""The formats of the feeds, alike to those who use them: a check at the door, a reader, and the place of a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from passeport_records.domain.batch import Feed, FileHead
from passeport_records.domain.claims import Claim
from passeport_records.domain.employment import Retraction
from passeport_records.domain.report import Fault
from passeport_records.errors import FileInvalid
from passeport_records.feeds.certifications.check import FluxCheck
from passeport_records.feeds.certifications.locate import locate
from passeport_records.feeds.certifications.parser import MisplacedFault
from passeport_records.feeds.certifications.read import read_passages
from passeport_records.feeds.diplomas.read import check_diplomas, read_diplomas
from passeport_records.feeds.dsn.check import DsnCheck
from passeport_records.feeds.dsn.read import read_contracts
from passeport_records.feeds.trainings.read import check_trainings, read_trainings

__all__ = ["FORMATS", "FileCheck", "Format", "MisplacedFault", "OpenFile"]

OpenFile = Callable[[], Iterable[bytes]]
"""Gives the bytes of a file from the first one, as often as it is called."""


class FileCheck(Protocol):
    """Checks a file while it arrives."""

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes. Raises FileInvalid, FileTooLarge, or MisplacedFault when the place must be sought."""

    def close(self) -> FileHead:
        """Ends the file and returns what it says of itself. Raises as `feed`."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how a file is checked, how its items are read, and how the place of a fault is found."""

    check: Callable[[], FileCheck]
    read: Callable[[OpenFile, FileHead], Iterator[Claim | Retraction | Fault]]
    locate: Callable[[Iterable[bytes], MisplacedFault], FileInvalid]


FORMATS: Mapping[Feed, Format] = {
    Feed.CERTIFICATIONS: Format(FluxCheck, read_passages, locate),
    Feed.DSN: Format(DsnCheck, read_contracts, locate),
    Feed.DIPLOMAS: Format(check_diplomas, read_diplomas, locate),
    Feed.TRAININGS: Format(check_trainings, read_trainings, locate),
}
"""The format of each feed."""
