"""Reads a file in a thread of its own, so that parsing never holds up the calls being served.

Bytes are fetched by the event loop when the reader asks for them, items wait for the loop in a queue of a few chunks:
neither the file nor what it says is ever in memory whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Self, TypeVar

__all__ = ["OwnThread", "PieceOf", "in_thread", "items_of"]

PieceOf = Callable[[int], Awaitable[bytes | None]]
"""Fetches a piece of a file by its number, counted from 0; None after the last."""

T = TypeVar("T")
_WAITING_CHUNKS = 3


class OwnThread:
    """Runs all that it is given in one thread: `async with OwnThread() as thread`.

    A parser that is fed piece by piece must stay in the thread that made it. libxml2 keeps names in a dictionary of
    the thread, and lxml frees them with that of the thread that ends the file: two of them corrupt the memory. And it
    must be a thread that ends: in one that is used again the names of all files would gather.
    """

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="feed")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        self._executor.shutdown(wait=False)

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Runs a function and returns what it returns; it sees the trace and the caller of whoever waits for it."""
        inside = contextvars.copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._executor, partial(inside, work, *arguments))


class _Abandoned(Exception):
    """Nobody waits for the items any more."""


class _Bridge:
    """Lets a thread wait for what the event loop does."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._abandoned = threading.Event()

    def abandon(self) -> None:
        self._abandoned.set()

    def wait_for(self, work: Callable[[], Awaitable[T]]) -> T:
        if self._abandoned.is_set():
            raise _Abandoned

        async def done() -> T:
            return await work()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result()

    def blocks(self, piece_of: PieceOf) -> Iterator[bytes]:
        number = 0
        while True:
            piece = self.wait_for(partial(piece_of, number))
            if piece is None:
                return
            yield piece
            number += 1


async def in_thread(work: Callable[[Iterable[bytes]], T], piece_of: PieceOf) -> T:
    """Runs `work` on the bytes of a file, in a thread."""
    bridge = _Bridge()
    async with OwnThread() as thread:
        try:
            return await thread.run(lambda: work(bridge.blocks(piece_of)))
        finally:
            bridge.abandon()


async def items_of(
    read: Callable[[Callable[[], Iterable[bytes]]], Iterable[T]],
    piece_of: PieceOf,
    *,
    chunk: int,
    skip: int = 0,
    weigh: Callable[[T], int] = lambda _item: 1,
) -> AsyncGenerator[Sequence[T]]:
    """Yields what `read` makes of a file, in chunks of so many, without the first `skip`.

    An item counts as many times as `weigh` says. `read` gets a function that opens the file anew. To be closed when it
    is not read to its end (`aclosing`).
    """
    bridge = _Bridge()
    queue: asyncio.Queue[Sequence[T] | Exception | None] = asyncio.Queue(_WAITING_CHUNKS)

    def run() -> None:
        try:
            for items in _chunks(read(lambda: bridge.blocks(piece_of)), chunk, skip, weigh):
                bridge.wait_for(partial(queue.put, items))
            bridge.wait_for(partial(queue.put, None))
        except _Abandoned:
            return
        except Exception as error:  # noqa: BLE001 - told to whoever waits for the items
            with contextlib.suppress(_Abandoned):
                bridge.wait_for(partial(queue.put, error))

    async with OwnThread() as thread:
        reading = asyncio.create_task(thread.run(run))
        try:
            while (items := await queue.get()) is not None:
                if isinstance(items, Exception):
                    raise items
                yield items
        finally:
            bridge.abandon()
            while not reading.done():
                # The reader may be waiting for room in the queue.
                while not queue.empty():
                    queue.get_nowait()
                await asyncio.wait({reading}, timeout=0.05)


def _chunks(items: Iterable[T], size: int, skip: int, weigh: Callable[[T], int]) -> Iterator[list[T]]:
    chunk: list[T] = []
    weight = 0
    for ordinal, item in enumerate(items):
        if ordinal < skip:
            continue
        chunk.append(item)
        weight += weigh(item)
        if weight >= size:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk
