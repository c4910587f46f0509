"""A partner sends a file: it is checked while it arrives and kept sealed until it is processed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial

from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import new_id
from passeport_dossier.domain.text import is_one_line
from passeport_records.domain.batch import Batch, Feed, Sender
from passeport_records.domain.operator import Operator
from passeport_records.errors import FieldInvalid, FileInvalid, SenderMismatch
from passeport_records.feeds.compressed import unpacked
from passeport_records.feeds.formats import FORMATS, FileCheck, MisplacedFault
from passeport_records.feeds.stream import OwnThread, in_thread
from passeport_records.usecases.feed_ports import PIECE_BYTES, FeedTools

__all__ = ["submit_batch"]

_LONGEST_NAME = 200


async def submit_batch(
    tools: FeedTools,
    wake: Callable[[], None],
    *,
    sender: Sender,
    feed: Feed,
    file_name: str,
    chunks: AsyncIterator[bytes],
    operator: Operator | None = None,
) -> Batch:
    """Receives a file whole and returns its batch, which is processed afterwards.

    One that comes as gzip is unpacked on its way: its size, its sum and its lines are those of what was packed.
    `operator`: who sends it in the stead of the sender, and why; it is kept.

    The same bytes under the same name sent again by the same client give the same batch, of a DSN if he declares for
    the same employers. Raises FileInvalid with the
    line, the column and the reason, FileTooLarge, SenderMismatch, FieldInvalid; nothing is kept then.
    """
    _check_name(file_name)
    upload = _Upload(tools, Batch(id=new_id(), feed=feed, sender=sender, file_name=file_name, created_at=tools.clock()))
    try:
        await upload.begin()
        batch = await upload.take(chunks)
        if feed is Feed.CERTIFICATIONS and batch.head.id_client != sender.id_client:
            raise SenderMismatch(batch.head.id_client)
        async with tools.open_work() as work:
            received = await work.batches.receive(batch)
            if operator is not None:
                await work.acts.add(operator.act(str(received.id), tools.clock()))
            await work.commit()
    except MisplacedFault as fault:
        refusal = await upload.located(fault)
        await upload.drop()
        raise refusal from None
    except BaseException:
        await upload.drop()
        raise
    wake()
    return received


def _check_name(file_name: str) -> None:
    if not 1 <= len(file_name) <= _LONGEST_NAME:
        raise FieldInvalid(FieldViolation("header.file_name", f"must have 1 to {_LONGEST_NAME} characters", "LENGTH"))
    if not is_one_line(file_name) or set(file_name) & set('/\\<>:"|?*'):
        raise FieldInvalid(
            FieldViolation("header.file_name", 'must not hold / \\ < > : " | ? * nor a line break', "CHARACTER")
        )


class _Upload:
    """A file that is arriving: cut into sealed pieces, each kept in a transaction of its own."""

    def __init__(self, tools: FeedTools, batch: Batch) -> None:
        self._tools = tools
        self._batch = batch
        self._pending = bytearray()
        self._pieces = 0

    async def begin(self) -> None:
        async with self._tools.open_work() as work:
            await work.batches.open(self._batch)
            await work.commit()

    async def take(self, chunks: AsyncIterator[bytes]) -> Batch:
        digest, size = hashlib.sha256(), 0
        async with OwnThread() as thread:
            check: FileCheck = await thread.run(FORMATS[self._batch.feed].check)
            async for chunk in unpacked(chunks, thread):
                digest.update(chunk)
                size += len(chunk)
                self._pending += chunk
                await thread.run(check.feed, chunk)
                while len(self._pending) >= PIECE_BYTES:
                    await self._keep(bytes(self._pending[:PIECE_BYTES]))
                    del self._pending[:PIECE_BYTES]
            head = await thread.run(check.close)
        await self._keep_rest()
        return replace(self._batch, head=head, size=size, sha256=digest.hexdigest())

    async def located(self, fault: MisplacedFault) -> FileInvalid:
        """The refusal of a file with the place of its fault, for which what has come of it is read again."""
        await self._keep_rest()
        locate = FORMATS[self._batch.feed].locate
        return await in_thread(lambda blocks: locate(blocks, fault), partial(self._tools.piece, self._batch.id))

    async def drop(self) -> None:
        # To its end, even if the call is cancelled meanwhile: that is when most uploads are dropped.
        await asyncio.shield(asyncio.create_task(self._forget()))

    async def _forget(self) -> None:
        async with self._tools.open_work() as work:
            await work.batches.drop(self._batch.id)
            await work.commit()

    async def _keep_rest(self) -> None:
        if self._pending:
            await self._keep(bytes(self._pending))
            self._pending.clear()

    async def _keep(self, piece: bytes) -> None:
        sealed = self._tools.seal.seal(self._batch.id, self._pieces, piece)
        async with self._tools.open_work() as work:
            await work.batches.add_piece(self._batch.id, self._pieces, sealed)
            await work.commit()
        self._pieces += 1
