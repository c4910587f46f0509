"""Files that no entry has any more are deleted: of entries erased, of persons forgotten, of uploads cut off."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import structlog

from passeport_records.usecases.attachment_ports import AttachmentStore
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["sweep_attachments", "sweep_regularly"]

_log = structlog.get_logger(__name__)
_EVERY = 3600.0
# Far longer than a file is on its way: it lies there before its row does.
_AGE = timedelta(hours=1)


async def sweep_attachments(open_work: OpenFeedWork, store: AttachmentStore, age: timedelta = _AGE) -> int:
    """Deletes the files, kept longer ago than `age`, that no row knows; returns how many."""
    total = 0
    async for addresses in store.older_than(age):
        async with open_work() as work:
            known = await work.kept_files.known(addresses)
        orphans = set(addresses) - set(known)
        await store.remove(orphans)
        total += len(orphans)
    return total


async def sweep_regularly(open_work: OpenFeedWork, store: AttachmentStore, stop: asyncio.Event) -> None:
    """Sweeps every hour, until `stop` is set; what could not be swept is tried again an hour later."""
    while not stop.is_set():
        try:
            if swept := await sweep_attachments(open_work, store):
                _log.info("files that no entry has deleted", files=swept)
        except Exception as error:  # noqa: BLE001 - the database or the store is away: swept when it is back
            _log.warning("files not swept", exc_info=error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY)
