"""Sealed documents as objects of a bucket that speaks S3, whoever runs it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from passeport_chassis.ids import new_id
from passeport_dossier.storage.sealing import KeyRing
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.errors import ArtefactsUnavailable
from passeport_publishing.usecases.artefact_ports import StoredArtefact

if TYPE_CHECKING:
    from obstore.store import S3Config

__all__ = ["ArtefactBucket", "Bucket"]

_log = structlog.get_logger(__name__)
_ADDRESS = re.compile(r"s3://(?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[A-Za-z0-9_./-]{1,200}?))?/?")
_PATH = re.compile(r"(?P<id>[0-9a-f-]{36})/(?P<sha256>[0-9a-f]{64})")
_RETRY_AFTER = timedelta(seconds=5)
_RETRIES = 2


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where a bucket is, and who asks. `address` is s3://name/prefix; `endpoint` empty: that of AWS."""

    address: str
    endpoint: str
    region: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    seconds: float
    """For one try of one request."""

    def open(self) -> S3Store:
        """What speaks with it; nothing is asked yet. Raises ValueError for an address that is none."""
        found = _ADDRESS.fullmatch(self.address)
        if found is None:
            raise ValueError("must be s3://name, or s3://name/prefix")
        wait = timedelta(seconds=self.seconds)
        asked: S3Config = {
            "region": self.region,
            "access_key_id": self.access_key,
            "secret_access_key": self.secret_key,
        }
        if self.endpoint:
            asked["endpoint"] = self.endpoint
        return S3Store(
            found["name"],
            prefix=found["prefix"],
            config=asked,
            client_options={"timeout": wait, "allow_http": self.endpoint.startswith("http://")},
            retry_config={"max_retries": _RETRIES, "retry_timeout": wait},
        )


class ArtefactBucket:
    """Implements `passeport_publishing.usecases.artefact_ports.Artefacts`."""

    def __init__(self, bucket: Bucket, seal: KeyRing) -> None:
        self._store = bucket.open()
        self._seal = seal

    async def keep(self, publication_id: UUID, document: SealedDocument) -> None:
        """Keeps a document. Raises ArtefactsUnavailable."""
        with _told("keep", publication_id):
            await self._store.put_async(
                _path(publication_id, document.sha256), self._seal.seal(document.pdf, publication_id.bytes)
            )

    async def fetch(self, publication_id: UUID, sha256: str) -> bytes:
        """Gives a document back. Raises ArtefactsUnavailable, also for what is not there or was changed."""
        with _told("fetch", publication_id):
            answer = await self._store.get_async(_path(publication_id, sha256))
            pdf = self._seal.unseal(bytes(await answer.bytes_async()), publication_id.bytes)
            if hashlib.sha256(pdf).hexdigest() != sha256:
                raise ValueError("it is not the document that the register says")
        return pdf

    async def listed(self) -> AsyncIterator[Sequence[StoredArtefact]]:
        """All that is called as we call documents. Raises ArtefactsUnavailable."""
        with _told("list"):
            async for page in self._store.list():
                found = ((_PATH.fullmatch(one["path"]), one["last_modified"]) for one in page)
                yield [StoredArtefact(UUID(path["id"]), path["sha256"], at) for path, at in found if path]

    async def moment(self) -> datetime:
        """What time it is by the clock of the store. Raises ArtefactsUnavailable."""
        # Nothing else tells it but the date of what was kept just now.
        name = f"moment-{new_id()}"
        with _told("tell the time"):
            await self._store.put_async(name, b"")
            try:
                return (await self._store.head_async(name))["last_modified"]
            finally:
                await self._store.delete_async(name)

    async def remove(self, stored: StoredArtefact) -> None:
        """Removes a document. Raises ArtefactsUnavailable."""
        with _told("remove", stored.publication_id):
            await self._store.delete_async(_path(stored.publication_id, stored.sha256))


def _path(publication_id: UUID, sha256: str) -> str:
    return f"{publication_id}/{sha256}"


@contextmanager
def _told(act: str, publication_id: UUID | None = None) -> Iterator[None]:
    """Whatever goes wrong is for the operator to mend, and for the client to try again."""
    try:
        yield
    except (BaseError, OSError, ValueError) as problem:
        # The message of the library tells addresses and answers over many lines, and no secret.
        why = str(problem).partition("\n")[0][:300]
        of = None if publication_id is None else str(publication_id)
        _log.error("the store of documents does not do as asked", act=act, publication_id=of, why=why)
        raise ArtefactsUnavailable(retry_after=_RETRY_AFTER) from None
