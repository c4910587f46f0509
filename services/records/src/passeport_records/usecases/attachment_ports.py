"""What keeping files takes: where their bytes lie, who looks for what is harmful in them, and how much is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from passeport_records.domain.attachment import Attachment
from passeport_records.domain.entry import Entry

__all__ = ["AttachmentStore", "AttachmentTools", "Attachments", "KeptFiles", "Scan", "Scanner"]


class AttachmentStore(Protocol):
    """Keeps the bytes of files outside the database, sealed. An address is written once, and stands for these bytes.

    A folder is one (`storage.attachment_folder`); a bucket of an object store may be another: it takes an upload that
    is finished or leaves nothing, a read in pieces, a deletion that may be repeated, and a listing by age.
    """

    async def write(self, attachment_id: UUID, pieces: AsyncIterator[bytes]) -> str:
        """Keeps a file and returns its address; of one whose pieces raise, nothing remains."""

    def read(self, attachment_id: UUID, address: str) -> AsyncIterator[bytes]:
        """The file in pieces. Raises ValueError when it is not what was kept, FileNotFoundError when it is gone."""

    async def remove(self, addresses: Collection[str]) -> None:
        """Deletes files; those that are gone already are no mistake."""

    def older_than(self, age: timedelta) -> AsyncIterator[Collection[str]]:
        """The addresses of all files that were kept longer ago, some at once."""


class Scan(Protocol):
    """One file on its way through a scanner."""

    async def look_at(self, piece: bytes) -> None:
        """Hands the next piece over. Raises as `finish`."""

    async def finish(self) -> None:
        """Waits for the verdict. Raises AttachmentInfected, AttachmentUnscannable, ScannerUnavailable."""


class Scanner(Protocol):
    """Looks for what is harmful in files."""

    def scan(self) -> AbstractAsyncContextManager[Scan]:
        """Begins with a file. Raises ScannerUnavailable."""


@dataclass(frozen=True, slots=True)
class AttachmentTools:
    """What keeping files takes."""

    store: AttachmentStore
    scanner: Scanner
    max_bytes: int = 10 * 1024 * 1024
    max_count: int = 5


class Attachments(Protocol):
    """The files of one holder's entries; where their bytes lie is another matter (`AttachmentStore`)."""

    async def lock(self, entry: Entry) -> None:
        """Lets nobody else attach a file to the entry until the end of the transaction."""

    async def of_entry(self, entry_id: UUID) -> Sequence[Attachment]:
        """The files of an entry, the oldest first."""

    async def of_entries(self, entry_ids: Collection[UUID]) -> Sequence[Attachment]:
        """The files of several entries, the oldest first."""

    async def get(self, entry_id: UUID, attachment_id: UUID) -> Attachment:
        """One file of an entry. Raises AttachmentNotFound."""

    async def add(self, entry: Entry, attachment: Attachment) -> Attachment:
        """Notes a file, under the identifier of the person that the entry has; returns it so."""

    async def rename(self, attachment: Attachment, file_name: str) -> Attachment:
        """Gives a file another name; returns it so."""

    async def remove(self, attachment: Attachment) -> None:
        """Forgets a file."""


class KeptFiles(Protocol):
    """The files of all entries of all passports."""

    async def known(self, addresses: Collection[str]) -> Collection[str]:
        """Those of the addresses that a file of an entry has."""
