"""Files read in a thread while their bytes come from the event loop."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import aclosing
from contextvars import ContextVar

import pytest

from passeport_records.domain.batch import FileHead
from passeport_records.feeds.certifications.check import FluxCheck
from passeport_records.feeds.stream import OwnThread, in_thread, items_of
from samples import in_pieces, simple_flux

PIECES = [b"ab", b"", b"cde", b"f"]


async def piece_of(number: int) -> bytes | None:
    await asyncio.sleep(0)
    return PIECES[number] if number < len(PIECES) else None


def letters(open_file: Callable[[], Iterable[bytes]]) -> Iterator[str]:
    for block in open_file():
        yield from block.decode()


async def test_items_come_in_chunks_from_another_thread() -> None:
    threads: set[int] = set()

    def noting(open_file: Callable[[], Iterable[bytes]]) -> Iterator[str]:
        for letter in letters(open_file):
            threads.add(threading.get_ident())
            yield letter

    found = [list(chunk) async for chunk in items_of(noting, piece_of, chunk=4)]
    assert found == [["a", "b", "c", "d"], ["e", "f"]]
    assert threading.get_ident() not in threads


@pytest.mark.parametrize(("skip", "expected"), [(0, "abcdef"), (3, "def"), (6, ""), (9, "")])
async def test_what_was_done_before_is_skipped(skip: int, expected: str) -> None:
    found = [letter async for chunk in items_of(letters, piece_of, chunk=2, skip=skip) for letter in chunk]
    assert "".join(found) == expected


async def test_a_file_may_be_opened_twice() -> None:
    def twice(open_file: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
        yield b"".join(open_file())
        yield b"".join(open_file())

    assert [list(chunk) async for chunk in items_of(twice, piece_of, chunk=9)] == [[b"abcdef", b"abcdef"]]


async def test_what_the_reader_raises_is_raised() -> None:
    def failing(open_file: Callable[[], Iterable[bytes]]) -> Iterator[str]:
        yield "x"
        raise LookupError("line 7")

    with pytest.raises(LookupError, match="line 7"):
        async for _ in items_of(failing, piece_of, chunk=1):
            pass


async def test_what_the_fetching_raises_is_raised() -> None:
    async def away(number: int) -> bytes | None:
        raise ConnectionError("away")

    with pytest.raises(ConnectionError, match="away"):
        async for _ in items_of(letters, away, chunk=1):
            pass


async def test_a_reader_that_nobody_reads_ends() -> None:
    ended = threading.Event()

    def endless(open_file: Callable[[], Iterable[bytes]]) -> Iterator[int]:
        try:
            number = 0
            while True:
                number += 1
                yield number
        finally:
            ended.set()

    async with asyncio.timeout(5):
        async with aclosing(items_of(endless, piece_of, chunk=2)) as chunks:
            async for chunk in chunks:
                assert list(chunk) == [1, 2]
                break
        await asyncio.to_thread(ended.wait, 5)
    assert ended.is_set()


async def test_few_chunks_wait_for_a_slow_reader() -> None:
    made = 0

    def counting(open_file: Callable[[], Iterable[bytes]]) -> Iterator[int]:
        nonlocal made
        for number in range(1000):
            made = number
            yield number

    async with aclosing(items_of(counting, piece_of, chunk=1)) as chunks:
        await anext(chunks)
        await asyncio.sleep(0.05)
        assert made < 20


async def test_work_on_a_whole_file_is_done_in_a_thread() -> None:
    assert await in_thread(b"".join, piece_of) == b"abcdef"


async def test_a_file_that_arrives_is_parsed_in_one_thread_of_its_own() -> None:
    def which() -> int:
        return threading.get_ident()

    async with OwnThread() as thread, OwnThread() as other:
        seen = {await thread.run(which) for _ in range(5)}
        assert len(seen) == 1
        assert seen != {await other.run(which)}
        with pytest.raises(ZeroDivisionError):
            await thread.run(divmod, 1, 0)


async def test_many_files_arriving_piece_by_piece_at_once_do_no_harm() -> None:
    content = simple_flux(*(str(number) for number in range(60)))

    async def arrive() -> FileHead:
        async with OwnThread() as thread:
            check = await thread.run(FluxCheck)
            for piece in in_pieces(content, 20_000):
                await thread.run(check.feed, piece)
            return await thread.run(check.close)

    for _ in range(5):
        heads = await asyncio.gather(*(arrive() for _ in range(8)))
        assert len(set(heads)) == 1
        gc.collect()


async def test_threads_that_parsed_do_not_stay() -> None:
    threads: list[threading.Thread] = []

    def noting(open_file: Callable[[], Iterable[bytes]]) -> Iterator[str]:
        threads.append(threading.current_thread())
        yield from letters(open_file)

    for _ in range(3):
        assert [letter async for chunk in items_of(noting, piece_of, chunk=2) for letter in chunk] == list("abcdef")
        assert await in_thread(lambda blocks: list(noting(lambda: blocks)), piece_of) == list("abcdef")
    for thread in threads:
        thread.join(5)
    assert len({id(thread) for thread in threads}) == 6
    assert not any(thread.is_alive() for thread in threads)


async def test_a_thread_sees_what_its_caller_says() -> None:
    said: ContextVar[str] = ContextVar("said")
    said.set("a trace")
    async with OwnThread() as thread:
        assert await thread.run(said.get) == "a trace"
