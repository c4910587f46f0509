"""Files that are worked off: whatever becomes of one the next gets its turn, and what cannot be written is found."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from passeport_dossier.usecases.files import FileWorker, Search


class Lost(Exception):
    pass


class Away(Exception):
    pass


@dataclass
class File:
    attempts: int = 1
    ends: Exception | None = None
    id: UUID = field(default_factory=uuid4)


@dataclass
class Process:
    taken: File
    attempt: int = 1

    async def run(self, stop: asyncio.Event) -> File:
        if self.taken.ends is not None:
            raise self.taken.ends
        return self.taken


@dataclass
class Files:
    """Some files, what was done with them, and an event that ends the worker with the last one."""

    waiting: list[File]
    done: list[File] = field(default_factory=list)
    let_go: list[tuple[File, timedelta, str]] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self) -> Process | None:
        if not self.waiting:
            self.over.set()
            return None
        file = self.waiting.pop(0)
        return Process(file, file.attempts)

    async def finish(self, file: File) -> None:
        self.done.append(file)

    async def leave(self, file: File, pause: timedelta, error: str) -> None:
        self.let_go.append((file, pause, error))

    def worker(self) -> FileWorker[File]:
        return FileWorker(self.take, self.finish, self.leave, Lost, lambda error: isinstance(error, Away))


async def test_whatever_becomes_of_a_file_the_next_one_gets_its_turn() -> None:
    wrong, late = File(ends=ArithmeticError("of somebody")), File(attempts=40, ends=ArithmeticError())
    lost, away, right = File(ends=Lost()), File(ends=Away()), File()
    files = Files([wrong, late, lost, away, right])
    worker = files.worker().rounds()
    worker.wake()
    async with asyncio.timeout(10):
        await worker.run(files.over)
    assert files.done == [right]
    name = "builtins.ArithmeticError"
    assert files.let_go == [
        (wrong, timedelta(seconds=2), name),
        (late, timedelta(minutes=5), name),
        (away, timedelta(seconds=2), ""),
    ]


async def test_a_worker_that_can_take_nothing_tries_again() -> None:
    files = Files([File()])
    take, failed = files.take, list[bool]()

    async def failing() -> Process | None:
        if not failed:
            failed.append(True)
            raise ConnectionError
        return await take()

    files.take = failing  # type: ignore[method-assign]
    worker = files.worker().rounds()
    running = asyncio.create_task(worker.run(files.over))
    async with asyncio.timeout(10):
        while not files.done:
            worker.wake()
            await asyncio.sleep(0)
        files.over.set()
        await running
    assert failed


@pytest.mark.parametrize("bad", [set(), {0}, {9}, {3, 4}, set(range(10))])
async def test_a_search_rejects_what_cannot_be_written_and_keeps_the_order_of_all_else(bad: set[int]) -> None:
    told: list[tuple[str, int]] = []

    async def write(items: Sequence[int]) -> None:
        if bad & set(items):
            raise ArithmeticError
        told.extend(("written", item) for item in items)

    async def reject(items: Sequence[int]) -> None:
        told.extend(("rejected", item) for item in items)

    search = Search(lambda error: isinstance(error, ArithmeticError))
    await search.write(list(range(10)), write, reject)
    assert told == [("rejected" if item in bad else "written", item) for item in range(10)]
    if bad:
        with pytest.raises(ArithmeticError):
            await Search(lambda _error: False).write(list(range(10)), write, reject)


async def test_a_search_where_everything_fails_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passeport_dossier.usecases.files._SEARCHES", 3)
    rejected: list[int] = []

    async def write(items: Sequence[int]) -> None:
        raise ArithmeticError

    async def reject(items: Sequence[int]) -> None:
        rejected.append(len(items))

    await Search(lambda _error: True).write(list(range(16)), write, reject)
    assert rejected == [2, 2, 4, 8]
